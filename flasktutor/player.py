"""Owns the state of taking a lesson: which step, which try, which hints. No input or output."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from flasktutor import review
from flasktutor.items import Item, Score, summarize
from flasktutor.progress.records import Attempt
from flasktutor.progress.records import now as now
from flasktutor.values import frozen
from flasktutor.varied.drawn import MOST_SEEDS

if TYPE_CHECKING:
    from flasktutor.progress import Progress, Result
    from flasktutor.runner.protocol import RunResult
    from flasktutor.steps import Step
    from flasktutor.steps.base import Answer, Verdict
    from flasktutor.varied.drawn import Drawn


class ItemSource(Protocol):
    """Where items come from in a sitting that does not know them beforehand."""

    def coming(self, player: Player) -> Sequence[Item]:
        """What may come after the item that is asked now, to be got ready."""

    def drawn(self, item: Item, step: Step) -> None:
        """An item was got ready; may be called from another thread."""

    def following(self, player: Player) -> Item | None:
        """What comes next; None to end."""


@frozen
class Hint:
    """One rung of the ladder; the last one is the solution, whose text the step may not know."""

    number: int
    total: int
    text: str
    is_solution: bool


class Player:
    """Walks through items, keeping every answer before anything is said of it.

    `clock` gives the time, `rng` shuffles; both are passed in by tests. `start`
    is the item to begin with; `made` holds the attempts of this sitting, `progress`
    all that is remembered of the learner. Behind the last item, `source` may have another.
    """

    def __init__(
        self,
        items: Sequence[Item],
        progress: Progress,
        *,
        start: int = 0,
        source: ItemSource | None = None,
        clock: Callable[[], datetime] = now,
        rng: random.Random | None = None,
    ) -> None:
        self.items = tuple(items)
        self.progress = progress
        self._clock = clock
        self._rng = rng or random.Random()
        self._index = start
        self._source = source
        self._order: list[int] = []
        self.made: list[Attempt] = []
        self._arrive()

    @property
    def finished(self) -> bool:
        """Whether the last item is behind us."""
        return self._index >= len(self.items)

    @property
    def item(self) -> Item:
        return self.items[self._index]

    @property
    def coming(self) -> Sequence[Item]:
        """The item after this one, or those that may be it."""
        known = self.items[self._index + 1 : self._index + 2]
        return known if known or self._source is None else self._source.coming(self)

    def drawn(self, item: Item, step: Step) -> None:
        """An item that may come was got ready; may be called from another thread."""
        if self._source is not None:
            self._source.drawn(item, step)

    def seed(self, item: Item) -> int:
        """A seed for the program of an item that varies: its own, or any."""
        return self._rng.randrange(MOST_SEEDS) if item.seed is None else item.seed

    @property
    def step(self) -> Step:
        return self.item.step

    @property
    def number(self) -> int:
        """Where we are, from 1, among the items of this sort (lesson or review)."""
        return 1 + sum(item.review == self.item.review for item in self.items[: self._index])

    @property
    def total(self) -> int:
        """How many items of this sort there are."""
        return sum(item.review == self.item.review for item in self.items)

    def shuffled(self, count: int) -> tuple[int, ...]:
        """An order to show `count` options in; the same as long as the step is not left."""
        if len(self._order) != count:
            self._order = list(range(count))
            self._rng.shuffle(self._order)
        return tuple(self._order)

    def answer(self, answer: Answer, result: RunResult | None) -> Verdict:
        """The verdict on `answer`; the attempt is kept before this returns.

        A lesson's own fault is never held against the learner.
        """
        verdict = self.step.grade(answer, result)
        if not verdict.fault:
            right: Result = "right" if verdict.right else "wrong"
            drawn = self.step.kept(answer, verdict)
            self._keep(right, answer=_as_text(answer), belief=verdict.belief, drawn=drawn)
            self._schedule(right)
        return verdict

    def judged(self, verdict: Verdict) -> None:
        """Keep, once, that what the step asks for is so now.

        What is not so yet is no wrong answer: the learner is at work.
        """
        key = (str(self.item.lesson.lesson), str(self.step.key))
        kept = any((a.lesson, a.step) == key and a.result == "right" for a in self.made)
        if verdict.right and not verdict.fault and not kept:
            self._keep("right")

    def put(self, step: Step) -> None:
        """Let a varied question be the program that was drawn for it."""
        drawn = replace(self.item, step=step)
        self.items = (*self.items[: self._index], drawn, *self.items[self._index + 1 :])

    def see(self) -> None:
        """A step that asks nothing was read or run."""
        self._keep("seen")

    def give_up(self) -> None:
        """The solution was asked for."""
        self._keep("gave-up", drawn=self.step.program_asked())
        self._schedule("gave-up")

    def hint(self) -> Hint | None:
        """The next rung of the ladder; None when all were shown, or the step asks nothing."""
        total = len(self.step.hints) + 1
        if not self.step.asks or self.hints_shown >= total:
            return None
        self.hints_shown += 1
        if self.hints_shown == total:
            return Hint(total, total, self.step.solution_text(), is_solution=True)
        return Hint(self.hints_shown, total, self.step.hints[self.hints_shown - 1], False)

    def skip(self) -> None:
        """Leave the step unanswered and go on."""
        self._keep("skipped", drawn=self.step.program_asked())
        self.forward()

    def forward(self) -> None:
        """Go to the next item; behind the last one the lesson is finished."""
        self._index += 1
        if self.finished and self._source is not None:
            another = self._source.following(self)
            self.items += () if another is None else (another,)
        self._arrive()

    def stay(self) -> None:
        """Take the same item once more, as if it had just come."""
        self._arrive()

    @property
    def is_first(self) -> bool:
        """Whether there is no item before this one."""
        return self._index == 0

    def back(self) -> None:
        """Go to the item before this one."""
        self._index = max(self._index - 1, 0)
        self._arrive()

    def draft(self) -> str | None:
        """The code last written at this step."""
        return self.progress.draft(self.item.lesson.lesson, self.step.key)

    def keep_draft(self, text: str) -> None:
        """Keep code written at this step, whatever becomes of it."""
        self.progress.set_draft(self.item.lesson.lesson, self.step.key, text)

    def summary(self) -> Score:
        """How it went with these items since each one's lesson was begun."""
        lessons = dict.fromkeys(str(item.lesson.lesson) for item in self.items)
        attempts = [a for lesson in lessons for a in self.progress.since_begun(lesson)]
        return summarize(self.items, attempts)

    def _arrive(self) -> None:
        self.hints_shown = 0
        self._tries = 0
        self._order = []
        self._shown_at = self._clock()
        lessons_last = [item for item in self.items if not item.review]
        if self.finished and lessons_last:
            self._place(lessons_last[-1], finished=True)
        elif not self.finished and not self.item.review:
            self._place(self.item, finished=False)

    def _place(self, item: Item, *, finished: bool) -> None:
        lesson, key = item.lesson.lesson, item.step.key
        self.progress.set_place(lesson, key, finished=finished, at=self._clock())

    def _keep(
        self,
        result: Result,
        answer: str = "",
        belief: str | None = None,
        drawn: Drawn | None = None,
    ) -> None:
        moment = self._clock()
        attempt = Attempt(
            lesson=self.item.lesson.lesson,
            step=self.step.key,
            result=result,
            at=moment,
            answer=answer,
            hints=self.hints_shown,
            seconds=self._seconds(moment),
            misconception=belief,
            review=self.item.review,
            drawn=drawn,
        )
        self.made.append(attempt)
        self.progress.record(attempt)

    def _seconds(self, moment: datetime) -> float:
        # A clock that was set back in the meantime tells nothing.
        return max(0.0, (moment - self._shown_at).total_seconds())

    def _schedule(self, result: Result) -> None:
        """Only the first answer tells how well a question was known."""
        self._tries += 1
        if not self.step.review or self._tries > 1:
            return
        lesson, key = self.item.lesson.lesson, self.step.key
        card = self.progress.card(lesson, key)
        moment = self._clock()
        rating = review.rate(result, self.hints_shown, self._seconds(moment), card is None)
        if rating is not None:
            made = review.schedule(card, rating, moment, lesson=lesson, step=key)
            self.progress.save_card(made)


def _as_text(answer: Answer) -> str:
    return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)

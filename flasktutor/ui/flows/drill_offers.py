"""Owns what a drill asks next: while the learner reads, what may come is got ready."""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence

from flasktutor import drawing, drill
from flasktutor.beliefs import name_of
from flasktutor.drill import Drill, Foreseen, Place, Question
from flasktutor.items import Item
from flasktutor.player import Player
from flasktutor.progress import Attempt
from flasktutor.steps import Step
from flasktutor.steps.drawn import DrawnPredict
from flasktutor.steps.varied import VariedStep
from flasktutor.ui.flows.desk import Desk
from flasktutor.values import frozen

AHEAD = 3
"""How many questions are drawn while one is asked."""


@frozen
class _Ready:
    """An item that may be asked, and what its program foresees as soon as it is drawn."""

    item: Item
    level: int
    foreseen: Foreseen | None = None


class DrillOffers:
    """The questions of one drill, one after another; `count` ends it."""

    def __init__(
        self,
        desk: Desk,
        questions: Sequence[Question],
        before: Sequence[Attempt],
        count: int | None = None,
        rng: random.Random | None = None,
    ) -> None:
        self._desk, self._before, self._left = desk, before, count
        self._questions = list(questions)
        self._rng = rng or random.Random()
        self.unasked: dict[Place, str] = {}
        """Questions whose program cannot even be made, and why."""
        self._ready: dict[Place, _Ready] = {}
        # What may come is looked for while the learner answers.
        self._lock = threading.RLock()
        self._asked: dict[Place, set[int]] = {}
        for attempt in before:
            self._seen(attempt)

    def first(self) -> Item | None:
        """What is asked first; None where there is nothing."""
        return self._next(Drill(self._questions, self._before))

    def coming(self, player: Player) -> Sequence[Item]:
        """What may come after the item that is asked now, to be got ready."""
        if self._left == 0 or not isinstance(player.step, DrawnPredict):
            return ()
        place, step = _place(player.item), player.step
        with self._lock:
            options = self._drill(player).coming(place, _foreseen(place, step))
            made = [self._made(question, wanted) for question, wanted in options[:AHEAD]]
        return [ready.item for ready in made if ready is not None]

    def drawn(self, item: Item, step: Step) -> None:
        """Keep what the program of an item foresees; called by the thread that drew it."""
        place = _place(item)
        ready = self._ready.get(place)
        if ready is not None and ready.item is item and isinstance(step, DrawnPredict):
            self._ready[place] = _Ready(item, ready.level, _foreseen(place, step))

    def following(self, player: Player) -> Item | None:
        """What comes next; None where that was the last."""
        left = _place(player.items[-1])
        with self._lock:
            if not any((one.lesson, one.step) == left for one in player.made):
                # It could not be asked: that would be so the next time, too.
                self._drop(left)
            for attempt in player.made:
                self._seen(attempt)
            return self._next(self._drill(player))

    def _drill(self, player: Player) -> Drill:
        return Drill(self._questions, [*self._before, *player.made])

    def _next(self, standing: Drill) -> Item | None:
        if self._left == 0:
            return None
        wanted = standing.standing.level
        ready = {p: one.foreseen for p, one in self._ready.items() if one.level == wanted}
        foreseen = {place: seen for place, seen in ready.items() if seen}
        while question := standing.best(ready=foreseen):
            made = self._made(question, wanted)
            if made is not None:
                del self._ready[question.place]
                assert made.item.seed is not None
                self._asked.setdefault(question.place, set()).add(made.item.seed)
                self._left = None if self._left is None else self._left - 1
                return made.item
            self._drop(question.place)
            standing = standing.without(question.place)
        return None

    def _made(self, question: Question, wanted: int) -> _Ready | None:
        """The item that asks a question, at that level or the nearest one that has programs."""
        ready = self._ready.get(question.place)
        if ready is not None and ready.level == wanted:
            return ready
        lesson = self._desk.load(question.place[0])
        step = next(one for one in lesson.all_steps if one.key == question.place[1])
        assert isinstance(step, VariedStep)
        try:
            taken = {drawing.program(step, seed) for seed in self._asked.get(question.place, ())}
            seed = drill.fresh_seed(
                wanted, lambda seed: drawing.program(step, seed), taken, self._rng
            )
        except drawing.UndrawnError as error:
            self.unasked[question.place] = str(error)
            return None
        if seed is None:
            return None
        item = Item(lesson, step, True, seed, frozenset(taken), True)
        self._ready[question.place] = _Ready(item, wanted)
        return self._ready[question.place]

    def _seen(self, attempt: Attempt) -> None:
        """Note which program was seen: it is not asked again."""
        if attempt.drawn is not None:
            self._asked.setdefault(drill.place_of(attempt), set()).add(attempt.drawn.seed)

    def _drop(self, place: Place) -> None:
        self._questions = [one for one in self._questions if one.place != place]


def _place(item: Item) -> Place:
    return str(item.lesson.lesson), str(item.step.key)


def _foreseen(place: Place, step: DrawnPredict) -> Foreseen:
    return tuple(frozenset(name_of(place[0], world) for world in ws) for ws in step.foreseen)

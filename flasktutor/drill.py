"""Owns what `drill` asks next: from answers and questions that there are to the best one (pure)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property

from flasktutor import beliefs
from flasktutor.beliefs import Answer, Beliefs, Held
from flasktutor.drawing import MOST_WRONG
from flasktutor.progress import ANSWERS, Attempt
from flasktutor.values import frozen
from flasktutor.varied.values import LEVELS, MOST_SEEDS, level

STREAK = 2
"""After so many right answers in a row programs get harder."""
LATELY = 8
"""Of the first answers about an idea, so many of the latest say how weak the learner is in it."""
WEAKNESS = 0.5
"""What an idea that is always missed weighs against one bit of what an answer tells."""
TRIES = 60
"""How many seeds are tried before a question has no more programs."""

Place = tuple[str, str]
"""A lesson, and the key of a step of it."""


@frozen(kw_only=True)
class Question:
    """A question that can be asked with ever other programs.

    `worlds` are those that it asks, by the names that `beliefs` gives them. `tells` says that a
    wrong answer to it shows what is believed: what is typed into a blank does not.
    """

    place: Place
    ideas: tuple[str, ...] = ()
    worlds: tuple[str, ...] = ()
    tells: bool = True

    def foreseen(self) -> tuple[Held, ...]:
        """What its next program may be like, as long as none was run: each world by itself."""
        if not self.tells:
            return (frozenset(self.worlds),)
        options = [self.worlds[first::MOST_WRONG] for first in range(MOST_WRONG)]
        return (frozenset(), *(frozenset(worlds) for worlds in options if worlds))


@frozen(kw_only=True)
class Standing:
    """Where a learner stands: what they believe, how hard it may be, what they miss, what was last.

    `weak` says of each idea how likely it is missed; `ran` what the programs seen last foresaw.
    """

    beliefs: Beliefs
    level: int
    weak: Mapping[str, float]
    ran: Mapping[Place, tuple[Held, ...]]
    last: Place | None


class Drill:
    """All that can be asked, and the answers so far."""

    def __init__(
        self,
        questions: Iterable[Question],
        attempts: Iterable[Attempt],
        worlds: Collection[str] | None = None,
    ) -> None:
        self.questions = list(questions)
        self.attempts = list(attempts)
        asked = {world for question in self.questions for world in question.worlds}
        self._worlds = frozenset(asked if worlds is None else worlds)
        self._ideas = {question.place: question.ideas for question in self.questions}

    def standing(self) -> Standing:
        """Where the learner stands after these answers."""
        drawn = [one for one in first_tries(self.attempts) if one.drawn is not None]
        answers = list(beliefs.answers(self.attempts))
        return Standing(
            beliefs=beliefs.weigh(answers, self._worlds),
            level=level_after(one.result == "right" for one in drawn),
            weak=weak(first_tries(self.attempts), self._ideas),
            ran={_place(one): _foreseen(one) for one in drawn},
            last=_place(drawn[-1]) if drawn else None,
        )

    def best(
        self, standing: Standing, ready: Mapping[Place, tuple[Held, ...]] | None = None
    ) -> Question | None:
        """The question to ask; `ready` says what programs that are drawn already foresee."""
        known = {**standing.ran, **(ready or {})}
        others = [one for one in self.questions if one.place != standing.last]

        def worth(question: Question) -> float:
            foreseen = known.get(question.place) if question.tells else None
            return value(standing, question, foreseen or question.foreseen())

        # Of equals the first: the lessons' order is the course's.
        return max(others or self.questions, key=worth, default=None)

    def coming(self, standing: Standing, place: Place, foreseen: Sequence[Held]) -> list[Question]:
        """The questions that may be the best after the one that is asked now, likeliest first."""
        options = standing.beliefs.chances(foreseen)
        found: dict[Place, Question] = {}
        answers = list(beliefs.answers(self.attempts))
        for option in sorted(range(len(options)), key=lambda one: -options[one]):
            given = [*answers, Answer(option, tuple(foreseen))]
            after = Standing(
                beliefs=beliefs.weigh(given, self._worlds),
                level=standing.level,
                weak=standing.weak,
                ran=standing.ran,
                last=place,
            )
            if best := self.best(after):
                found.setdefault(best.place, best)
        return list(found.values())


def value(standing: Standing, question: Question, foreseen: Sequence[Held]) -> float:
    """What asking it is worth: the bits that it tells, and how weak the learner is in its ideas."""
    weakness = max((standing.weak.get(idea, 0.5) for idea in question.ideas), default=0.5)
    return standing.beliefs.information(foreseen) + WEAKNESS * weakness


def level_after(answers: Iterable[bool]) -> int:
    """How hard the next program may be: harder after a streak, easier after each miss."""
    reached = streak = 0
    for right in answers:
        streak = streak + 1 if right else 0
        if not right:
            reached = max(reached - 1, 0)
        elif streak == STREAK:
            reached, streak = min(reached + 1, LEVELS - 1), 0
    return reached


def weak(tries: Iterable[Attempt], ideas: Mapping[Place, Collection[str]]) -> dict[str, float]:
    """How likely each idea is missed next, by the latest first tries; one half where none was."""
    results: dict[str, list[bool]] = {}
    for attempt in tries:
        for idea in ideas.get(_place(attempt), ()):
            results.setdefault(idea, []).append(attempt.result == "right")
    lately = {idea: rights[-LATELY:] for idea, rights in results.items()}
    return {idea: (rights.count(False) + 1) / (len(rights) + 2) for idea, rights in lately.items()}


def first_tries(attempts: Iterable[Attempt]) -> list[Attempt]:
    """The first answers: each to its program, where programs vary, else to its step; oldest first."""
    found: dict[tuple[object, ...], Attempt] = {}
    for attempt in sorted(attempts, key=lambda one: one.at):
        if attempt.result in ANSWERS:
            seed = attempt.drawn.seed if attempt.drawn else None
            found.setdefault((attempt.lesson, attempt.step, seed), attempt)
    return list(found.values())


def fresh_seed(
    wanted: int, program: Callable[[int], str], taken: Collection[str], rng: random.Random
) -> int | None:
    """A seed whose program is not among those `taken`, of the level wanted or the nearest one.

    None where enough seeds were tried to say that there is none.
    """
    for near in sorted(range(LEVELS), key=lambda one: abs(one - wanted)):
        for _try in range(TRIES):
            seed = rng.randrange(near, MOST_SEEDS, LEVELS)
            if program(seed) not in taken:
                return seed
    return None


@frozen(kw_only=True)
class Gain:
    """What a sitting changed, as far as the answers show it.

    `first` and `before` count first tries, right ones and all, in the sitting and before it;
    `gone`, `new` and `held` are beliefs told only before, only after, and both. `mended` are
    ideas that were missed last before and answered rightly last now.
    """

    first: tuple[int, int]
    before: tuple[int, int]
    levels: tuple[int, int]
    gone: tuple[str, ...]
    new: tuple[str, ...]
    held: tuple[str, ...]
    mended: tuple[str, ...]


class Gained:
    """Compares what was before a sitting with what it made."""

    def __init__(self, drill: Drill, before: Sequence[Attempt], made: Sequence[Attempt]) -> None:
        self._drill, self._before, self._made = drill, before, made

    def gain(self) -> Gain:
        """What the sitting changed."""
        was, now = self._standing(self._before), self._standing([*self._before, *self._made])
        told, tells = was.beliefs.told, now.beliefs.told
        return Gain(
            first=self._count(self._new_tries),
            before=self._count(one for one in first_tries(self._before) if one.drawn),
            levels=(was.level, now.level),
            gone=tuple(world for world in told if world not in tells),
            new=tuple(world for world in tells if world not in told),
            held=tuple(world for world in tells if world in told),
            mended=self._mended(),
        )

    @cached_property
    def _new_tries(self) -> list[Attempt]:
        known = {one.id for one in self._made}
        return [one for one in first_tries([*self._before, *self._made]) if one.id in known]

    def _standing(self, attempts: Sequence[Attempt]) -> Standing:
        worlds = {world for question in self._drill.questions for world in question.worlds}
        return Drill(self._drill.questions, attempts, worlds).standing()

    @staticmethod
    def _count(tries: Iterable[Attempt]) -> tuple[int, int]:
        results = Counter(one.result == "right" for one in tries)
        return results[True], results.total()

    def _mended(self) -> tuple[str, ...]:
        last, now = self._last(self._before), self._last(self._new_tries)
        return tuple(idea for idea, right in now.items() if right and last.get(idea) is False)

    def _last(self, attempts: Sequence[Attempt]) -> dict[str, bool]:
        """The last first try about each idea: whether it was right."""
        ideas = {question.place: question.ideas for question in self._drill.questions}
        tries = first_tries(attempts)
        return {i: one.result == "right" for one in tries for i in ideas.get(_place(one), ())}


def _place(attempt: Attempt) -> Place:
    return attempt.lesson, attempt.step


def _foreseen(attempt: Attempt) -> tuple[Held, ...]:
    drawn = attempt.drawn
    assert drawn is not None
    named = (map(str, worlds) for worlds in drawn.worlds)
    return tuple(
        frozenset(beliefs.name_of(attempt.lesson, world) for world in worlds) for worlds in named
    )

"""Owns what `drill` asks next: from answers and questions that there are to the best one (pure)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from math import ceil

from flasktutor import beliefs
from flasktutor.beliefs import Beliefs, Held, ProgramAnswer
from flasktutor.drawing import MOST_WRONG
from flasktutor.progress import ANSWERS, Attempt, Result
from flasktutor.values import frozen
from flasktutor.varied.drawn import MOST_SEEDS
from flasktutor.varied.values import LEVELS

STREAK = 2
"""After so many right answers in a row programs get harder."""
LATELY = 8
"""Of the first answers about an idea, so many of the latest say how weak the learner is in it."""
WEAKNESS = 0.5
"""What an idea that is always missed weighs against one bit of what an answer tells."""
OFTEN = 15
"""A world that so many questions ask, or more, does not come too late."""
RESTS = 8
"""Who skips a question is not asked it again before so many others were shown."""
TRIES = 60
"""How many seeds are tried before a question has no more programs."""

Place = tuple[str, str]
"""A lesson, and the key of a step of it."""
Foreseen = tuple[Held, ...]
"""For each option of a program, the true one first, the worlds in which it is right."""


@frozen(kw_only=True)
class Question:
    """A question that can be asked with a new program each time.

    `worlds` are those that it asks, by the names that `beliefs` gives them. `tells` says that a
    wrong answer to it shows what is believed: what is typed into a blank does not.
    """

    place: Place
    ideas: tuple[str, ...] = ()
    worlds: tuple[str, ...] = ()
    tells: bool = True

    def foreseen(self) -> Foreseen:
        """What its next program may be like, as long as none was run.

        Each world is by itself, or, of more than there are options, with those named beside it.
        """
        if not self.tells:
            return (frozenset(self.worlds),)
        size = ceil(len(self.worlds) / MOST_WRONG) or 1
        options = (self.worlds[first : first + size] for first in range(0, len(self.worlds), size))
        return (frozenset(), *map(frozenset, options))


@frozen(kw_only=True)
class LearnerState:
    """Where a learner stands: what they believe, how hard it may be, what they miss.

    `weak` says of each idea how likely it is missed next; `rests` are the questions that are not
    asked now, as long as there are others: the latest first, which rests longest.
    """

    beliefs: Beliefs
    level: int
    weak: Mapping[str, float]
    rests: tuple[Place, ...]


class Drill:
    """All that can be asked, and what the answers so far say of it."""

    def __init__(self, questions: Iterable[Question], attempts: Sequence[Attempt]) -> None:
        self.questions = tuple(questions)
        self.worlds = frozenset(world for one in self.questions for world in one.worlds)
        self.ideas = {one.place: one.ideas for one in self.questions}
        asking = Counter(world for one in self.questions if one.tells for world in one.worlds)
        self._asking = {world: min(max(asking[world], 1), OFTEN) for world in self.worlds}
        self._answers = list(beliefs.answers(attempts))
        tries = first_tries(attempts)
        drawn = [one for one in tries if one.drawn is not None]
        self._rights = [one.result == "right" for one in drawn]
        self._ran = {place_of(one): _foreseen(one) for one in drawn}
        shown = _shown(attempts)
        self._skipped = tuple(place for place, answer in shown[:RESTS] if answer is None)
        # After a miss nothing tells better than another program of it whether that was a slip.
        right = tuple(place for place, answer in shown[:1] if answer == "right")
        self.standing = LearnerState(
            beliefs=beliefs.weigh(self._answers, self.worlds),
            level=level_after(self._rights),
            weak=weak(tries, self.ideas),
            rests=(*right, *self._skipped),
        )

    def best(
        self, standing: LearnerState | None = None, ready: Mapping[Place, Foreseen] | None = None
    ) -> Question | None:
        """The question to ask now; `ready` says what programs that are drawn already foresee."""
        stands = standing or self.standing
        known = {**self._ran, **(ready or {})}
        sought = stands.beliefs.sought(self._asking)

        def worth(question: Question) -> float:
            foreseen = known.get(question.place) if question.tells else None
            bits = sought.information(foreseen or question.foreseen())
            return bits + WEAKNESS * _weakness(stands, question)

        # Of equals the first: the lessons' order is the course's.
        return max(self._awake(stands.rests), key=worth, default=None)

    def _awake(self, rests: tuple[Place, ...]) -> Sequence[Question]:
        """The questions that do not rest; where all do, those that have rested longest."""
        others = [one for one in self.questions if one.place not in rests]
        return others if others or not rests else self._awake(rests[:-1])

    def without(self, place: Place) -> Drill:
        """The same but for a question that cannot be asked."""
        made = copy(self)
        made.questions = tuple(one for one in self.questions if one.place != place)
        return made

    def coming(self, place: Place, foreseen: Foreseen) -> list[tuple[Question, int]]:
        """The questions that may be the best after this one, the likeliest first, and how hard."""
        found: dict[Place, tuple[Question, int]] = {}
        chances = self.standing.beliefs.chances(foreseen)
        for option in sorted(range(len(chances)), key=lambda one: -chances[one]):
            given = [*self._answers, ProgramAnswer(option, foreseen)]
            after = LearnerState(
                beliefs=beliefs.weigh(given, self.worlds),
                level=level_after([*self._rights, option == 0]),
                weak=self.standing.weak,
                rests=(place, *self._skipped) if option == 0 else self._skipped,
            )
            if best := self.best(after):
                found.setdefault(best.place, (best, after.level))
        return list(found.values())


def _weakness(standing: LearnerState, question: Question) -> float:
    """How likely the learner misses the weakest of its ideas."""
    return max((standing.weak.get(idea, 0.5) for idea in question.ideas), default=0.5)


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
        for idea in ideas.get(place_of(attempt), ()):
            results.setdefault(idea, []).append(attempt.result == "right")
    lately = {idea: rights[-LATELY:] for idea, rights in results.items()}
    return {idea: (rights.count(False) + 1) / (len(rights) + 2) for idea, rights in lately.items()}


def first_tries(attempts: Iterable[Attempt]) -> list[Attempt]:
    """The first answers, oldest first: to each program, where programs vary, else to each step."""
    found: dict[tuple[Place, int | None], Attempt] = {}
    for attempt in sorted(attempts, key=lambda one: one.at):
        if attempt.result in ANSWERS:
            found.setdefault(_program_of(attempt), attempt)
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
    ideas that were missed last before and answered rightly last now; `wavering` are such ones, too,
    but another question where they were missed still has no right answer.
    """

    first: tuple[int, int]
    before: tuple[int, int]
    levels: tuple[int, int]
    gone: tuple[str, ...]
    new: tuple[str, ...]
    held: tuple[str, ...]
    mended: tuple[str, ...]
    wavering: tuple[str, ...]


def gain(questions: Iterable[Question], before: Sequence[Attempt], made: Sequence[Attempt]) -> Gain:
    """What a sitting changed that made these attempts after those `before`."""
    was = Drill(questions, before)
    attempts = [*before, *made]
    now = Drill(was.questions, attempts)
    told, tells = was.standing.beliefs.told, now.standing.beliefs.told
    here = {one.id for one in made}
    earlier, later = _parted(first_tries(attempts), here)
    missed = {idea for idea, right in _last(earlier, was.ideas).items() if not right}
    better = [i for i, right in _last(later, was.ideas).items() if right and i in missed]
    wavering = beliefs.wavering(attempts)
    return Gain(
        first=_count(later),
        before=_count(one for one in earlier if one.drawn),
        levels=(was.standing.level, now.standing.level),
        gone=tuple(world for world in told if world not in tells),
        new=tuple(world for world in tells if world not in told),
        held=tuple(world for world in tells if world in told),
        mended=tuple(idea for idea in better if idea not in wavering),
        wavering=tuple(idea for idea in better if idea in wavering),
    )


def _parted(tries: Iterable[Attempt], here: Collection[str]) -> tuple[list[Attempt], list[Attempt]]:
    """The tries before a sitting, and those of it."""
    parts: tuple[list[Attempt], list[Attempt]] = ([], [])
    for one in tries:
        parts[one.id in here].append(one)
    return parts


def _count(tries: Iterable[Attempt]) -> tuple[int, int]:
    """How many were right, of how many."""
    results = Counter(one.result == "right" for one in tries)
    return results[True], results.total()


def _last(tries: Iterable[Attempt], ideas: Mapping[Place, Collection[str]]) -> dict[str, bool]:
    """Whether the last of these tries about each idea was right."""
    return {i: one.result == "right" for one in tries for i in ideas.get(place_of(one), ())}


def place_of(attempt: Attempt) -> Place:
    """Where the question that was answered stands."""
    return attempt.lesson, attempt.step


def _shown(attempts: Iterable[Attempt]) -> list[tuple[Place, Result | None]]:
    """The programs that were shown, the latest first: the question of each, and its first answer.

    None where it was skipped, or its solution was asked for.
    """
    found: dict[tuple[Place, int | None], Result | None] = {}
    for one in sorted(attempts, key=lambda one: one.at):
        if one.drawn is not None:
            before = found.pop(_program_of(one), None)
            answer = one.result if one.result in ("right", "wrong") else None
            found[_program_of(one)] = before or answer
    return [(place, answer) for (place, _seed), answer in reversed(found.items())]


def _program_of(attempt: Attempt) -> tuple[Place, int | None]:
    """The program that was asked about; a step that does not vary has but one."""
    return place_of(attempt), attempt.drawn.seed if attempt.drawn else None


def _foreseen(attempt: Attempt) -> Foreseen:
    drawn = attempt.drawn
    assert drawn is not None
    named = (map(str, worlds) for worlds in drawn.worlds)
    return tuple(
        frozenset(beliefs.name_of(attempt.lesson, world) for world in worlds) for worlds in named
    )

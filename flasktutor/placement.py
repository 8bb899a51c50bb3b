"""Owns where a learner stands: from a few answers to the first lesson that is needed (pure).

docs/placement.md says the model in words, with its numbers and what it cannot know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from math import log2

from flasktutor.values import frozen

MOST = 10
"""So many questions are asked at most."""
LAST = 6
"""So many of them, at the end, are chosen for the proposal alone."""
BEGIN = 5
"""The first of them is of this part of the course, from its beginning: a fifth, or two lessons.

It would tell more in the middle; but who knows nothing would meet threads and tasks there first.
"""
SLIP = 0.1
"""How likely a question of a lesson that is known is missed all the same."""
GAP = 0.2
"""How likely, against knowing all lessons up to some point, it is to know all but one of them."""
EXACT = 1 / 3
"""How much more it counts to propose the first lesson that is needed than one beside it."""
SURE = 0.98
"""From here on no other question is asked."""

Place = tuple[str, str]
"""A lesson, and the key of a step of it."""
Known = frozenset[str]
"""The lessons that a learner may know: one explanation of their answers."""


@frozen
class PlacementQuestion:
    """A question that can be asked; `guess` is how likely who does not know it answers rightly."""

    place: Place
    guess: float


@frozen
class Stage:
    """A lesson: what has to be known before it, and what can be asked to see whether it is known.

    One without questions is placed by its neighbours.
    """

    name: str
    requires: tuple[str, ...] = ()
    questions: tuple[PlacementQuestion, ...] = ()


@frozen
class PlacementAnswer:
    """What came of a question; one that was skipped counts as one that was missed."""

    question: PlacementQuestion
    right: bool
    skipped: bool = False


class Placement:
    """What the answers so far say of where a learner stands among `stages`, in their order."""

    def __init__(self, stages: Sequence[Stage], answers: Sequence[PlacementAnswer] = ()) -> None:
        self.stages, self.answers = tuple(stages), tuple(answers)
        self._weights = _weighed(_prior(self.stages), self.answers)

    @cached_property
    def chances(self) -> tuple[float, ...]:
        """How likely each stage is the first that is needed; at last, that none is."""
        return tuple(sum(of_it) for of_it in self._by_first(self._weights.values()))

    @property
    def proposal(self) -> Stage | None:
        """The stage to begin with; None to need none."""
        return self.stages[self._best] if self._best < len(self.stages) else None

    @property
    def passed(self) -> tuple[Stage, ...]:
        """The stages before the one to begin with that nothing can be asked of."""
        return tuple(stage for stage in self.stages[: self._best] if not stage.questions)

    @property
    def unasked(self) -> tuple[Stage, ...]:
        """The stages before the one to begin with that no answer shows to be known.

        Nothing was asked of them, and nothing that needs them was answered rightly.
        """
        asked = {answer.question.place[0] for answer in self.answers}
        right = {answer.question.place[0] for answer in self.answers if answer.right}
        return tuple(
            stage
            for stage in self.stages[: self._best]
            if stage.questions
            and stage.name not in asked
            and right.isdisjoint(_built_on(stage.name, self.stages))
        )

    @property
    def likely(self) -> float:
        """How likely the stage to begin with, or one beside it, is the first that is needed."""
        return self._near[self._best]

    def following(self) -> PlacementQuestion | None:
        """The question to ask now: of those worth most the first; None where it is enough."""
        if len(self.answers) >= MOST or self.likely >= SURE:
            return None
        worth = self._tells if len(self.answers) < MOST - LAST else self._places
        early = () if self.answers else self.stages[: max(2, len(self.stages) // BEGIN)]
        fresh = list(self._open(early)) or self._open(self.stages)
        best = max(fresh, key=lambda one: worth(*one), default=None)
        return best[1] if best else None

    def _open(self, stages: Iterable[Stage]) -> Iterator[tuple[Stage, PlacementQuestion]]:
        """Of each stage the question not asked yet that is guessed least: it tells most."""
        asked = {answer.question.place for answer in self.answers}
        for stage in stages:
            fresh = [one for one in stage.questions if one.place not in asked]
            if fresh:
                yield stage, min(fresh, key=lambda one: one.guess)

    @cached_property
    def _best(self) -> int:
        """Where to begin: the stage that is the first needed, or beside it, as likely as can be.

        A stage that nothing can be asked of is passed, as long as one behind it may be needed.
        """
        can_ask = [bool(stage.questions) for stage in self.stages]
        fit = [n for n in range(len(self.chances)) if not any(can_ask[n:]) or can_ask[n]]
        return max(fit, key=lambda n: EXACT * self.chances[n] + self._near[n])

    @cached_property
    def _near(self) -> tuple[float, ...]:
        """How likely each stage, or one beside it, is the first that is needed."""
        return _near(self.chances)

    def _places(self, stage: Stage, question: PlacementQuestion) -> float:
        """How likely the best proposal is to be near, on the average, when it is answered."""
        rights = self._rights(stage, question)
        wrongs = [
            whole - right for whole, right in zip(self._weights.values(), rights, strict=True)
        ]
        return sum(
            max(_near([sum(of_it) for of_it in self._by_first(answered)]))
            for answered in (rights, wrongs)
        )

    def _tells(self, stage: Stage, question: PlacementQuestion) -> float:
        """How many bits an answer tells, on the average, of the first stage that is needed."""
        rights = self._rights(stage, question)
        by_first = zip(self._by_first(rights), self.chances, strict=True)
        noise = sum(
            chance * _entropy(sum(right) / chance) for right, chance in by_first if chance > 0
        )
        return _entropy(sum(rights)) - noise

    def _rights(self, stage: Stage, question: PlacementQuestion) -> list[float]:
        """How likely each explanation is, together with a right answer."""
        return [
            weight * _right(stage.name in known, question.guess)
            for known, weight in self._weights.items()
        ]

    def _by_first(self, values: Iterable[float]) -> list[list[float]]:
        """Values of the explanations, sorted out by the first stage that is needed."""
        found: list[list[float]] = [[] for _each in range(len(self.stages) + 1)]
        for first, value in zip(self._firsts, values, strict=True):
            found[first].append(value)
        return found

    @cached_property
    def _firsts(self) -> tuple[int, ...]:
        names = [stage.name for stage in self.stages]
        return tuple(
            next((n for n, name in enumerate(names) if name not in known), len(names))
            for known in self._weights
        )


@lru_cache(maxsize=1)
def _prior(stages: tuple[Stage, ...]) -> Mapping[Known, float]:
    """How likely each explanation is before any answer, but for a factor.

    Someone knows the stages up to some point, each being as likely; or these but for one and
    what is built on it.
    """
    found: dict[Known, float] = {}
    for end in range(len(stages) + 1):
        whole = stages[:end]
        named = frozenset(stage.name for stage in whole)
        found[named] = found.get(named, 0.0) + 1
        for stage in whole:
            known = named - _built_on(stage.name, whole)
            found[known] = found.get(known, 0.0) + GAP / end
    return found


def _built_on(name: str, stages: Sequence[Stage]) -> Known:
    """A stage and all that need it: of stages in an order where what is needed comes first."""
    found = {name}
    for stage in stages:
        if not found.isdisjoint(stage.requires):
            found.add(stage.name)
    return frozenset(found)


def _weighed(
    prior: Mapping[Known, float], answers: Iterable[PlacementAnswer]
) -> dict[Known, float]:
    weights = dict(prior)
    for answer in answers:
        for known in weights:
            right = _right(answer.question.place[0] in known, answer.question.guess)
            weights[known] *= right if answer.right else 1 - right
    whole = sum(weights.values())
    return {known: weight / whole for known, weight in weights.items()}


def _right(known: bool, guess: float) -> float:
    return 1 - SLIP if known else guess


def _near(chances: Sequence[float]) -> tuple[float, ...]:
    """How likely each of them, or one beside it, is the true one."""
    padded = (0.0, *chances, 0.0)
    return tuple(sum(padded[n : n + 3]) for n in range(len(chances)))


def _entropy(likely: float) -> float:
    """Of a yes or no, in bits."""
    parts = (likely, 1 - likely)
    return -sum(part * log2(part) for part in parts if part > 0)

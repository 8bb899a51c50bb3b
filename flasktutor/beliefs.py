"""Owns what a learner believes: answers to varied questions → wrong worlds, and ideas (pure).

docs/beliefs.md says the model in words, with its numbers and what it cannot know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from math import exp, log, log2, prod, sqrt

from flasktutor.progress import ANSWERS, Attempt
from flasktutor.values import frozen

SLIP = 0.1
"""How likely an answer is another one than what a learner believes has as its outcome."""
PRIOR = 1 / 20
"""How much less likely it is, before any answer, to hold one belief more."""
TOLD = 0.9
"""How likely a belief has to be before it is told."""
LATEST = 8
"""Of the answers that could show a belief, so many of the latest count."""

Held = frozenset[str]
"""The worlds that a learner lives in at once: one explanation of their answers."""
Options = tuple[int, ...]
"""Some of the options of a program, by their numbers."""


@frozen
class ProgramAnswer:
    """An answer to one program: for each option the worlds in which it is right, the true first."""

    chosen: int
    foreseen: tuple[Held, ...]


@frozen
class Beliefs:
    """The explanations that were weighed, with their probabilities; the likeliest first."""

    weighed: Mapping[Held, float]

    @cached_property
    def of_each(self) -> dict[str, float]:
        """How likely each world is held; the likeliest first."""
        found: dict[str, float] = {}
        for held, weight in self.weighed.items():
            for world in held:
                found[world] = found.get(world, 0.0) + weight
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    @property
    def told(self) -> tuple[str, ...]:
        """The worlds that may be told of; the likeliest first."""
        return tuple(world for world, likely in self.of_each.items() if likely >= TOLD)

    def sought(self, asking: Mapping[str, int]) -> Beliefs:
        """The explanations as the choice of a question weighs them; `asking` counts questions.

        One belief more than are told is looked for. Suspicions count by their square roots, and
        what few questions ask counts more: else it comes last, and leaves no time for a slip.
        """
        most = max(len(self.told) + 1, min(map(len, self.weighed)))
        weights = {
            held: sqrt(weight / prod(asking[world] for world in held))
            for held, weight in self.weighed.items()
            if len(held) <= most
        }
        whole = sum(weights.values())
        return Beliefs({held: weight / whole for held, weight in weights.items()})

    def chances(self, foreseen: Sequence[Held]) -> list[float]:
        """How likely each option of a program is to be chosen."""
        return _mixed(self._expecting(foreseen), len(foreseen))

    def information(self, foreseen: Sequence[Held]) -> float:
        """How many bits an answer tells, on the average, of which explanation is true."""
        expecting, options = self._expecting(foreseen), len(foreseen)
        noise = sum(weight * _noise(len(chosen), options) for chosen, weight in expecting.items())
        return max(0.0, _entropy(_mixed(expecting, options)) - noise)

    def _expecting(self, foreseen: Sequence[Held]) -> dict[Options, float]:
        """How likely each set of options is the one that the learner expects."""
        asked = frozenset[str]().union(*foreseen)
        # Few explanations differ in what is asked: all others need no look at the options.
        alike: dict[Held, float] = {}
        for held, weight in self.weighed.items():
            live = held & asked
            alike[live] = alike.get(live, 0.0) + weight
        found: dict[Options, float] = {}
        for live, weight in alike.items():
            expected = _expected(live, foreseen)
            found[expected] = found.get(expected, 0.0) + weight
        return found


def wavering(attempts: Iterable[Attempt]) -> frozenset[str]:
    """The ideas, by `name_of`, missed at a question whose last answer was not right.

    A right answer to another question about an idea does not mend it.
    """
    last: dict[tuple[str, str], bool] = {}
    met: set[tuple[tuple[str, str], str]] = set()
    for one in sorted(attempts, key=lambda one: one.at):
        if one.result in ANSWERS:
            place = one.lesson, one.step
            last[place] = one.result == "right"
            if one.misconception and one.result != "right":
                met.add((place, name_of(one.lesson, one.misconception)))
    return frozenset(idea for place, idea in met if not last[place])


def name_of(lesson: str, world: str) -> str:
    """A world as it is named among those of all courses, as a lesson is."""
    course = lesson.rpartition("/")[0]
    return f"{course}/{world}" if course else world


def answers(attempts: Iterable[Attempt]) -> Iterator[ProgramAnswer]:
    """The first answer to each program, the oldest first.

    A second try after a miss tells what the first showed, one after a hint what it said, and
    one after the solution nothing.
    """
    seen: set[tuple[str, str, int]] = set()
    for attempt in sorted(attempts, key=lambda one: one.at):
        drawn = attempt.drawn
        if drawn is None:
            continue
        program = (attempt.lesson, attempt.step, drawn.seed)
        if program not in seen and not attempt.hints and drawn.chosen is not None:
            foreseen = (frozenset(name_of(attempt.lesson, w) for w in ws) for ws in drawn.worlds)
            yield ProgramAnswer(drawn.chosen, tuple(foreseen))
        seen.add(program)


def weigh(given: Iterable[ProgramAnswer], worlds: Collection[str]) -> Beliefs:
    """What the answers, the oldest first, say of the beliefs in these worlds.

    The best explanation is found by adding, dropping or swapping one world at a time as long as
    that makes it likelier. It and all that differ from it in this way share the probability.
    """
    known = sorted(worlds)
    telling = [_Telling(one) for one in _telling(given, frozenset(known))]
    scores: dict[Held, float] = {}

    def score(held: Held) -> float:
        if held not in scores:
            scores[held] = len(held) * log(PRIOR) + sum(one.score(held) for one in telling)
        return scores[held]

    best: Held = frozenset()
    while True:
        near = [best, *_neighbours(best, known)]
        better = max(near, key=score)
        if better == best:
            break
        best = better
    weights = {held: exp(score(held) - score(best)) for held in near}
    whole = sum(weights.values())
    return Beliefs({held: weight / whole for held, weight in weights.items()})


def _expected(held: Held, foreseen: Sequence[Held]) -> Options:
    """What who lives in these worlds expects: where none of them differs from Flask, the truth."""
    wrong = [n for n, worlds in enumerate(foreseen) if n and not worlds.isdisjoint(held)]
    return tuple(wrong) or (0,)


@cache
def _chance(expected: int, options: int) -> tuple[float, float]:
    """How likely each expected option is chosen, and each other one: a slip takes any of those."""
    others = options - expected
    slip = SLIP if others else 0.0
    return (1 - slip) / expected, slip / others if others else 0.0


@cache
def _noise(expected: int, options: int) -> float:
    """The bits that an answer has however much is known of who gives it."""
    likely, slip = _chance(expected, options)
    return _entropy([likely] * expected + [slip] * (options - expected))


def _mixed(expecting: Mapping[Options, float], options: int) -> list[float]:
    """How likely each option is chosen, by all who may choose."""
    mixed = [0.0] * options
    for expected, weight in expecting.items():
        likely, slip = _chance(len(expected), options)
        for number in range(options):
            mixed[number] += weight * (likely if number in expected else slip)
    return mixed


class _Telling:
    """An answer, and what it says for and against explanations."""

    def __init__(self, answer: ProgramAnswer) -> None:
        self._answer = answer
        self._asked = frozenset[str]().union(*answer.foreseen)
        self._scores: dict[Held, float] = {}

    def score(self, held: Held) -> float:
        """The logarithm of how likely who lives in these worlds gives that answer."""
        # What is not asked makes no difference, and leaves few explanations to weigh.
        live = held & self._asked
        if live not in self._scores:
            expected = _expected(live, self._answer.foreseen)
            likely, slip = _chance(len(expected), len(self._answer.foreseen))
            self._scores[live] = log(likely if self._answer.chosen in expected else slip)
        return self._scores[live]


def _neighbours(held: Held, known: Sequence[str]) -> Iterator[Held]:
    for world in known:
        if world not in held:
            yield held | {world}
    for dropped in sorted(held):
        yield held - {dropped}
        for world in known:
            if world not in held:
                yield held - {dropped} | {world}


def _telling(given: Iterable[ProgramAnswer], known: Held) -> list[ProgramAnswer]:
    """The answers as far as they tell: each world stands in the latest that could show it."""
    count: Counter[str] = Counter()
    telling = []
    for answer in reversed(list(given)):
        truth, *wrong = answer.foreseen
        live = [worlds & known - {w for w in worlds if count[w] >= LATEST} for worlds in wrong]
        count.update(world for worlds in live for world in worlds)
        if any(live):
            telling.append(ProgramAnswer(answer.chosen, (truth, *live)))
    return telling


def _entropy(options: Sequence[float]) -> float:
    return -sum(likely * log2(likely) for likely in options if likely > 0)

"""Owns what a learner believes: from first answers to varied questions to wrong worlds (pure).

docs/beliefs.md says the model in words, with its numbers and what it cannot know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from math import exp, log, log2

from flasktutor.progress import Attempt
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

    def chances(self, foreseen: Sequence[Held]) -> list[float]:
        """How likely each option of a program is to be chosen."""
        options = [0.0] * len(foreseen)
        for expected, weight in self._expecting(foreseen):
            for number, chance in enumerate(_chances(expected, len(foreseen))):
                options[number] += weight * chance
        return options

    def information(self, foreseen: Sequence[Held]) -> float:
        """How many bits an answer tells, on the average, of which explanation is true."""
        noise = sum(
            weight * _entropy(_chances(expected, len(foreseen)))
            for expected, weight in self._expecting(foreseen)
        )
        return max(0.0, _entropy(self.chances(foreseen)) - noise)

    def _expecting(self, foreseen: Sequence[Held]) -> Iterable[tuple[tuple[int, ...], float]]:
        """How likely each set of options is the one that the learner expects."""
        found: dict[tuple[int, ...], float] = {}
        for held, weight in self.weighed.items():
            expected = _expected(held, foreseen)
            found[expected] = found.get(expected, 0.0) + weight
        return found.items()


def name_of(lesson: str, world: str) -> str:
    """A world as it is named among those of all courses, as a lesson is."""
    course = lesson.rpartition("/")[0]
    return f"{course}/{world}" if course else world


def answers(attempts: Iterable[Attempt]) -> Iterator[ProgramAnswer]:
    """The first answer to each program, the oldest first.

    A second try after a miss tells what the first showed, and one after a hint what it said.
    """
    seen: set[tuple[str, str, int]] = set()
    for attempt in sorted(attempts, key=lambda one: one.at):
        drawn = attempt.drawn
        if drawn is None:
            continue
        program = (attempt.lesson, attempt.step, drawn.seed)
        if program not in seen and not attempt.hints:
            foreseen = (frozenset(name_of(attempt.lesson, w) for w in ws) for ws in drawn.worlds)
            yield ProgramAnswer(drawn.chosen, tuple(foreseen))
        seen.add(program)


def weigh(given: Iterable[ProgramAnswer], worlds: Collection[str]) -> Beliefs:
    """What the answers, the oldest first, say of the beliefs in these worlds.

    The best explanation is found by adding, dropping or swapping one world at a time as long as
    that makes it likelier. It and all that differ from it in this way share the probability.
    """
    known = sorted(worlds)
    telling = _telling(given, frozenset(known))
    scores: dict[Held, float] = {}

    def score(held: Held) -> float:
        if held not in scores:
            seen = (_chance(held, one) for one in telling)
            scores[held] = len(held) * log(PRIOR) + sum(map(log, seen))
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


def _expected(held: Held, foreseen: Sequence[Held]) -> tuple[int, ...]:
    """What who lives in these worlds expects: where none of them differs from Flask, the truth."""
    wrong = [n for n, worlds in enumerate(foreseen) if n and not worlds.isdisjoint(held)]
    return tuple(wrong) or (0,)


def _chances(expected: Sequence[int], options: int) -> list[float]:
    """How likely each option is chosen by who expects some of them; a slip takes any other."""
    others = options - len(expected)
    slip = SLIP if others else 0.0
    chances = [slip / others if others else 0.0] * options
    for number in expected:
        chances[number] = (1 - slip) / len(expected)
    return chances


def _chance(held: Held, answer: ProgramAnswer) -> float:
    """How likely who lives in these worlds gives that answer."""
    options = len(answer.foreseen)
    return _chances(_expected(held, answer.foreseen), options)[answer.chosen]


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

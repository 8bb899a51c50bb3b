"""Owns simulated learners: they live in one wrong world, or in none, and slip now and then."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from flasktutor.drill import Drill, Place, Question
from flasktutor.progress import Attempt, Result
from flasktutor.varied.values import level
from tests.drill.bank import Bank, Program

SLIPS = 0.1
MOST = 8
"""After so many questions at most a belief is to be told."""
BEGIN = datetime(2026, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True)
class Run:
    """One sitting: what was told after each question, and how many asked about the belief."""

    told: tuple[tuple[str, ...], ...]
    asked: int

    def found(self, world: str | None) -> bool:
        """Whether that belief was told at one time and no other ever; without one, nothing was."""
        others = any(set(told) - {world} for told in self.told)
        return not others and (world is None or any(world in told for told in self.told))


@dataclass(frozen=True)
class Standing:
    """Where a drill stands after some answers: what it asks, how hard, and what it tells."""

    asks: Question | None
    level: int
    told: tuple[str, ...]


class Tutor:
    """`drill` about an idea, or about all; what it says after the same answers is kept."""

    def __init__(self, bank: Bank, about: str | None = None) -> None:
        self.bank = bank
        self._questions = tuple(
            one for one in bank.questions if about is None or about in one.ideas
        )
        self._kept: dict[tuple[object, ...], Standing] = {}

    def after(self, attempts: Sequence[Attempt], left_out: frozenset[Place]) -> Standing:
        """Where it stands after these attempts, without the questions that have no program left."""
        answers = ((one.lesson, one.step, one.drawn) for one in attempts)
        said = (
            (*place, drawn.worlds, drawn.chosen) for *place, drawn in answers if drawn is not None
        )
        key = (*said, left_out)
        if key not in self._kept:
            drill = Drill((q for q in self._questions if q.place not in left_out), attempts)
            now = drill.standing
            self._kept[key] = Standing(drill.best(), now.level, now.beliefs.told)
        return self._kept[key]


def sitting(tutor: Tutor, world: str | None, rng: random.Random, most: int = MOST) -> Run:
    """A sitting of a learner who lives in `world`."""
    attempts: list[Attempt] = []
    used: set[tuple[Place, int]] = set()
    left_out: frozenset[Place] = frozenset()
    told = []
    asked = 0
    stands = tutor.after(attempts, left_out)
    while len(attempts) < most and (question := stands.asks):
        program = _program(tutor.bank, question, stands.level, used, rng)
        if program is None:
            left_out |= {question.place}
        else:
            used.add((program.place, program.seed))
            asked += any(world in worlds for worlds in program.foreseen[1:])
            attempts.append(_attempt(program, _answer(program, world, rng), len(attempts)))
        stands = tutor.after(attempts, left_out)
        if program is not None:
            told.append(stands.told)
    return Run(tuple(told), asked)


def _program(
    bank: Bank,
    question: Question,
    wanted: int,
    used: set[tuple[Place, int]],
    rng: random.Random,
) -> Program | None:
    """A program that was not asked, as near to the level as there is one."""
    left = [one for one in bank.programs[question.place] if (one.place, one.seed) not in used]
    rng.shuffle(left)
    return min(left, key=lambda one: abs(level(one.seed) - wanted), default=None)


def _answer(program: Program, world: str | None, rng: random.Random) -> int:
    """By the world, if it foresees anything; now and then any other option."""
    options = range(len(program.foreseen))
    believed = program.taken.get(world, 0) if world else 0
    if believed is None:
        # What comes out there stands nowhere: nothing is left but to guess.
        return rng.choice(options)
    if rng.random() < SLIPS:
        return rng.choice([option for option in options if option != believed])
    return believed


def _attempt(program: Program, chosen: int, number: int) -> Attempt:
    result: Result = "wrong" if chosen else "right"
    return Attempt(
        lesson=program.place[0],
        step=program.place[1],
        result=result,
        at=BEGIN + timedelta(minutes=number),
        drawn=program.drawn(chosen),
    )

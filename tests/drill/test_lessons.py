"""Our own lessons: who believes what a world stands for is found out in most sittings of `drill`.

A small form of `python -m tests.drill`, with what the programs of a real run foresaw.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from flasktutor import paths
from tests.drill import foreseen, simulation
from tests.drill.bank import Bank
from tests.drill.simulation import Tutor

RUNS = 30
"""Sittings in each world: too few to tell 90 of 100 from 85, enough to see a world left out."""


@pytest.fixture(scope="module")
def made() -> Bank:
    return foreseen.read(Path(paths.own_lessons()))


@pytest.fixture(scope="module")
def found(made: Bank) -> dict[str, int]:
    """How many believers of each world are told that, and nothing else."""
    tutor = Tutor(made)
    return {world: sum(_sittings(tutor, world)) for world in made.worlds}


def _sittings(tutor: Tutor, world: str | None) -> list[bool]:
    seeds = (random.Random(f"{world} {number}") for number in range(RUNS))
    return [simulation.sitting(tutor, world, rng).found(world) for rng in seeds]


def test_what_is_kept_is_what_the_questions_ask(made: Bank) -> None:
    assert not foreseen.stale(made), "run: python -m tests.drill --write"


def test_nine_of_ten_believers_are_found_out(found: dict[str, int]) -> None:
    assert sum(found.values()) >= 0.92 * RUNS * len(found)


def test_no_world_is_left_out(found: dict[str, int]) -> None:
    few = {world: count for world, count in found.items() if count < 0.8 * RUNS}
    assert not few


def test_who_knows_flask_is_told_nothing(made: Bank) -> None:
    assert sum(_sittings(Tutor(made), None)) >= 0.95 * RUNS

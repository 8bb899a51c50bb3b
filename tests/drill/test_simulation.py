"""A small form of `python -m tests.drill`: learners of a small course are found out."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.drill import bank, simulation
from tests.drill.bank import Bank
from tests.drill.simulation import Tutor
from tests.varied import shop

RUNS = 100
SEEDS = 1
"""Programs of each question at each level."""
PAIR = shop.NESTED.replace("key: nested", "key: again").replace("[1, 1, 2]", "[2, 1, 3]")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    folder = tmp_path_factory.mktemp("shop")
    shop.written(folder, shop.NESTED, PAIR)
    return bank.filled(folder, SEEDS, tmp_path_factory.mktemp("bank"))


def found(made: Bank, world: str | None) -> int:
    runs = (random.Random(f"{world} {number}") for number in range(RUNS))
    tutor = Tutor(made)
    return sum(simulation.sitting(tutor, world, rng).found(world) for rng in runs)


@pytest.mark.parametrize("world", ["one-g", "first-app"])
def test_who_believes_something_is_told_that_and_nothing_else(made: Bank, world: str) -> None:
    assert found(made, world) >= 90


def test_who_knows_it_is_told_nothing(made: Bank) -> None:
    assert found(made, None) >= 90


def test_programs_that_were_drawn_are_read_again(made: Bank, tmp_path: Path) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    shop.written(folder, shop.NESTED)
    first = bank.filled(folder, SEEDS, tmp_path / "bank")
    for kept in (tmp_path / "bank").iterdir():
        kept.write_text(kept.read_text().replace("one-g", "kept-g"))
    again = bank.filled(folder, SEEDS, tmp_path / "bank")
    assert first.programs != again.programs

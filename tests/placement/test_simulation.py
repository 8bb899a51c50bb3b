"""Simulated learners of the real course are placed: who knows the first k lessons, and branches."""

from __future__ import annotations

import random

import pytest

from flasktutor.placement import MOST
from tests.placement.course import course, placed

RUNS = 100
LESSONS = 18


def begin(known: list[str], run: int) -> int:
    """The number of the lesson proposed, behind the last where none is needed."""
    found = placed(known, random.Random(f"{len(known)} {run}"))
    assert len(found.answers) <= MOST
    names = [one.name for one in found.stages]
    return names.index(found.proposal.name) if found.proposal else len(names)


def test_every_lesson_is_there() -> None:
    assert len(course()) == LESSONS


@pytest.mark.parametrize("k", range(LESSONS + 1))
def test_who_knows_the_first_lessons_is_placed_within_one(k: int) -> None:
    known = [one.name for one in course()[:k]]
    assert sum(abs(begin(known, run) - k) <= 1 for run in range(RUNS)) >= 90

"""Simulated learners of the real course are placed who know the first k lessons."""

from __future__ import annotations

from pathlib import Path

import pytest

from flasktutor import paths
from flasktutor.course import lesson_files
from tests.placement.course import course, often

pytestmark = pytest.mark.sweep
RUNS = 100
LESSONS = len(lesson_files(Path(paths.own_lessons())))


def test_every_lesson_is_there() -> None:
    assert len(course()) == LESSONS


@pytest.mark.parametrize("k", range(LESSONS + 1))
def test_who_knows_the_first_lessons_is_placed_within_one(k: int) -> None:
    assert often([one.name for one in course()[:k]], RUNS).near >= 90

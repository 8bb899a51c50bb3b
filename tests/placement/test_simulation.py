"""Simulated learners of the real course are placed who know the first k lessons."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from flasktutor import paths
from flasktutor.course import lesson_files
from flasktutor.placement import Placement
from tests.placement.course import course, often, stages

pytestmark = pytest.mark.sweep
RUNS = 100
LESSONS = len(lesson_files(Path(paths.own_lessons())))


def test_every_lesson_is_there() -> None:
    assert len(course()) == LESSONS


@pytest.mark.parametrize("k", range(LESSONS + 1))
def test_who_knows_the_first_lessons_is_placed_within_one(k: int) -> None:
    assert often([one.name for one in course()[:k]], RUNS).near >= 90


def test_who_may_know_nothing_is_asked_first_what_every_flask_program_has() -> None:
    for seed in range(20):
        first = Placement(stages(random.Random(seed))).following()
        assert first is not None
        assert first.place[0] in ("what-is-flask", "install", "first-app")

"""Speed of `class`: a thousand files that learners handed in, and one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

from flasktutor import lesson, paths
from tests.benchmarks.measure import PROGRAM, Row, medians

LESSONS = ("contexts", "app-context", "testing")
ROUNDS = 15
BEGUN = datetime(2026, 1, 5, 8, tzinfo=timezone.utc)


def rows() -> list[Row]:
    """The whole command, start and table included."""
    steps = [
        (name, str(step.key))
        for name in LESSONS
        for step in lesson.load(Path(paths.own_lessons(), f"{name}.yaml")).steps
        if step.asks
    ]
    with tempfile.TemporaryDirectory() as home:
        one, thousand = (_folder(Path(home, str(count)), count, steps) for count in (1, 1000))

        def look(folder: Path) -> None:
            subprocess.run(
                [sys.executable, *PROGRAM, "class", str(folder)],
                env={**os.environ, "FLASKTUTOR_HOME": home},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                check=True,
            )

        look(one)
        few, many = medians([lambda: look(one), lambda: look(thousand)], ROUNDS)
    name = f"class with 1,000 files of {len(steps)} answers ÷ with one"
    return [Row(name, many / few, 5)]


def _folder(folder: Path, count: int, steps: list[tuple[str, str]]) -> Path:
    folder.mkdir()
    for number in range(count):
        answers = [_answer(number, at, *step) for at, step in enumerate(steps)]
        whole = {
            "flasktutor": "progress",
            "format": 1,
            "name": f"Learner {number}",
            "attempts": answers,
        }
        (folder / f"{number}.json").write_text(json.dumps(whole, indent=1), "utf-8")
    return folder


def _answer(number: int, at: int, lesson_name: str, step: str) -> dict[str, object]:
    right = (number + at) % 3 > 0
    return {
        "id": f"{number:016x}{at:016x}",
        "lesson": lesson_name,
        "step": step,
        "result": "right" if right else "wrong",
        "at": (BEGUN + timedelta(minutes=at)).isoformat(timespec="microseconds"),
        "answer": "1",
        "hints": 0,
        "seconds": 12.5,
        "misconception": None if right else "g-dies-with-context",
        "review": False,
        "drawn": None,
    }

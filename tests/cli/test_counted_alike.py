"""How far one is in a lesson: the list, the map and the menu of `start` count it alike."""

from __future__ import annotations

import json
import re
from datetime import datetime, timezone
from pathlib import Path

import pytest

from flasktutor import lesson, paths
from flasktutor.progress import Attempt, Progress, Result
from tests.process import flasktutor

NOW = datetime(2025, 3, 4, tzinfo=timezone.utc)
STEPS = lesson.load(Path(paths.own_lessons()) / "contexts.yaml").steps


def left_at(home: Path, number: int, result: Result | None, *, again: bool = False) -> None:
    """Someone who left the lesson at this step, after that; `again` when it was begun anew."""
    key = str(STEPS[number].key)
    with Progress.open(home / "progress.db") as progress:
        progress.set_setting("language", "en")
        progress.set_setting("level", "basics")
        progress.begin("contexts")
        if result:
            progress.record(Attempt(lesson="contexts", step=key, result=result, at=NOW))
        if again:
            progress.begin("contexts")
        progress.set_place("contexts", key, finished=False, at=NOW)


@pytest.mark.parametrize(
    ("number", "result", "again", "done"),
    [
        (0, None, False, 0),
        (1, "seen", False, 2),
        (1, "seen", True, 1),
        (2, "wrong", False, 2),
        (2, "right", False, 3),
        (len(STEPS) - 1, "seen", False, len(STEPS) - 1),
    ],
)
def test_all_count_the_steps_that_are_done(
    tmp_path: Path, number: int, result: Result | None, again: bool, done: int
) -> None:
    left_at(tmp_path, number, result, again=again)
    listed = json.loads(flasktutor("lessons", "--json", home=tmp_path).stdout)
    assert next(row["done"] for row in listed if row["name"] == "contexts") == done
    said = flasktutor("start", home=tmp_path, text="q\n").stdout
    counted = re.findall(rf"(\d+) of {len(STEPS)} steps", said)
    assert counted == [str(done)] * 2, said

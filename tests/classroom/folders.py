"""Files as learners hand them in, made by the program's own export."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

from flasktutor.progress import Attempt, Progress, Result, export

BEGUN = datetime(2026, 1, 5, 8, tzinfo=timezone.utc)


def answer(
    step: str,
    result: Result,
    *,
    lesson: str = "contexts",
    belief: str | None = None,
    hints: int = 0,
    minute: int = 0,
) -> Attempt:
    """An answer in a lesson."""
    at = BEGUN + timedelta(minutes=minute)
    return Attempt(
        lesson=lesson, step=step, result=result, at=at, misconception=belief, hints=hints
    )


def hand_in(file: Path, name: str, *attempts: Attempt, finished: bool = False) -> Path:
    """Write the export of a learner who made these attempts."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with Progress.open(None) as progress:
        for one in attempts:
            progress.record(one)
        if finished:
            progress.set_place("contexts", "recap", finished=True, at=BEGUN)
        export(progress, file, name)
    return file

"""A learner with as many answers as wanted."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta, timezone
from pathlib import Path

from flasktutor.progress import Attempt, Progress, tables

BEGUN = datetime(2026, 1, 5, 8, tzinfo=timezone.utc)


def learner(home: Path, answers: int) -> int:
    """Fill a home with `answers` in one finished lesson; how many statements that makes."""

    def add(connection: sqlite3.Connection) -> None:
        for number in range(answers):
            tables.add_attempt(connection, _answer(number))

    with Progress.open(home / "progress.db") as progress:
        progress.insist(add)
        progress.set_place("contexts", "recap", finished=True, at=BEGUN)
    return answers + 2


def _answer(number: int) -> Attempt:
    right = number % 3 == 0
    return Attempt(
        lesson="contexts",
        step=f"step-{number % 9}",
        result="right" if right else "wrong",
        at=BEGUN + timedelta(seconds=number),
        answer="print(1)\n☕",
        hints=number % 2,
        seconds=2.25,
        misconception=None if right else "g-dies-with-context",
    )

"""Owns a quick look into the progress file, for commands that start fast and only list.

It changes nothing and says nothing: where the file cannot be read, there is
nothing to see, and `Progress.open` is the one to say why.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any

from flasktutor.progress.migrations import APPLICATION_ID, VERSION

if TYPE_CHECKING:
    import sqlite3


def settings(path: str) -> dict[str, str]:
    """The settings in the file `path` by name."""
    return {str(name): str(value) for name, value in _rows(path, "SELECT name, value FROM setting")}


def places(path: str) -> dict[str, tuple[str, bool]]:
    """For each lesson begun, the latest first, the step it was left at and whether it is done."""
    rows = _rows(path, "SELECT lesson, step, finished FROM place ORDER BY at DESC")
    return {str(lesson): (str(step), bool(finished)) for lesson, step, finished in rows}


def passed(path: str) -> set[tuple[str, str]]:
    """The steps, by lesson and key, where a lesson was left though they are done."""
    since_begun = (
        "(begun.take IS NULL OR attempt.take = begun.take) AND attempt.result IN ('right', 'seen')"
    )
    sql = (
        "SELECT place.lesson, place.step FROM place"
        " JOIN attempt ON attempt.lesson = place.lesson AND attempt.step = place.step"
        f" LEFT JOIN begun ON begun.lesson = place.lesson WHERE {since_begun}"
    )
    return {(str(lesson), str(step)) for lesson, step in _rows(path, sql)}


def _rows(path: str, sql: str) -> list[tuple[Any, ...]]:
    if not os.path.exists(path):
        return []
    # Before the first lesson there is nothing to look at, and no reason to wait for SQLite.
    import sqlite3

    for connect in (_connect, _connect_unchanging):
        with (
            contextlib.suppress(sqlite3.Error, ValueError),
            contextlib.closing(connect(path)) as source,
        ):
            (owner,) = source.execute("PRAGMA application_id").fetchone()
            (version,) = source.execute("PRAGMA user_version").fetchone()
            known = owner == APPLICATION_ID and version <= VERSION
            return source.execute(sql).fetchall() if known else []
    return []


def _connect(path: str) -> sqlite3.Connection:
    """A look is not worth waiting for a program that holds the file."""
    import sqlite3

    return sqlite3.connect(path, timeout=0.1)


def _connect_unchanging(path: str) -> sqlite3.Connection:
    """Where it may not be written or is held, SQLite has to be told that nobody else writes."""
    import sqlite3
    from pathlib import Path

    return sqlite3.connect(f"{Path(path).absolute().as_uri()}?immutable=1", uri=True)

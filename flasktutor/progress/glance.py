"""Owns a quick look into the progress file, for commands that start fast and only list.

It changes nothing and says nothing: where the file cannot be read, there is
nothing to see, and `Progress.open` is the one to say why.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

from flasktutor.progress.migrations import APPLICATION_ID, VERSION


def settings(path: Path) -> dict[str, str]:
    """The settings in the file `path` by name."""
    return {str(name): str(value) for name, value in _rows(path, "SELECT name, value FROM setting")}


def places(path: Path) -> dict[str, tuple[str, bool]]:
    """For each lesson begun, the step it was left at and whether it is finished."""
    rows = _rows(path, "SELECT lesson, step, finished FROM place")
    return {str(lesson): (str(step), bool(finished)) for lesson, step, finished in rows}


def _rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    for way in ("mode=rw", "immutable=1"):  # the second where the folder may not be written
        with contextlib.suppress(sqlite3.Error, ValueError):
            source = sqlite3.connect(f"{path.absolute().as_uri()}?{way}", uri=True)
            with contextlib.closing(source):
                (owner,) = source.execute("PRAGMA application_id").fetchone()
                (version,) = source.execute("PRAGMA user_version").fetchone()
                known = owner == APPLICATION_ID and version <= VERSION
                return source.execute(sql).fetchall() if known else []
    return []

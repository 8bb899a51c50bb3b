"""Owns what becomes of answers, places, cards and drafts when a step gets another key."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from flasktutor.progress import tables
from flasktutor.progress.store import Progress

Renamed = Mapping[str, Mapping[str, str]]
"""By lesson: what keys of steps were → what they are."""


def rename(progress: Progress, renamed: Renamed) -> None:
    """Put what is kept under former keys under those of today, if there is any."""

    def is_there(connection: sqlite3.Connection) -> bool:
        return any(
            tables.holds(connection, table, lesson=lesson, step=was)
            for table in tables.ALWAYS_OF_LESSONS
            for lesson, keys in renamed.items()
            for was in keys
        )

    def change(connection: sqlite3.Connection) -> None:
        for lesson, keys in renamed.items():
            for was, key in keys.items():
                for table in tables.ALWAYS_OF_LESSONS:
                    tables.move(connection, table, lesson, was, key)

    # Most often all was renamed before, and a look costs less than a change.
    if progress.look(is_there):
        progress.change(change)

"""Owns databases in memory: an empty one, or one with all that can be read of another."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from flasktutor.progress import tables
from flasktutor.progress.migrations import MIGRATIONS, VERSION, migrate, version_of


def in_memory() -> sqlite3.Connection:
    """An empty database that ends with the process."""
    connection = _blank()
    migrate(connection)
    return connection


def rescued(source: sqlite3.Connection) -> sqlite3.Connection:
    """A database in memory, of today's shape, with all that can still be read of `source`."""
    memory = _blank()
    version = VERSION
    with contextlib.suppress(*tables.FAILURES):
        version = min(max(version_of(source), 1), VERSION)
    migrate(memory, MIGRATIONS[:version])
    tables.copy(source, memory)
    migrate(memory)
    return memory


def copy_of(path: Path) -> sqlite3.Connection:
    """What a file that cannot be opened for writing holds, in memory."""
    try:
        # "immutable": a folder that cannot be written has no room for WAL's own files.
        source = sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)
    except (sqlite3.Error, ValueError):
        return in_memory()
    with contextlib.closing(source):
        speak_text(source)
        return rescued(source)


def speak_text(connection: sqlite3.Connection) -> None:
    """Let text that is no UTF-8 be read all the same."""
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")


def _blank() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    speak_text(connection)
    return connection

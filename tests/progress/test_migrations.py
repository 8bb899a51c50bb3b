"""The numbered migrations: each database is brought up to date once, whole or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path

import pytest

from flasktutor.progress import Attempt, Progress
from flasktutor.progress.migrations import MIGRATIONS, Migration, migrate, version_of

NEXT: Migration = (
    "ALTER TABLE attempt ADD COLUMN flask TEXT NOT NULL DEFAULT ''",
    "CREATE TABLE badge (name TEXT PRIMARY KEY)",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "progress.db"
    with Progress.open(path) as progress:
        now = datetime.now(timezone.utc)
        progress.record(Attempt(lesson="contexts", step="why", result="right", at=now))
    return path


def test_a_later_migration_keeps_what_is_there(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, (*MIGRATIONS, NEXT))
        assert version_of(connection) == len(MIGRATIONS) + 1
        assert connection.execute("SELECT lesson, flask FROM attempt").fetchall() == [
            ("contexts", "")
        ]


def test_migrating_again_changes_nothing(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, (*MIGRATIONS, NEXT))
        migrate(connection, (*MIGRATIONS, NEXT))
        assert version_of(connection) == len(MIGRATIONS) + 1


def test_a_migration_that_fails_leaves_the_database_as_it_was(path: Path) -> None:
    broken: Migration = (*NEXT, "CREATE TABLE badge (name TEXT)")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        with pytest.raises(sqlite3.OperationalError, match="already exists"):
            migrate(connection, (*MIGRATIONS, broken))
        assert version_of(connection) == len(MIGRATIONS)
        columns = [row[1] for row in connection.execute("PRAGMA table_info(attempt)")]
        assert "flask" not in columns
    with Progress.open(path) as progress:
        assert progress.warning is None
        assert len(progress.attempts()) == 1

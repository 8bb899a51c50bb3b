"""Owns the shape of the database: numbered steps from an empty file to today's tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

APPLICATION_ID = 0x464C5455
"""Marks a SQLite file as flasktutor's own ("FLTU")."""

Migration = tuple[str, ...]

MIGRATIONS: tuple[Migration, ...] = (
    (
        f"PRAGMA application_id = {APPLICATION_ID}",
        """CREATE TABLE attempt (
            id TEXT NOT NULL UNIQUE,
            lesson TEXT NOT NULL,
            step TEXT NOT NULL,
            result TEXT NOT NULL,
            at TEXT NOT NULL,
            answer TEXT NOT NULL,
            hints INTEGER NOT NULL,
            seconds REAL NOT NULL,
            misconception TEXT,
            review INTEGER NOT NULL
        )""",
        """CREATE TABLE place (
            lesson TEXT PRIMARY KEY NOT NULL,
            step TEXT NOT NULL,
            finished INTEGER NOT NULL,
            at TEXT NOT NULL
        )""",
        """CREATE TABLE draft (
            lesson TEXT NOT NULL,
            step TEXT NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (lesson, step)
        )""",
        """CREATE TABLE setting (
            name TEXT PRIMARY KEY NOT NULL,
            value TEXT NOT NULL
        )""",
        """CREATE TABLE card (
            lesson TEXT NOT NULL,
            step TEXT NOT NULL,
            due TEXT NOT NULL,
            state TEXT NOT NULL,
            PRIMARY KEY (lesson, step)
        )""",
    ),
    # Which answers belong to which take of a lesson was told by the clock, from a setting
    # "begun:LESSON" on; a clock set back or ahead mixed them up, and `reset` left the setting.
    (
        "ALTER TABLE attempt ADD COLUMN take TEXT",
        """CREATE TABLE begun (
            lesson TEXT PRIMARY KEY NOT NULL,
            take TEXT NOT NULL
        )""",
        """INSERT INTO begun (lesson, take)
            SELECT substr(name, 7), lower(hex(randomblob(16)))
            FROM setting WHERE substr(name, 1, 6) = 'begun:'""",
        """UPDATE attempt SET take = (SELECT take FROM begun WHERE begun.lesson = attempt.lesson)
            WHERE at >= (SELECT value FROM setting WHERE name = 'begun:' || attempt.lesson)""",
        "DELETE FROM setting WHERE substr(name, 1, 6) = 'begun:'",
        # A clock set back while a question stood; no export with such a value was taken.
        "UPDATE attempt SET seconds = 0 WHERE seconds < 0",
    ),
    # What a varied question was when it was answered.
    ("ALTER TABLE attempt ADD COLUMN drawn TEXT",),
    # Which statements a record store has taken, so that each is sent once.
    (
        """CREATE TABLE sent (
            store TEXT NOT NULL,
            statement TEXT NOT NULL,
            PRIMARY KEY (store, statement)
        )""",
    ),
)
"""Never change a migration that was released: add the next one."""

VERSION = len(MIGRATIONS)


def version_of(connection: sqlite3.Connection) -> int:
    """How many migrations the database has behind it."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, steps: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring the database to the last of `steps`, all in one transaction.

    The version is read inside it, so that of several processes only one migrates.
    """
    if version_of(connection) >= len(steps):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statements in steps[version_of(connection) :]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise

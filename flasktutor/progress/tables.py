"""Owns the SQL: what tables are asked and told, on a connection that the caller guards."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from flasktutor.progress import rows
from flasktutor.progress.records import ANSWERS, Attempt, Card, Draft, Place
from flasktutor.progress.rows import Row

T = TypeVar("T")

COLUMNS = {
    "attempt": (
        "id, lesson, step, result, at, answer, hints, seconds, misconception, review, take, drawn"
    ),
    "place": "lesson, step, finished, at",
    "draft": "lesson, step, text",
    "setting": "name, value",
    "card": "lesson, step, due, state",
    "begun": "lesson, take",
    "sent": "store, statement",
}
ALWAYS_OF_LESSONS = ("attempt", "place", "draft", "card")
"""What every flasktutor kept of a lesson, from the first version on."""
OF_LESSONS = (*ALWAYS_OF_LESSONS, "begun")
LATELY = 50
"""From how many answers it is known how long a learner takes."""
FAILURES = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What a failing disk raises; Python cannot decode the name of a damaged column."""


def attempts(connection: sqlite3.Connection, lesson: str | None = None) -> list[Attempt]:
    """All attempts, or one lesson's, the oldest first."""
    found = _select(connection, "attempt", lesson, "ORDER BY at, rowid")
    return rows.sound(found, rows.attempt)


def since_begun(connection: sqlite3.Connection, lesson: str) -> list[Attempt]:
    """A lesson's attempts since it was begun last, in the order they were made.

    All its attempts, the oldest first, when nobody said that it was begun.
    """
    begun = list(_select(connection, "begun", lesson, ""))
    if not begun:
        return attempts(connection, lesson)
    found = connection.execute(
        f"SELECT {COLUMNS['attempt']} FROM attempt WHERE lesson = ? AND take = ? ORDER BY rowid",
        storable((lesson, begun[0][1])),
    )
    return rows.sound(found, rows.attempt)


def review_seconds(connection: sqlite3.Connection) -> list[float]:
    """The seconds of the latest answers in reviews: what a learner took lately, not once."""
    marks = ", ".join("?" * len(ANSWERS))
    found = connection.execute(
        f"SELECT seconds FROM attempt WHERE review = 1 AND result IN ({marks}) AND seconds > 0"
        f" ORDER BY at DESC LIMIT {LATELY}",
        ANSWERS,
    )
    return [float(seconds) for (seconds,) in found if isinstance(seconds, int | float)]


def places(connection: sqlite3.Connection, lesson: str | None = None) -> list[Place]:
    """All places, or one lesson's, the latest first."""
    found = _select(connection, "place", lesson, "ORDER BY at DESC, lesson")
    return rows.sound(found, rows.place)


def drafts(connection: sqlite3.Connection, lesson: str | None = None) -> list[Draft]:
    """All drafts, or one lesson's."""
    found = _select(connection, "draft", lesson, "ORDER BY lesson, step")
    return rows.sound(found, rows.draft)


def cards(connection: sqlite3.Connection, lesson: str | None = None) -> list[Card]:
    """All cards, or one lesson's, the first due first."""
    found = _select(connection, "card", lesson, "ORDER BY due, lesson, step")
    return rows.sound(found, rows.card)


def settings(connection: sqlite3.Connection) -> dict[str, str]:
    """All settings by name."""
    return {str(name): str(value) for name, value in _select(connection, "setting", None, "")}


def add_attempt(connection: sqlite3.Connection, attempt: Attempt) -> bool:
    """Write the attempt unless its id is there already; say whether it was written."""
    row = rows.of_attempt(attempt)
    return _insert(connection, "attempt", row, otherwise="IGNORE") > 0


def count_for_take(connection: sqlite3.Connection, attempt: Attempt) -> None:
    """Let the attempt belong to the take of its lesson that was begun last."""
    connection.execute(
        "UPDATE attempt SET take = (SELECT take FROM begun WHERE begun.lesson = attempt.lesson)"
        " WHERE id = ?",
        storable((attempt.id,)),
    )


def put_begun(connection: sqlite3.Connection, lesson: str, take: str) -> None:
    """Write that a new take of the lesson was begun."""
    _insert(connection, "begun", (lesson, take))


def drop_solved_drafts(connection: sqlite3.Connection, lesson: str) -> None:
    """Forget the code at steps of the lesson that were answered right, or run; attempts stay."""
    solved = "SELECT step FROM attempt WHERE lesson = ?1 AND result IN ('right', 'seen')"
    connection.execute(
        f"DELETE FROM draft WHERE lesson = ?1 AND step IN ({solved})", storable((lesson,))
    )


def put_place(connection: sqlite3.Connection, place: Place) -> None:
    """Write the place over the lesson's old one."""
    _insert(connection, "place", rows.of_place(place))


def put_draft(connection: sqlite3.Connection, draft: Draft) -> None:
    """Write the draft over the step's old one."""
    _insert(connection, "draft", rows.of_draft(draft))


def put_setting(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Write the setting over its old value."""
    _insert(connection, "setting", (name, value))


def put_card(connection: sqlite3.Connection, card: Card) -> None:
    """Write the card over the step's old one."""
    _insert(connection, "card", rows.of_card(card))


def sent(connection: sqlite3.Connection, store: str) -> set[str]:
    """The statements that the record store has taken."""
    found = connection.execute("SELECT statement FROM sent WHERE store = ?", storable((store,)))
    return {str(statement) for (statement,) in found}


def put_sent(connection: sqlite3.Connection, store: str, statements: Iterable[str]) -> None:
    """Write that the record store has taken the statements."""
    for statement in statements:
        _insert(connection, "sent", (store, statement))


def delete(connection: sqlite3.Connection, table: str, **keys: str) -> int:
    """Delete the rows of `table` with these values, without any all rows; how many they were."""
    where = " AND ".join(f"{column} = ?" for column in keys) or "1"
    sql = f"DELETE FROM {table} WHERE {where}"
    return connection.execute(sql, storable(keys.values())).rowcount


def holds(connection: sqlite3.Connection, table: str, *, lesson: str, step: str) -> bool:
    """Whether `table` has a row of that step."""
    sql = f"SELECT 1 FROM {table} WHERE lesson = ? AND step = ? LIMIT 1"
    return connection.execute(sql, storable((lesson, step))).fetchone() is not None


def move(connection: sqlite3.Connection, table: str, lesson: str, was: str, step: str) -> None:
    """Put a step's rows under another key; where one stands there already, it stays."""
    sql = f"UPDATE OR IGNORE {table} SET step = ? WHERE lesson = ? AND step = ?"
    connection.execute(sql, storable((step, lesson, was)))
    delete(connection, table, lesson=lesson, step=was)


def transact(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    """Do `work` as one transaction, committed on return."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        # SQLite itself rolls back after some failures, such as a full disk.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result


def storable(values: Iterable[object]) -> Row:
    """The values as SQLite takes them: a byte that was no UTF-8 is shown escaped."""
    return tuple(
        value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value
        for value in values
    )


def prove_readable(connection: sqlite3.Connection) -> None:
    """Raise sqlite3.OperationalError when a table or column is missing."""
    for table, columns in COLUMNS.items():
        connection.execute(f"SELECT {columns} FROM {table} LIMIT 0")


def copy(
    source: sqlite3.Connection,
    target: sqlite3.Connection,
    wanted: Iterable[str] = COLUMNS,
    otherwise: str = "REPLACE",
) -> None:
    """Copy the `wanted` tables that both have, each as far as it can be read."""
    for table in wanted:
        columns = [row[1] for row in target.execute(f"PRAGMA table_info({table})")]
        names = ", ".join(columns)
        for row in _readable(source, f"SELECT {names} FROM {table}") if columns else ():
            # A row that lacks what every row has is damaged; a full disk is another matter.
            with contextlib.suppress(sqlite3.IntegrityError):
                _insert_into(target, table, names, row, otherwise)


def _readable(source: sqlite3.Connection, sql: str) -> Iterator[Row]:
    with contextlib.suppress(*FAILURES):
        yield from source.execute(sql)


def _select(connection: sqlite3.Connection, table: str, lesson: str | None, order: str) -> Any:
    where, values = ("", ()) if lesson is None else ("WHERE lesson = ?", (lesson,))
    return connection.execute(
        f"SELECT {COLUMNS[table]} FROM {table} {where} {order}", storable(values)
    )


def _insert(
    connection: sqlite3.Connection, table: str, row: Row, otherwise: str = "REPLACE"
) -> int:
    return _insert_into(connection, table, COLUMNS[table], row, otherwise)


def _insert_into(
    connection: sqlite3.Connection, table: str, columns: str, row: Row, otherwise: str
) -> int:
    marks = ", ".join("?" * len(row))
    sql = f"INSERT OR {otherwise} INTO {table} ({columns}) VALUES ({marks})"
    return connection.execute(sql, storable(row)).rowcount

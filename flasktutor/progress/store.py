"""Owns the progress store: what a learner did, committed before the call returns."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from flasktutor.language import reason
from flasktutor.progress import tables
from flasktutor.progress.database import Trouble, open_database, rescued
from flasktutor.progress.records import Attempt, Card, Draft, Place

T = TypeVar("T")


class Progress:
    """A learner's progress, in a SQLite file or in memory. Use it from one thread.

    Nothing here raises for the disk's sake: when the file fails, all that can
    still be read moves into memory, the store goes on there, and `warning` says so.
    """

    def __init__(
        self, connection: sqlite3.Connection, path: Path | None, trouble: Trouble | None
    ) -> None:
        self._connection = connection
        self._path = path
        self._trouble = trouble

    @classmethod
    def open(cls, path: Path | None) -> Progress:
        """The store in the file `path`, its folders made; without a path, in memory.

        A damaged file is renamed to `….damaged-TIME` and a new one begun; a newer
        flasktutor's file is left alone and one of our own kept beside it; where
        nothing can be written, what is there is read and the rest is in memory.
        """
        connection, trouble = open_database(path)
        return cls(connection, path, trouble)

    @property
    def warning(self) -> str | None:
        """One sentence for the learner when progress is not kept as it should be."""
        return self._trouble.sentence() if self._trouble else None

    def record(self, attempt: Attempt) -> None:
        """Keep the attempt. Recording one with the same id again changes nothing."""
        self.change(lambda connection: tables.add_attempt(connection, attempt))

    def attempts(self, lesson: str | None = None) -> list[Attempt]:
        """The attempts, or one lesson's, the oldest first."""
        return self._read(lambda connection: tables.attempts(connection, lesson))

    def place(self, lesson: str) -> Place | None:
        """Where `lesson` was left."""
        found = self._read(lambda connection: tables.places(connection, lesson))
        return found[0] if found else None

    def set_place(self, lesson: str, step: str, *, finished: bool, at: datetime) -> None:
        """Say where `lesson` is now."""
        place = Place(lesson=lesson, step=step, finished=finished, at=at)
        self.change(lambda connection: tables.put_place(connection, place))

    def places(self) -> list[Place]:
        """The places of all lessons begun, the latest first."""
        return self._read(tables.places)

    def draft(self, lesson: str, step: str) -> str | None:
        """The code last written at a step."""
        found = self._read(lambda connection: tables.drafts(connection, lesson))
        return next((draft.text for draft in found if draft.step == step), None)

    def drafts(self) -> list[Draft]:
        """The drafts of all steps."""
        return self._read(tables.drafts)

    def set_draft(self, lesson: str, step: str, text: str) -> None:
        """Keep code for the next time."""
        draft = Draft(lesson=lesson, step=step, text=text)
        self.change(lambda connection: tables.put_draft(connection, draft))

    def clear_draft(self, lesson: str, step: str) -> None:
        """Forget the code written at a step."""
        self.change(lambda connection: tables.delete(connection, "draft", lesson=lesson, step=step))

    def setting(self, name: str) -> str | None:
        """A setting's value, if it has one."""
        return self.settings().get(name)

    def settings(self) -> dict[str, str]:
        """All settings by name."""
        return self._read(tables.settings)

    def set_setting(self, name: str, value: str | None) -> None:
        """Give a setting its value; None forgets it."""
        if value is None:
            self.change(lambda connection: tables.delete(connection, "setting", name=name))
        else:
            self.change(lambda connection: tables.put_setting(connection, name, value))

    def card(self, lesson: str, step: str) -> Card | None:
        """The review card of a step."""
        found = self._read(lambda connection: tables.cards(connection, lesson))
        return next((card for card in found if card.step == step), None)

    def cards(self) -> list[Card]:
        """All review cards, the first due first."""
        return self._read(tables.cards)

    def save_card(self, card: Card) -> None:
        """Keep the card in place of the step's old one."""
        self.change(lambda connection: tables.put_card(connection, card))

    def drop_card(self, lesson: str, step: str) -> None:
        """Forget the card of a step."""
        self.change(lambda connection: tables.delete(connection, "card", lesson=lesson, step=step))

    def reset(self, lesson: str | None = None) -> None:
        """Forget one lesson, cards and drafts included, or everything but the settings."""
        keys = {} if lesson is None else {"lesson": lesson}

        def forget(connection: sqlite3.Connection) -> None:
            for table in tables.OF_LESSONS:
                tables.delete(connection, table, **keys)

        self.change(forget)

    def change(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` on the tables as one transaction, committed on return."""
        try:
            return _transact(self._connection, work)
        except tables.FAILURES as error:
            self._leave_the_disk(error)
            return _transact(self._connection, work)

    def close(self) -> None:
        """Let go of the file; the store cannot be used afterwards."""
        with contextlib.suppress(*tables.FAILURES):
            self._connection.close()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return work(self._connection)
        except tables.FAILURES as error:
            self._leave_the_disk(error)
            return work(self._connection)

    def _leave_the_disk(self, error: Exception) -> None:
        # A closed connection is the caller's mistake; memory has no disk to fail.
        if self._path is None or isinstance(error, sqlite3.ProgrammingError):
            raise error
        memory = rescued(self._connection)
        self.close()
        self._connection = memory
        self._trouble = Trouble("failed", self._path, reason=reason(error))
        self._path = None


def _transact(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
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

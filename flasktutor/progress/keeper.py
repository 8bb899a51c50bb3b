"""Owns what was kept: every change is on the disk, or held in memory until it can be written."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from flasktutor.errors import TutorError
from flasktutor.language import reason
from flasktutor.progress import copies, database, merging, tables, trouble
from flasktutor.progress.standing import StandingFile, is_same_file
from flasktutor.progress.trouble import Trouble
from flasktutor.values import frozen

PROMPT_SECONDS = 2.0
"""How long a write waits for another program's before it is held in memory."""
AGAIN_SECONDS = 0.05
"""How long it waits while something is held: a lesson must not stall at every answer."""
LAST_SECONDS = 10.0
"""How long the last try waits."""

T = TypeVar("T")


@frozen
class _Held:
    """A change that is not on the disk, and how many answers it holds."""

    work: Callable[[sqlite3.Connection], Any]
    answers: int


class Keeper:
    """A database on the disk and, while that fails, its likeness in memory with what is held.

    `tell` is given each sentence that has to be said; `trouble` is what is
    wrong now, if anything is. Without a path all is in memory: meant to be, or, `homeless`,
    because there is no place for it.
    """

    def __init__(
        self,
        path: Path | None,
        tell: Callable[[str], None] | None = None,
        *,
        homeless: bool = False,
    ) -> None:
        self.tell = tell or _unheard
        self.trouble: Trouble | None = None
        self._path = path
        self._homeless = homeless
        self._disk: sqlite3.Connection | None = None
        self._memory: sqlite3.Connection | None = None
        self._held: list[_Held] = []
        self._answers = 0
        self._wrote = self._whole = False
        self._file: StandingFile | None = None
        self._lasting: Trouble | None = None
        self._error: Exception | None = None
        if path is None:
            self._disk = copies.in_memory()
            if homeless:
                self.tell(trouble.homeless())
        else:
            self._begin(path)

    def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` reads: from the disk, else from its likeness."""
        if self._memory is None:
            try:
                return work(_open(self._disk))
            except tables.FAILURES as error:
                self._go_to_memory(error)
                self._failed(error)
        return work(_open(self._memory))

    def change(self, work: Callable[[sqlite3.Connection], T], *, answers: int = 0) -> T:
        """Do `work` as one transaction: on the disk, else in memory, to be tried again.

        `work` may be done more than once, and has to do the same each time.
        `answers` is how many answers are lost with it.
        """
        if self._memory is None:
            try:
                return self._write(work, answers)
            except (*tables.FAILURES, FileNotFoundError) as error:
                self._go_to_memory(error)
        result = tables.transact(_open(self._memory), work)
        self._held.append(_Held(work, answers))
        self.settle()
        return result

    def insist(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` on the disk, or raise TutorError and do nothing of it."""
        if self._homeless:
            raise trouble.unchanged_without_home()
        result = self.change(work)
        if self._settle_patiently():
            return result
        self._held = [one for one in self._held if one.work is not work]
        raise trouble.unchanged(*self._why())

    def is_in(self, file: Path) -> bool:
        """Whether `file` is the database itself, under whatever name."""
        mine = (self._path, self._file.path if self._file else None)
        return any(one is not None and is_same_file(one, file) for one in mine)

    def settle(self) -> bool:
        """Whether all is on the disk, after trying once more to bring it there."""
        if self._homeless:
            return False
        if self._memory is None and self._wrote and not self._is_there():
            self._go_to_memory(FileNotFoundError())
        if not self._held:
            return True
        try:
            self._catch_up()
        except database.FAILURES as error:
            self._failed(error)
            return False
        return True

    def finish(self, *, patient: bool) -> TutorError | None:
        """What is lost when the program ends now; a `patient` last try waits for others."""
        if self._homeless:
            return trouble.unkept_without_home(self._answers) if self._answers else None
        if self._settle_patiently() if patient else self.settle():
            return None
        return trouble.unkept(sum(one.answers for one in self._held), *self._why())

    def close(self) -> None:
        """Let go of everything."""
        for connection in (self._disk, self._memory):
            if connection is not None:
                with contextlib.suppress(*tables.FAILURES):
                    connection.close()

    def _begin(self, path: Path) -> None:
        try:
            self._take(database.open_file(path, PROMPT_SECONDS))
            self.trouble = self._lasting
        except database.FAILURES as error:
            self._memory = copies.copy_of(path)
            self._failed(error)

    def _take(self, opened: database.Opened) -> None:
        self._disk = opened.connection
        if not (self._file and self._file.path == opened.path and self._file.is_there()):
            self._file = StandingFile(opened.path)
        self._lasting = opened.trouble
        if opened.trouble:
            self.tell(opened.trouble.sentence())

    def _write(self, work: Callable[[sqlite3.Connection], T], answers: int) -> T:
        if not self._is_there():
            raise FileNotFoundError
        result = tables.transact(_open(self._disk), work)
        self._wrote = True
        self._answers += answers
        if self._file is not None:
            self._file.written()
        return result

    def _is_there(self) -> bool:
        # A file that was deleted takes all that is written to it, and keeps nothing.
        return self._file is None or self._file.is_there()

    def _go_to_memory(self, error: Exception) -> None:
        # A closed connection is the caller's mistake; memory has no disk to fail.
        if self._path is None or isinstance(error, sqlite3.ProgrammingError):
            raise error
        disk = _open(self._disk)
        _wait_at_most(disk, AGAIN_SECONDS)
        readable = _can_be_read(disk)
        self._memory = copies.rescued(disk) if readable else copies.copy_of(self._path)
        if isinstance(error, FileNotFoundError):
            self.trouble = Trouble("gone", self._path)
            self._held.append(_Held(_nothing, self._answers))

    def _catch_up(self) -> None:
        """Write all that is held, or raise one of `database.FAILURES`."""
        if not self._is_there():
            self._drop_disk()
            if self._file is not None:
                # What is in it is known here; SQLite would take it for the new file's own.
                self._file.drop_log()
            self._file = None
        if self._disk is None:
            assert self._path is not None, "without a path nothing is held"
            self._take(database.open_file(self._path, AGAIN_SECONDS))
        disk = _open(self._disk)
        tables.transact(disk, self._replay)
        _wait_at_most(disk, PROMPT_SECONDS)
        self._end_of_trouble()

    def _replay(self, connection: sqlite3.Connection) -> None:
        if self._whole:
            merging.merge(_open(self._memory), connection)
        for one in self._held:
            one.work(connection)

    def _end_of_trouble(self) -> None:
        self._answers += sum(one.answers for one in self._held if one.work is not _nothing)
        self._held.clear()
        _open(self._memory).close()
        self._memory, self._whole, self._wrote = None, False, True
        ended, self.trouble = self.trouble, self._lasting
        if ended and ended.kind == "gone":
            self.tell(ended.sentence())
        elif ended and ended.kind == "held":
            self.tell(trouble.kept_again())

    def _failed(self, error: Exception) -> None:
        self._error = error
        if not (trouble.is_lock(error) or trouble.is_full(error)):
            self._drop_disk()
        is_news = self.trouble is None or self.trouble.kind != "held"
        assert self._path is not None, "memory has no disk to fail"
        self.trouble = trouble.held(self._path, error)
        if is_news:
            self.tell(self.trouble.sentence())

    def _drop_disk(self) -> None:
        # Whatever opens under that name later may be another file, and gets all that is known.
        if self._disk is not None:
            self._whole = True
            with contextlib.suppress(*tables.FAILURES):
                self._disk.close()
        self._disk = None

    def _settle_patiently(self) -> bool:
        if self.settle():
            return True
        if self._is_locked():
            self.tell(trouble.waiting(self._why()[0], LAST_SECONDS))
        end = time.monotonic() + LAST_SECONDS
        while self._is_locked() and time.monotonic() < end:
            time.sleep(AGAIN_SECONDS)
            if self.settle():
                return True
        return False

    def _is_locked(self) -> bool:
        return self._error is not None and trouble.is_lock(self._error)

    def _why(self) -> tuple[Path, str]:
        """The file that could not be written, and why."""
        assert self._path is not None, "without a path nothing is held"
        assert self._error is not None, "nothing failed"
        return self._path, reason(self._error)


def _open(connection: sqlite3.Connection | None) -> sqlite3.Connection:
    assert connection is not None, "the one of disk and memory that is in use is open"
    return connection


def _can_be_read(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT 1 FROM setting LIMIT 1").fetchall()
    except tables.FAILURES as error:
        return not trouble.is_lock(error)
    return True


def _wait_at_most(connection: sqlite3.Connection, seconds: float) -> None:
    with contextlib.suppress(*tables.FAILURES):
        connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")


def _nothing(_connection: sqlite3.Connection) -> None:
    """Held in place of what a file held that is gone: its likeness is written anew."""


def _unheard(_sentence: str) -> None:
    """Where nobody listens."""

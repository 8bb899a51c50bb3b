"""Owns the database file: opening it, judging it, setting a damaged one aside."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

from flasktutor.progress import copies, merging, tables
from flasktutor.progress.migrations import APPLICATION_ID, VERSION, migrate, version_of
from flasktutor.progress.trouble import Trouble, is_lock
from flasktutor.values import frozen

LOCK_SECONDS = 10.0
"""How long opening waits for another program that opens the same file."""


@frozen
class Opened:
    """A database that can be written: the connection, the file it is in, what is to be said."""

    connection: sqlite3.Connection
    path: Path
    trouble: Trouble | None = None


class _DamagedError(Exception):
    """The file is no database of flasktutor's, or no longer a sound one."""


class _NewerError(Exception):
    """The file was written by a flasktutor that knows more migrations."""


FAILURES = (*tables.FAILURES, OSError, ValueError, _DamagedError, _NewerError)
"""What opening a file can raise; sqlite3 raises ValueError for a name that no file can have."""


def open_file(path: Path, patience: float) -> Opened:
    """The database in `path`, its folders made; a damaged or a newer file is left aside.

    Writes wait for another program's up to `patience` seconds. Raises one of
    `FAILURES` where there can be none.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path):
        return _open_or_replace(path, patience)


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold a lock of its own while opening `path`, or do without where there can be none.

    Renaming a database takes its WAL from under whoever opens it just then, and
    answers with it: only one process at a time may find out that a file is damaged.
    """
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(sqlite3.Error):
            name = str(path.with_name(f"{path.name}.lock"))
            lock = sqlite3.connect(name, timeout=LOCK_SECONDS, isolation_level=None)
            stack.callback(lock.close)
            lock.execute("BEGIN EXCLUSIVE")
        yield


def _open_or_replace(path: Path, patience: float) -> Opened:
    try:
        opened = Opened(_connect(path, patience), path)
    except _NewerError:
        own = _own(path, VERSION)
        return Opened(_connect(own, patience), own, Trouble("newer", path, own))
    except _DamagedError:
        aside = _set_aside(path)
        opened = Opened(_connect(path, patience), path, Trouble("damaged", path, aside))
    _take_over_older(opened)
    return opened


def _own(path: Path, version: int) -> Path:
    """Where a flasktutor of that version keeps answers while `path` is a newer one's."""
    return path.with_name(f"{path.stem}-{version}{path.suffix}")


def _take_over_older(opened: Opened) -> None:
    for version in range(1, VERSION):
        older = _own(opened.path, version)
        if older.exists():
            # What cannot be moved now is moved another time.
            with contextlib.suppress(*tables.FAILURES):
                merging.take_over(older, opened.connection)


def _connect(path: Path, patience: float) -> sqlite3.Connection:
    connection = sqlite3.connect(str(path), timeout=patience, isolation_level=None)
    try:
        copies.speak_text(connection)
        _judge(connection)
        _make_durable(connection)
        migrate(connection)
        _prove_writable(connection)
        tables.prove_readable(connection)
    except tables.FAILURES as error:
        connection.close()
        if isinstance(error, sqlite3.OperationalError) and "no such" not in str(error):
            raise
        raise _DamagedError(str(error)) from error
    except BaseException:
        connection.close()
        raise
    return connection


def _judge(connection: sqlite3.Connection) -> None:
    # Tables are counted first: when there are none yet, another process may be making them now.
    count = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    owner = connection.execute("PRAGMA application_id").fetchone()[0]
    if count and owner != APPLICATION_ID:
        raise _DamagedError("another program's database")
    if version_of(connection) > VERSION:
        raise _NewerError
    verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        raise _DamagedError(verdict)


def _make_durable(connection: sqlite3.Connection) -> None:
    # Where WAL is not to be had (a network disk, another process opening the file
    # right now) SQLite keeps the mode it has, which is as safe and a little slower.
    with contextlib.suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = WAL").fetchone()
    connection.execute("PRAGMA synchronous = FULL")


def _prove_writable(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        # Who only reads need not wait for another program's write to end.
        if not is_lock(error):
            raise
    else:
        connection.execute("ROLLBACK")


def _set_aside(path: Path) -> Path:
    stamp = datetime.now(timezone.utc).strftime("%Y%m%d-%H%M%S-%f")
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    # Its companions first: once the file is gone, another's may have these names.
    for ending in ("-wal", "-shm"):
        beside = path.with_name(path.name + ending)
        with contextlib.suppress(FileNotFoundError):
            beside.rename(aside.with_name(aside.name + ending))
    path.rename(aside)
    return aside

"""Owns the database file: opening it, judging it, setting a damaged one aside."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Literal

from flasktutor.language import _, reason
from flasktutor.progress import tables
from flasktutor.progress.migrations import APPLICATION_ID, VERSION, migrate, version_of
from flasktutor.values import frozen

LOCK_SECONDS = 10.0
"""How long a write waits for another process's write."""


@frozen
class Trouble:
    """Why progress is not simply kept in `path`; `instead` is the other file it is about."""

    kind: Literal["damaged", "newer", "unwritable", "failed"]
    path: Path
    instead: Path | None = None
    reason: str = ""

    def sentence(self) -> str:
        """The trouble in one sentence, in the language in use."""
        if self.kind == "damaged":
            text = _(
                "Your progress file was damaged: it is kept as {instead}, "
                "and a new one was started."
            )
        elif self.kind == "newer":
            text = _(
                "{path} was written by a newer flasktutor and stays as it is: "
                "until you update flasktutor, your answers are kept in {instead}."
            )
        elif self.kind == "unwritable":
            text = _(
                "{path} cannot be used ({reason}): "
                "you can go on, but what you answer now is forgotten when you quit."
            )
        else:
            text = _(
                "{path} can no longer be written ({reason}): "
                "you can go on, but what you answer from now on is forgotten when you quit."
            )
        return text.format(path=self.path, instead=self.instead, reason=self.reason)


class _DamagedError(Exception):
    """The file is no database of flasktutor's, or no longer a sound one."""


class _NewerError(Exception):
    """The file was written by a flasktutor that knows more migrations."""


def open_database(path: Path | None) -> tuple[sqlite3.Connection, Trouble | None]:
    """A connection that can be written, come what may: to `path`, else in memory."""
    if path is None:
        return in_memory(), None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path):
            return _open_or_replace(path)
    except (OSError, ValueError, sqlite3.Error, _DamagedError, _NewerError) as error:
        return _copy_of(path), Trouble("unwritable", path, reason=reason(error))


def in_memory() -> sqlite3.Connection:
    """An empty database that ends with the process."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _speak_text(connection)
    migrate(connection)
    return connection


def rescued(source: sqlite3.Connection) -> sqlite3.Connection:
    """A database in memory with all that can still be read from `source`."""
    memory = in_memory()
    tables.copy_readable(source, memory)
    return memory


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


def _open_or_replace(path: Path) -> tuple[sqlite3.Connection, Trouble | None]:
    try:
        return _connect(path), None
    except _NewerError:
        own = path.with_name(f"{path.stem}-{VERSION}{path.suffix}")
        return _connect(own), Trouble("newer", path, own)
    except _DamagedError:
        aside = _set_aside(path)
        return _connect(path), Trouble("damaged", path, aside)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(str(path), timeout=LOCK_SECONDS, isolation_level=None)
    try:
        _speak_text(connection)
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
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("ROLLBACK")


def _speak_text(connection: sqlite3.Connection) -> None:
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")


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


def _copy_of(path: Path) -> sqlite3.Connection:
    """What a file that cannot be written holds, in memory."""
    try:
        # "immutable": a folder that cannot be written has no room for WAL's own files.
        source = sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)
    except (sqlite3.Error, ValueError):
        return in_memory()
    with contextlib.closing(source):
        _speak_text(source)
        return rescued(source)

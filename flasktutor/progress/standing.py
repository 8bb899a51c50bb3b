"""Owns whether a database's file still stands where it was opened, and its log beside it."""

from __future__ import annotations

import contextlib
from pathlib import Path

_HIDDEN = (0, 0)
"""What is known of a file in a folder that may not be looked into any more."""


class StandingFile:
    """A file that was opened as it stood at `path`, and the log that SQLite writes first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._identity = _identity(path)
        self._log = path.with_name(f"{path.name}-wal")
        self._identity_of_log: tuple[int, int] | None = None

    def is_there(self) -> bool:
        """Whether it still is what stands at its path, as far as anyone may look."""
        return _identity(self.path) in (self._identity, _HIDDEN)

    def written(self) -> None:
        """Know its log from another file's: something was written."""
        self._identity_of_log = self._identity_of_log or _identity(self._log)

    def drop_log(self) -> None:
        """Remove its log, unless another file's stands there by now."""
        if self._identity_of_log and _identity(self._log) == self._identity_of_log:
            with contextlib.suppress(OSError):
                self._log.unlink()


def is_same_file(one: Path, other: Path) -> bool:
    """Whether both names lead to one file, as far as anyone may look."""
    found = _identity(one)
    return found not in (None, _HIDDEN) and found == _identity(other)


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file stands at `path` now; None for none."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return _HIDDEN
    return found.st_dev, found.st_ino

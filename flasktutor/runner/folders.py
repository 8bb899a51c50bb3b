"""Owns the temporary folders of runs, and clears those that a killed tutor left behind."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

_PREFIX = "flasktutor-run-"
_LOCK = "lock"


class RunFolders:
    """One runner's folder; each run gets a fresh one inside it.

    A file in it stays locked as long as this process lives, however it ends: that
    tells a folder in use from one left behind.
    """

    def __init__(self) -> None:
        clear_stale()
        self.base = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self._lock = (self.base / _LOCK).open("w")
        _take(self._lock.fileno())
        if _is_root():
            # Snippets run as another user, who has to get through to their own folder.
            self.base.chmod(0o711)

    def new(self) -> Path:
        """A fresh folder for one run."""
        return Path(tempfile.mkdtemp(prefix="run-", dir=self.base))

    def drop(self, folder: Path) -> None:
        """Remove a run's folder with all that the snippet put there."""
        remove(folder)

    def close(self) -> None:
        """Remove everything."""
        self._lock.close()
        remove(self.base)


def clear_stale() -> None:
    """Remove this user's run folders whose tutor is gone."""
    for folder in Path(tempfile.gettempdir()).glob(_PREFIX + "*"):
        with contextlib.suppress(OSError):
            if _is_mine(folder) and _is_free(folder / _LOCK):
                remove(folder)


def remove(folder: Path) -> None:
    """Remove `folder`, also where a snippet took away the rights to do so."""
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        folder.chmod(0o700)
        for parent, names, _files in os.walk(folder):
            for inner in (Path(parent, name) for name in names):
                if not inner.is_symlink():
                    inner.chmod(0o700)
        shutil.rmtree(folder, ignore_errors=True)


def _is_mine(folder: Path) -> bool:
    return not folder.is_symlink() and (
        not hasattr(os, "getuid") or folder.lstat().st_uid == os.getuid()
    )


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _take(descriptor: int) -> bool:
    """Lock a file for as long as it is open; False when another process holds it."""
    try:
        import fcntl
    except ImportError:  # Windows: an open file cannot be removed, which locks it well enough
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_free(lock: Path) -> bool:
    try:
        with lock.open("r+") as file:
            if not _take(file.fileno()):
                return False
    except FileNotFoundError:
        return True
    lock.unlink()
    return True

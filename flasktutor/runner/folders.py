"""Owns the temporary folders of runs, and clears those that a killed tutor left behind."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
from pathlib import Path

from flasktutor.errors import TutorError
from flasktutor.language import _, reason
from flasktutor.runner.worker import trees

_PREFIX = "flasktutor-run-"
_LOCK = "lock"
_NEW_SECONDS = 10.0


class RunFolders:
    """One runner's folder; each run gets a fresh one inside it.

    Raises TutorError where no folder can be made.

    A file in it stays locked as long as this process lives, however it ends: that
    tells a folder in use from one left behind.
    """

    def __init__(self) -> None:
        #: Folders of runs, here and of tutors that are gone, which cannot be removed.
        self.left = clear_stale()
        self.base = _make(None, _PREFIX)
        self._lock = (self.base / _LOCK).open("w")
        _take(self._lock.fileno())
        if _is_root():
            # Snippets run as another user, who has to get through to their own folder.
            self.base.chmod(0o711)

    def new(self) -> Path:
        """A fresh folder for one run."""
        return _make(self.base, "run-")

    def drop(self, folder: Path) -> None:
        """Remove a run's folder with all that the snippet put there, as far as that can be."""
        if not trees.remove(str(folder)):
            self.left.append(folder)

    def close(self) -> None:
        """Remove everything."""
        self._lock.close()
        trees.remove(str(self.base))


def _make(place: Path | None, prefix: str) -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix=prefix, dir=place))
    except OSError as error:
        raise TutorError(
            _("No temporary folder can be made: {reason}.").format(reason=reason(error)),
            hint=_("Make room, or set TMPDIR to a folder that you may write to."),
        ) from None


def clear_stale() -> list[Path]:
    """Remove this user's run folders whose tutor is gone; those that cannot be removed."""
    found: list[Path] = []
    with contextlib.suppress(OSError):
        found += Path(tempfile.gettempdir()).glob(_PREFIX + "*")
    return [folder for folder in found if not _is_cleared(folder)]


def _is_cleared(folder: Path) -> bool:
    """Whether the folder is gone or in use, or is not to be cleared by us."""
    try:
        unused = _is_mine(folder) and _is_old(folder) and _is_free(folder / _LOCK)
    except OSError:
        return not folder.exists()
    return not unused or trees.remove(str(folder))


def _is_mine(folder: Path) -> bool:
    return not folder.is_symlink() and (
        sys.platform == "win32" or folder.lstat().st_uid == os.getuid()
    )


def _is_old(folder: Path) -> bool:
    # One that is being made this moment has no lock yet.
    return time.time() - folder.lstat().st_mtime > _NEW_SECONDS


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def _take(descriptor: int) -> bool:
    """Lock a file for as long as it is open; False when another process holds it."""
    if sys.platform == "win32":
        return True  # an open file cannot be removed, which locks it well enough
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_free(lock: Path) -> bool:
    try:
        opened = lock.open("r+")
    except FileNotFoundError:
        return True
    except PermissionError:
        # A snippet can have taken away the rights where nothing held it.
        lock.parent.chmod(0o700)
        lock.chmod(0o600)
        opened = lock.open("r+")
    with opened:
        if not _take(opened.fileno()):
            return False
    lock.unlink()
    return True

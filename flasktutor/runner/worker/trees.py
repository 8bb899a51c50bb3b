"""Owns a run's folder as a tree that may be of any depth: what it holds, and removing it.

Neither recurses, keeps more than a few files open, or spells out a long path. Nothing is
followed out of the folder: links are removed and never looked through.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from typing import Any, Iterator, Union

#: A folder: open, where the system finds names relative to one (no race can lead it astray);
#: else by its path.
Place = Union[int, str]

_BY_DESCRIPTOR = {os.open, os.unlink, os.rmdir, os.rename, os.stat} <= os.supports_dir_fd and (
    os.scandir in os.supports_fd
)
_OPEN_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
_ALL_RIGHTS = 0o700


def remove(folder: str) -> bool:
    """Remove `folder` with all in it; False when something of it could not be removed.

    Raises nothing: what the system refuses to remove is left.
    """
    _allow(None, _long(folder))
    with contextlib.suppress(OSError):
        with _opened(None, _long(folder)) as root:
            _Emptied(root).go()
        os.rmdir(_long(folder))
    if os.path.islink(folder) or not os.path.isdir(folder):
        with contextlib.suppress(OSError):
            os.unlink(folder)
    return not os.path.lexists(folder)


def exceeded(folder: str, most_bytes: int, most_entries: int) -> str | None:
    """`disk` when the files in `folder` hold more bytes, `entries` when it holds more of them.

    What may not be looked at counts as an entry alone.
    """
    size = 0
    for entries, entry in enumerate(_walk(_long(folder)), 1):
        with contextlib.suppress(OSError):
            found = entry.stat(follow_symlinks=False)
            size += found.st_size if stat.S_ISREG(found.st_mode) else 0
        if size > most_bytes:
            return "disk"
        if entries > most_entries:
            return "entries"
    return None


class _Emptied:
    """Empties a folder. Folders in it are first moved up into it, under a name of their own.

    So that nothing is ever deeper than two levels, however deep it was. Their names are
    numbers, which need not be kept.
    """

    def __init__(self, root: Place) -> None:
        self.root = root
        self.prefix = ".removed-" + os.urandom(6).hex() + "-"
        self.moved = 0

    def go(self) -> None:
        self._strip(self.root)
        done = 0
        while done < self.moved:
            name = self.prefix + str(done)
            done += 1
            with contextlib.suppress(OSError), _opened(self.root, name) as place:
                self._strip(place)
            with contextlib.suppress(OSError):
                _call(os.rmdir, self.root, name)

    def _strip(self, place: Place) -> None:
        """Remove the files in a folder and move up its folders, as long as that has any effect.

        Some systems leave out names in a list of what changes meanwhile.
        """
        while self._strip_once(place):
            pass

    def _strip_once(self, place: Place) -> bool:
        changed = False
        with os.scandir(place) as entries:
            for entry in entries:
                if not entry.name.startswith(self.prefix):
                    changed = self._take(place, entry) or changed
        return changed

    def _take(self, place: Place, entry: os.DirEntry[str]) -> bool:
        try:
            if entry.is_dir(follow_symlinks=False):
                # Its own rights are needed to move it, not those of the folder it is in alone.
                _allow(place, entry.name)
                self._move_up(place, entry.name)
            else:
                _unlink(place, entry.name)
        except OSError:
            return False
        return True

    def _move_up(self, place: Place, name: str) -> None:
        target = self.prefix + str(self.moved)
        if isinstance(place, int):
            os.rename(name, target, src_dir_fd=place, dst_dir_fd=self.root)  # type: ignore[arg-type]  # both are open
        else:
            os.rename(os.path.join(place, name), os.path.join(str(self.root), target))
        self.moved += 1


def _walk(folder: str) -> Iterator[os.DirEntry[str]]:
    """Everything in `folder`; deep ones are gone down to and up from, one step at a time."""
    return _walk_open(folder) if _BY_DESCRIPTOR else _walk_paths(folder)


def _walk_paths(folder: str) -> Iterator[os.DirEntry[str]]:
    waiting = [folder]
    while waiting:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                yield entry
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)


def _walk_open(folder: str) -> Iterator[os.DirEntry[str]]:
    # One folder is open at a time; for each level, the names of the folders still to be seen.
    place = -1
    waiting: list[list[str]] = []
    try:
        place = os.open(folder, _OPEN_FOLDER)
        waiting.append([])
        yield from _listed(place, waiting[-1])
        while waiting:
            if waiting[-1]:
                step = waiting[-1].pop()
            else:
                waiting.pop()
                step = ".."
            if step == ".." and not waiting:
                return
            try:
                place = _stepped(place, step)
            except OSError:
                if step == "..":
                    return
                continue
            if step != "..":
                waiting.append([])
                yield from _listed(place, waiting[-1])
    except OSError:
        return
    finally:
        if place >= 0:
            os.close(place)


def _listed(place: int, folders: list[str]) -> Iterator[os.DirEntry[str]]:
    with contextlib.suppress(OSError), os.scandir(place) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
            yield entry


def _stepped(place: int, step: str) -> int:
    following = os.open(step, _OPEN_FOLDER, dir_fd=place)
    os.close(place)
    return following


@contextlib.contextmanager
def _opened(place: Place | None, name: str) -> Iterator[Place]:
    if not _BY_DESCRIPTOR:
        path = name if place is None else os.path.join(str(place), name)
        if os.path.islink(path):
            raise OSError("a link is no folder")
        yield path
        return
    opened = os.open(name, _OPEN_FOLDER, dir_fd=place)  # type: ignore[arg-type]  # open, or None
    try:
        yield opened
    finally:
        os.close(opened)


def _unlink(place: Place, name: str) -> None:
    try:
        _call(os.unlink, place, name)
    except PermissionError:
        if sys.platform != "win32" or not isinstance(place, str):
            raise
        os.chmod(os.path.join(place, name), stat.S_IWRITE)
        _call(os.unlink, place, name)


def _call(work: Any, place: Place, name: str) -> None:
    if isinstance(place, int):
        work(name, dir_fd=place)
    else:
        work(os.path.join(place, name))


def _allow(place: Place | None, name: str) -> None:
    """Give ourselves all rights to a folder, if it is one and ours; a link is not followed."""
    dir_fd = place if isinstance(place, int) else None
    path = os.path.join(place, name) if isinstance(place, str) else name
    with contextlib.suppress(OSError):
        if os.chmod in os.supports_follow_symlinks:
            os.chmod(path, _ALL_RIGHTS, dir_fd=dir_fd, follow_symlinks=False)
        elif sys.platform == "linux":
            # This opens what may not be read, and /proc names what is open.
            held = os.open(path, os.O_PATH | _OPEN_FOLDER, dir_fd=dir_fd)
            try:
                os.chmod(f"/proc/self/fd/{held}", _ALL_RIGHTS)
            finally:
                os.close(held)
        elif not os.path.islink(path):
            os.chmod(path, _ALL_RIGHTS)


def _long(folder: str) -> str:
    """`folder` in the form that Windows sets no limit to."""
    if sys.platform != "win32" or folder.startswith("\\\\"):
        return folder
    return "\\\\?\\" + os.path.abspath(folder)

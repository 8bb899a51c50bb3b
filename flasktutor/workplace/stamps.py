"""Owns noticing that something has changed in the learner's folder, without reading it."""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from flasktutor.values import frozen
from flasktutor.workplace.environments import is_environment

MOST = 5000
"""So many entries are looked at; of a folder with more, not every change is noticed."""
_SKIPPED = frozenset(
    {
        *("__pycache__", ".git", ".hg", ".svn", "node_modules", ".pytest_cache", ".mypy_cache"),
        *(".ruff_cache", ".tox", ".nox", ".idea", ".vscode", ".hypothesis", "htmlcov"),
    }
)

Entry = tuple[int, ...]


@frozen
class Stamp:
    """What entries of a folder were like, by their paths in it; not all of them unless `whole`."""

    entries: dict[str, Entry]
    whole: bool

    def changed(self, other: Stamp) -> set[str]:
        """The paths at which the other one is different."""
        return {
            path
            for path in self.entries.keys() | other.entries.keys()
            if self.entries.get(path) != other.entries.get(path)
        }


def is_skipped(folder: Path) -> bool:
    """Whether what lies in a folder is no work of the learner's: an environment, a cache."""
    return folder.name in _SKIPPED or folder.name.endswith(".egg-info") or is_environment(folder)


def taken(folder: Path, named: Iterable[str]) -> Stamp:
    """What the folder's entries are like; those `named` are looked at in any case."""
    found: dict[str, Entry] = {}
    for path in named:
        found[path] = _entry(folder / path)
    waiting = deque([folder])
    while waiting and len(found) < MOST:
        for entry in _entries(waiting.popleft(), MOST - len(found)):
            with suppress(OSError):
                found[os.path.relpath(entry.path, folder)] = _of(entry.stat(follow_symlinks=False))
                # A link to a folder is not followed: it may lead in a circle.
                if entry.is_dir(follow_symlinks=False) and not is_skipped(Path(entry.path)):
                    waiting.append(Path(entry.path))
    return Stamp(found, not waiting and len(found) < MOST)


def _entries(folder: Path, most: int) -> list[os.DirEntry[str]]:
    with suppress(OSError), os.scandir(folder) as entries:
        return [entry for _number, entry in zip(range(most), entries, strict=False)]
    return []


def _entry(path: Path) -> Entry:
    try:
        return (*_of(path.lstat()), *_of(path.stat()))
    except OSError:
        return ()


def _of(status: os.stat_result) -> Entry:
    if stat.S_ISDIR(status.st_mode):
        # A folder's own time changes with what is made and removed in it, caches too.
        return (status.st_mode, status.st_ino)
    return (status.st_mode, status.st_ino, status.st_size, status.st_mtime_ns)

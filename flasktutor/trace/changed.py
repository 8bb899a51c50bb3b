"""Owns which files of a folder were changed meanwhile."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

_NONE_OF_THE_APP = ("__pycache__", "node_modules", "site-packages")
_MOST = 5000

Stamps = Mapping[str, tuple[int, int]]


def stamps(folder: Path) -> Stamps:
    """When each file in a folder was written last, and its size; of very many, of the first.

    What Python itself writes, hidden folders and environments are left out.
    """
    found: dict[str, tuple[int, int]] = {}
    for path in _files(folder):
        with suppress(OSError):
            about = path.stat()
            found[str(path.relative_to(folder))] = (about.st_mtime_ns, about.st_size)
        if len(found) >= _MOST:
            break
    return found


def between(before: Stamps, after: Stamps) -> tuple[str, ...]:
    """The files that were written, made or removed."""
    names = sorted({*before, *after})
    return tuple(name for name in names if before.get(name) != after.get(name))


def _files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if _is_of_the_app(Path(place, one)))
        yield from (Path(place, name) for name in sorted(names))


def _is_of_the_app(folder: Path) -> bool:
    is_other = folder.name.startswith(".") or folder.name in _NONE_OF_THE_APP
    return not is_other and not (folder / "pyvenv.cfg").exists()

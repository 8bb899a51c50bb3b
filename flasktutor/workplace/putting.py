"""Owns putting files of a lesson into a folder: inside of it, and never over something."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Literal

from flasktutor.language import _, reason
from flasktutor.steps import Step
from flasktutor.steps.do import DoStep
from flasktutor.values import frozen

MOST = 100
"""Solutions beside one folder: whoever has so many has to tidy up."""


@frozen
class Put:
    """What became of a file: put there, left because something is there, or `failed` and why."""

    path: str
    state: Literal["put", "left", "failed"]
    why: str = ""


class _OutsideError(Exception):
    """A way that leads out of the folder."""


def put(folder: Path, files: Mapping[str, str]) -> tuple[Put, ...]:
    """Put `files` (path to content) into `folder`, which is made where it is missing.

    What fails does not keep the others from being put, and nothing of it is left behind.
    """
    return tuple(_put(folder, path, text) for path, text in files.items())


def is_taken(folder: Path, path: str) -> bool:
    """Whether there is something at `path` in `folder`, a link that leads nowhere included."""
    place = folder / path
    with contextlib.suppress(OSError):
        return place.is_symlink() or place.exists()
    return True


def beside(folder: Path) -> Path:
    """A folder for a solution beside `folder`, of a name that nothing has yet."""
    name = f"{folder.name}-solution"
    names = (name, *(f"{name}-{number}" for number in range(2, MOST)))
    free = next((one for one in names if not is_taken(folder.parent, one)), f"{name}-{MOST}")
    return folder.parent / free


def solved(steps: Iterable[Step], key: str) -> dict[str, str]:
    """All files as they are when the `do` steps up to the one of `key` are solved."""
    files: dict[str, str] = {}
    for step in steps:
        if isinstance(step, DoStep):
            files |= {**step.files, **step.solution.files}
        if step.key == key:
            break
    return files


def _put(folder: Path, path: str, text: str) -> Put:
    try:
        place = _way_to(folder, PurePosixPath(path))
        _write_new(place, text.encode())
    except FileExistsError:
        return Put(path, "left")
    except _OutsideError:
        return Put(path, "failed", _("a link on the way leads out of the folder"))
    except OSError as error:
        return Put(path, "failed", reason(error))
    return Put(path, "put")


def _way_to(folder: Path, path: PurePosixPath) -> Path:
    """The place of `path`, with the folders on the way made; `_OutsideError` where that is none."""
    folder.mkdir(parents=True, exist_ok=True)
    root = here = folder.resolve()
    for name in path.parts[:-1]:
        # What is a link already is followed before anything is made behind it.
        here = (here / name).resolve()
        if not here.is_relative_to(root):
            raise _OutsideError
        if not here.is_dir():
            _make(here)
    return here / path.name


def _make(folder: Path) -> None:
    try:
        folder.mkdir()
    except FileExistsError:
        raise NotADirectoryError(errno.ENOTDIR, "Not a directory", str(folder)) from None


def _write_new(place: Path, data: bytes) -> None:
    """Write a file that is not there yet, whole or not at all."""
    file = place.open("xb")
    try:
        with file:
            file.write(data)
    except OSError:
        with contextlib.suppress(OSError):
            place.unlink()
        raise

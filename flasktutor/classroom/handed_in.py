"""Owns reading a folder of handed-in files: learners come out, with all that is theirs."""

from __future__ import annotations

import contextlib
import gc
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field
from pathlib import Path

from flasktutor.errors import TutorError, UsageError
from flasktutor.language import _, reason
from flasktutor.progress import Attempt, document
from flasktutor.values import frozen

ENDING = ".json"


@frozen
class Learner:
    """One who handed in, under the name in the files, else under the name of the file."""

    name: str
    files: list[str]
    attempts: dict[str, Attempt] = field(default_factory=dict)
    finished: set[str] = field(default_factory=set)
    versions: dict[str, str] = field(default_factory=dict)


@frozen
class LeftOut:
    """A file that could not be read, and why."""

    file: str
    why: str


@frozen
class HandedIn:
    """What a folder holds: learners by name, and the files that are left out."""

    learners: tuple[Learner, ...]
    left_out: tuple[LeftOut, ...]


@contextmanager
def without_collecting() -> Iterator[None]:
    """Read a class and make its figures without looking for garbage, and later not among them.

    They are a hundred thousand records that all stay: to look among them again and again as they
    grow takes a tenth of the whole.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.freeze()
            gc.enable()


def read(folder: Path) -> HandedIn:
    """All learners of `folder` and the folders in it; files of one name are one learner's.

    TutorError when the folder itself cannot be read. Links to folders are not followed.
    """
    learners: dict[str, Learner] = {}
    left_out: list[LeftOut] = []
    for file in _files(folder, left_out):
        _take(file, folder, learners, left_out)
    ordered = sorted(learners.values(), key=lambda one: one.name.casefold())
    return HandedIn(tuple(ordered), tuple(left_out))


def _files(folder: Path, left_out: list[LeftOut]) -> Iterator[Path]:
    def refused(error: OSError) -> None:
        if Path(error.filename) == folder:
            raise UsageError(
                _("{file} cannot be read: {reason}.").format(file=folder, reason=reason(error)),
                hint=_("Name the folder with the files that were handed in."),
            ) from error
        left_out.append(LeftOut(_within(Path(error.filename), folder), reason(error)))

    for where, folders, names in os.walk(folder, onerror=refused):
        folders.sort()
        for name in sorted(names):
            if name.lower().endswith(ENDING):
                yield Path(where, name)


def _take(file: Path, folder: Path, learners: dict[str, Learner], left_out: list[LeftOut]) -> None:
    try:
        content = _content(file)
    except TutorError as error:
        left_out.append(LeftOut(_within(file, folder), error.message))
        return
    name = content.name or file.name[: -len(ENDING)]
    learner = learners.setdefault(name.casefold(), Learner(name, []))
    learner.files.append(_within(file, folder))
    learner.attempts.update({attempt.id: attempt for attempt in content.attempts})
    learner.versions.update(content.versions)
    learner.finished.update(place.lesson for place in content.places if place.finished)


def _content(file: Path) -> document.Exported:
    # A pipe would be waited for, and a device may have no end.
    with contextlib.suppress(OSError):
        if not stat.S_ISREG(file.stat().st_mode):
            raise TutorError(_("{file} is no file.").format(file=file))
    return document.read(file)


def _within(file: Path, folder: Path) -> str:
    return str(file.relative_to(folder))

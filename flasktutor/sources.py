"""Owns where courses come from: our own, folders that the learner names, installed packages.

A package offers a course by an entry point of the group `flasktutor.courses`,
whose value is the package that holds the lesson files. Packages are found by
their metadata alone: none of their code runs.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING

from flasktutor import paths

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "flasktutor.courses"
OWN = "flasktutor"
FILE = "courses.json"
VERSION = 1


class Source(SimpleNamespace):
    """A folder of lessons; `course` names it where its course file does not.

    `origin` says to a person where it comes from; only of our own lessons it is `OWN`.
    `is_own` marks the lessons that came with the program, `asked_for` a folder that the
    learner named just now.
    """

    course: str
    folder: str
    origin: str
    is_own: bool = False
    asked_for: bool = False


def sources(folders: Iterable[str]) -> list[Source]:
    """Our own lessons, those in `folders`, then those of packages; no folder twice."""
    found: dict[object, Source] = {}
    own = Source(course=OWN, folder=paths.own_lessons(), origin=OWN, is_own=True)
    for one in (own, *map(_given, folders), *map(_told_apart, _installed())):
        found.setdefault(_identity(one.folder), one)
    return list(found.values())


def _identity(folder: str) -> object:
    """What is the same for two names of one folder, by links or by letters of another case."""
    try:
        status = os.stat(folder)
    except OSError:
        return os.path.realpath(folder)
    return status.st_dev, status.st_ino


def _given(folder: str) -> Source:
    name = os.path.basename(os.path.realpath(folder)) or folder
    origin = os.path.join(os.curdir, folder) if sounds_own(folder) else folder
    return Source(course=name, folder=os.path.abspath(folder), origin=origin, asked_for=True)


def _told_apart(source: Source) -> Source:
    """A package's course whose origin is not to be taken for ours."""
    if not sounds_own(source.origin):
        return source
    return Source(**{**vars(source), "origin": f"{source.origin} ({source.folder})"})


def sounds_own(name: str) -> bool:
    """Whether a person would take that name for the program's own."""
    return name.strip().casefold() == OWN


def _installed() -> list[Source]:
    """The courses of installed packages, as kept from when the same packages were there."""
    file = paths.stored(FILE)
    folders = _imported_from()
    where = [[entry, _changed(entry)] for entry in folders]
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
        with open(file, encoding="utf-8") as cache:
            kept = json.load(cache)
        if kept["version"] == VERSION and kept["where"] == where:
            return list(map(_kept, kept["found"]))
    found = list(_look(folders))
    values = {"version": VERSION, "where": where, "found": [vars(one) for one in found]}
    paths.keep(file, json.dumps(values))
    return found


def _kept(values: Mapping[str, object]) -> Source:
    """A course as it was kept; raises where another hand has been at it."""
    texts = {name: values[name] for name in ("course", "folder", "origin")}
    if not all(isinstance(text, str) for text in texts.values()):
        raise TypeError(values)
    return Source(**texts)


def _imported_from() -> list[str]:
    """The folders that packages are installed in, among those that Python imports from."""
    # The first is the program's own or the current folder: it differs from call to call.
    return sys.path if getattr(sys.flags, "safe_path", False) else sys.path[1:]


def _changed(entry: str) -> int:
    """When a folder that Python imports from was changed last; installing changes it."""
    try:
        return os.stat(entry).st_mtime_ns
    except OSError:
        return 0


def _look(folders: list[str]) -> Iterator[Source]:
    # Costs more than the rest of a list of lessons, so it is done only after a change.
    from importlib import metadata

    seen: set[str] = set()
    for distribution in metadata.distributions(path=folders):
        try:
            offered = [point for point in distribution.entry_points if point.group == GROUP]
            name = distribution.metadata["Name"] or ""
        except Exception:  # Whatever is broken in a package that may be none of ours
            continue
        for point in offered:
            if point.name not in seen:
                seen.add(point.name)
                yield Source(course=point.name, folder=_folder(point), origin=name)


def _folder(point: EntryPoint) -> str:
    """The folder of the package that the entry point names; where there is none, its name."""
    from importlib.util import find_spec

    first, *inner = point.module.split(".")
    # Only the outermost package is looked for: finding an inner one would run the outer's code.
    with contextlib.suppress(ImportError, ValueError):
        spec = find_spec(first)
        for place in (spec and spec.submodule_search_locations) or ():
            folder = os.path.join(place, *inner)
            if os.path.isdir(folder):
                return folder
    return point.value

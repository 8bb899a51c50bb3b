"""Owns the outlines that are kept, so that only lesson files that changed are read again."""

from __future__ import annotations

import contextlib
import json
import os
from typing import Any

from flasktutor import __version__, paths
from flasktutor.outlines.outline import Outline

FILE = "outlines.json"
VERSION = f"9 {__version__}"
"""Raised whenever an outline holds something new: older files are then made anew.

So are those of another release, to which a lesson may have a flaw that was none before.
"""
COURSE = "course"

Stamp = list[list[Any]]
"""Name, time of change (ns) and size (bytes) of each file that an outline was made from."""


class KeptOutlines:
    """The kept outlines of all folders; whatever is wrong with its file, it is only made anew."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._changed = False
        self._folders: dict[str, Any] = {}
        with contextlib.suppress(OSError, ValueError, RecursionError):
            with open(file, encoding="utf-8") as cache:
                kept = json.load(cache)
            if isinstance(kept, dict) and kept.get("version") == VERSION:
                folders = kept.get("folders")
                self._folders = folders if isinstance(folders, dict) else {}

    def listed(self, folder: str) -> tuple[str, list[Outline]]:
        """What the course in a folder is called, if it says so, and its lessons in order."""
        stamps = _stamps(folder)
        try:
            kept = self._folders.get(folder)
            if kept and kept["stamps"] == stamps:
                return kept["course"], [_outline(values) for values in kept["outlines"]]
            renewed = self._renewed(folder, stamps, kept)
        except (AttributeError, LookupError, TypeError):  # another hand has been at the file
            renewed = self._renewed(folder, stamps, None)
        self._folders[folder] = renewed
        self._changed = True
        return renewed["course"], [_outline(values) for values in renewed["outlines"]]

    def _renewed(self, folder: str, stamps: dict[str, Stamp], kept: Any) -> dict[str, Any]:
        # Where nothing changed, no lesson is read.
        from flasktutor.outlines import made

        known = {values["name"]: values for values in kept["outlines"]} if kept else {}
        old = kept["stamps"] if kept else {}
        read = [
            _outline(known[name])
            if name in known and old.get(name) == stamp
            else made.of_lesson(folder, name)
            for name, stamp in stamps.items()
            if name != COURSE
        ]
        course, listed = made.of_course(folder)
        outlines = [vars(outline) for outline in made.in_order(read, listed)]
        return {"stamps": stamps, "course": course, "outlines": outlines}

    def save(self) -> None:
        """Keep what was made; a home that cannot be written only costs time."""
        if not self._changed:
            return
        values = {"version": VERSION, "folders": self._folders}
        paths.keep(self._file, json.dumps(values))
        self._drop_openings()

    def _drop_openings(self) -> None:
        """Let go of what is kept of lessons as they are no longer."""
        from flasktutor import openings

        with contextlib.suppress(AttributeError, LookupError, TypeError):  # as above
            listed = [one for folder in self._folders.values() for one in folder["outlines"]]
            openings.drop_others([one["mark"] for one in listed])


def _stamps(folder: str) -> dict[str, Stamp]:
    """The stamp of each lesson in the folder: its own file and its translations."""
    files: dict[str, Stamp] = {}
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.endswith(".yaml"):
                # A link that leads nowhere has a state too: reading it then says what is wrong.
                status = entry.stat(follow_symlinks=not _is_dead(entry))
                stamp = [entry.name, status.st_mtime_ns, status.st_size]
                files.setdefault(entry.name.split(".")[0], []).append(stamp)
    return {name: stamp for name, stamp in files.items() if f"{name}.yaml" in (s[0] for s in stamp)}


def _is_dead(entry: os.DirEntry[str]) -> bool:
    return entry.is_symlink() and not os.path.exists(entry.path)


def _outline(values: dict[str, Any]) -> Outline:
    made: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
    return Outline(**made)

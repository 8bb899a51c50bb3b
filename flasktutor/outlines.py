"""Owns what lists say of lessons, kept so that only lesson files that changed are read again."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Mapping
from types import MappingProxyType, SimpleNamespace
from typing import Any

from flasktutor import __version__, language, paths
from flasktutor.errors import TutorError, UsageError
from flasktutor.language import _, reason
from flasktutor.sources import OWN, Source, sounds_own

FILE = "outlines.json"
VERSION = f"8 {__version__}"
"""Raised whenever an outline holds something new: older files are then made anew.

So are those of another release, to which a lesson may have a flaw that was none before.
"""
COURSE = "course"
MARK = 12
"""Characters of a digest that tell two versions of a lesson apart."""

Stamp = list[list[Any]]
"""Name, time of change (ns) and size (bytes) of each file that an outline was made from."""


# A namespace is there at once; a data class is built anew at every start.
class Outline(SimpleNamespace):
    """A lesson as lists show it; `flaw` says why it cannot be taken, if so.

    `keys` are its steps, `asked` those that ask something, `cards` those that come back:
    how likely a guess is right, and versions of Flask of each; `varied` the questions that are
    another program each time: kind, versions of Flask and worlds of each. `teaches` has the ideas
    of each step; `titles` is by language, its own first. `was` tells what keys were before → what
    they are. A `workshop` is done on the learner's machine. `source` says where it comes from,
    `beside` which course of the same name is listed before its own. `mark` names its content.
    """

    name: str
    path: str
    titles: dict[str, str]
    minutes: int = 0
    keys: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    cards: Mapping[str, tuple[float, str]] = MappingProxyType({})
    varied: Mapping[str, tuple[str, str, tuple[str, ...]]] = MappingProxyType({})
    teaches: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    requires: tuple[str, ...] = ()
    was: Mapping[str, str] = MappingProxyType({})
    mark: str = ""
    workshop: bool = False
    flaw: str = ""
    source: str = OWN
    beside: str = ""

    @property
    def title(self) -> str:
        """The title in the language in use, else in its own."""
        return self.titles.get(language.current(), next(iter(self.titles.values())))

    @property
    def course(self) -> str:
        """What its course is called here; ours has no name."""
        return self.name.rpartition("/")[0]

    @property
    def languages(self) -> list[str]:
        """The language that it is written in, and those it can be taken in as well."""
        own, *others = self.titles
        return [own, *(each for each in others if each in language.available())]


def of_sources(sources: Iterable[Source]) -> tuple[dict[str, Outline], list[TutorError]]:
    """The outlines of the lessons of `sources` by name, and why a course is not among them.

    Those not our own are named `COURSE/LESSON`, so a name means the same lesson, and its
    progress, whatever else is installed; no course has our own name. Raises `TutorError`
    where our own or one that was asked for is missing or holds no lesson.
    """
    store = _Store(paths.stored(FILE))
    found: dict[str, Outline] = {}
    broken = [error for source in sources for error in _added(source, store, found)]
    store.save()
    return found, broken


def _added(source: Source, store: _Store, found: dict[str, Outline]) -> list[TutorError]:
    """Add the lessons of `source` to `found`; what keeps them out comes back."""
    try:
        found.update(_named(source, *_listed_in(source, store), found))
    except TutorError as error:
        if source.is_own or source.asked_for:
            raise
        text = _("The course `{course}` of the package {package} is left out: {why}")
        told = text.format(course=source.course, package=source.origin, why=error.message)
        return [TutorError(told)]
    return []


def _listed_in(source: Source, store: _Store) -> tuple[str, list[Outline]]:
    """The course's own name, if it says one, and its lessons."""
    folder = source.folder
    try:
        listed = store.listed(folder) if os.path.isdir(folder) else ("", [])
    except OSError as error:
        text = _("The lessons in {folder} cannot be read: {why}")
        raise UsageError(text.format(folder=folder, why=reason(error))) from error
    if not listed[1]:
        raise _nothing_in(folder)
    return listed


def _named(
    source: Source, course: str, outlines: list[Outline], taken: Mapping[str, Outline]
) -> dict[str, Outline]:
    if source.is_own:
        return {outline.name: outline for outline in outlines}
    if course and _is_listed(course, outlines, taken):
        return {}
    course = first = course or source.course
    number, beside = 2, ""
    while sounds_own(course) or any(name.startswith(f"{course}/") for name in taken):
        course, number, beside = f"{first}-{number}", number + 1, first
    names = {outline.name: f"{course}/{outline.name}" for outline in outlines}
    return {
        names[one.name]: Outline(
            **{**vars(one), "name": names[one.name], "source": source.origin, "beside": beside}
        )
        for one in outlines
    }


def _is_listed(course: str, outlines: list[Outline], taken: Mapping[str, Outline]) -> bool:
    """Whether a course that says this name, with the very same lessons, is there already.

    A name alone would make one of two courses; without their bytes nobody can tell them.
    """
    named = f"{course}/"
    there = {name: one.mark for name, one in taken.items() if name.startswith(named)}
    marks = {named + one.name: one.mark for one in outlines}
    return all(marks.values()) and there == marks


def _nothing_in(folder: str) -> TutorError:
    from pathlib import Path

    from flasktutor import course

    try:
        # Says that there is no folder, where that is why.
        course.lesson_files(Path(folder))
    except TutorError as error:
        return error
    return course.no_lessons(Path(folder))


def pick(found: Mapping[str, Outline], name: str) -> Outline:
    """The lesson `NAME` or `COURSE/NAME`; of several called `NAME` ours, else the first listed.

    Raises `TutorError` with the nearest name where there is none.
    """
    if name in found:
        return found[name]
    for full, outline in found.items():
        if full.rpartition("/")[2] == name:
            return outline
    from flasktutor.schema import nearest

    raise UsageError(
        _("There is no lesson `{name}`.").format(name=name),
        hint=nearest(name, list(found)),
    )


class _Store:
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
        known = {values["name"]: values for values in kept["outlines"]} if kept else {}
        old = kept["stamps"] if kept else {}
        made = [
            _outline(known[name])
            if name in known and old.get(name) == stamp
            else _read(folder, name)
            for name, stamp in stamps.items()
            if name != COURSE
        ]
        course, listed = _course(folder)
        outlines = [vars(outline) for outline in _in_order(made, listed)]
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


def _read(folder: str, name: str) -> Outline:
    """The outline of a lesson file, read for it."""
    from pathlib import Path

    from flasktutor import lesson, openings
    from flasktutor.errors import LessonError
    from flasktutor.steps.do import DoStep
    from flasktutor.steps.varied import VariedStep

    path = Path(folder, f"{name}.yaml")
    try:
        read = lesson.load(path)
    except LessonError as error:
        titles = {language.SOURCE_LANGUAGE: name}
        return Outline(name=name, path=str(path), titles=titles, flaw=str(error.issues[0]))
    spoken = lesson.in_each_language(read)
    mark = read.content.digest[:MARK]
    openings.keep(mark, spoken)
    return Outline(
        name=name,
        path=str(path),
        titles={each: said.title for each, said in spoken.items()},
        minutes=read.minutes,
        keys=tuple(step.key for step in read.steps),
        asked=tuple(step.key for step in read.steps if step.asks),
        cards={step.key: (step.guess, step.flask) for step in read.steps if step.review},
        varied={
            step.key: (step.kind, step.flask, step.worlds)
            for step in read.all_steps
            if isinstance(step, VariedStep) and step.vary
        },
        teaches={step.key: step.teaches for step in read.all_steps if step.teaches},
        requires=read.requires,
        was=read.was,
        mark=mark,
        workshop=any(isinstance(step, DoStep) for step in read.steps),
    )


def _course(folder: str) -> tuple[str, tuple[str, ...]]:
    """What `course.yaml` calls the course, and the order that it gives."""
    from pathlib import Path

    from flasktutor.course import course
    from flasktutor.errors import LessonError

    try:
        spec = course(Path(folder))
    except LessonError:
        return "", ()
    return (spec.course, spec.lessons) if spec else ("", ())


def _in_order(outlines: list[Outline], listed: tuple[str, ...]) -> list[Outline]:
    """Those of the course file first, in its order; then the others, after what they require."""
    from graphlib import CycleError, TopologicalSorter

    by_name = {outline.name: outline for outline in outlines}
    graph = {name: sorted(set(o.requires) & set(by_name)) for name, o in sorted(by_name.items())}
    try:
        others = list(TopologicalSorter(graph).static_order())
    except CycleError:
        others = list(graph)
    return [by_name[name] for name in dict.fromkeys((*listed, *others)) if name in by_name]

"""Owns what lists say of the lessons of all sources, by the name that each has here."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from flasktutor import paths
from flasktutor.errors import TutorError, UsageError
from flasktutor.language import _, reason
from flasktutor.outlines.kept import FILE, VERSION, KeptOutlines
from flasktutor.outlines.outline import Outline
from flasktutor.sources import Source, sounds_own

__all__ = ["FILE", "VERSION", "Outline", "of_sources", "pick"]


def of_sources(sources: Iterable[Source]) -> tuple[dict[str, Outline], list[TutorError]]:
    """The outlines of the lessons of `sources` by name, and why a course is not among them.

    Those not our own are named `COURSE/LESSON`, so a name means the same lesson, and its
    progress, whatever else is installed; no course has our own name. Raises `TutorError`
    where our own or one that was asked for is missing or holds no lesson.
    """
    store = KeptOutlines(paths.stored(FILE))
    found: dict[str, Outline] = {}
    broken = [error for source in sources for error in _added(source, store, found)]
    store.save()
    return found, broken


def _added(source: Source, store: KeptOutlines, found: dict[str, Outline]) -> list[TutorError]:
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


def _listed_in(source: Source, store: KeptOutlines) -> tuple[str, list[Outline]]:
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

"""Owns where a course explains what a live session shows: before a lesson, or in a later one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flasktutor.language import _
from flasktutor.outlines import Outline
from flasktutor.worlds import World


def later(outlines: Mapping[str, Outline], worlds: Iterable[World], lesson: str) -> str:
    """The sentence that names the lesson which explains contexts; nothing where one before did.

    It is the first to teach an idea that somebody who misses it sees in the wrong worlds.
    """
    taken = outlines.get(lesson)
    if taken is None:
        return ""
    missed = {str(world.idea) for world in worlds}
    course = [one for one in outlines.values() if one.course == taken.course and not one.flaw]
    first = next((one for one in course if _taught(one) & missed), None)
    if first is None or course.index(first) <= course.index(taken):
        return ""
    return _("What contexts are, the lesson “{title}” explains.").format(title=first.title)


def _taught(outline: Outline) -> set[str]:
    return {idea for ideas in outline.teaches.values() for idea in ideas}

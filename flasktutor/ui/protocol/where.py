"""Owns where a learner stands in the course: how far each lesson is, which is on, which is next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from flasktutor.outlines import Outline

from flasktutor.language import _, later

State = Literal["done", "here", "next", "open", "flawed"]
Places = Mapping[str, tuple[str, bool]]
"""A lesson begun → the step it was left at, and whether it is finished; the latest first."""

FIRST = {
    "new": "what-is-flask",
    "stuck": "on-your-machine",
    "installed": "first-app",
    "basics": "contexts",
}
"""What a learner said of their level → the lesson to begin with.

A placement keeps the lesson itself as the level.
"""


SAID: dict[State, str] = {
    "done": later("done"),
    "here": later("you are here"),
    "next": later("next"),
}
"""How a lesson stands, where there is something to say of it."""


def here(places: Places, outlines: Mapping[str, Outline]) -> str | None:
    """The lesson to go on with: the latest that was begun and is not finished."""
    begun = (name for name, (_step, finished) in places.items() if not finished)
    return next((name for name in begun if name in outlines and not outlines[name].flaw), None)


def following(
    begun: Collection[str], level: str | None, outlines: Mapping[str, Outline]
) -> str | None:
    """The first lesson from the learner's level on that was not begun."""
    names = [name for name, outline in outlines.items() if not outline.flaw]
    said = level or "new"
    first = FIRST.get(said, said)
    from_level = names[names.index(first) :] if first in names else names
    return next((name for name in (*from_level, *names) if name not in begun), None)


def states(places: Places, level: str | None, outlines: Mapping[str, Outline]) -> dict[str, State]:
    """How each lesson stands."""
    on, after = here(places, outlines), following(places, level, outlines)
    return {name: _state(outline, places, on, after) for name, outline in outlines.items()}


def _state(outline: Outline, places: Places, on: str | None, after: str | None) -> State:
    if outline.flaw:
        return "flawed"
    if outline.name == on:
        return "here"
    if outline.name == after:
        return "next"
    return "done" if places.get(outline.name, ("", False))[1] else "open"


def going_on(
    places: Places, passed: Collection[tuple[str, str]], outlines: Mapping[str, Outline]
) -> Places:
    """Where one goes on: behind a step at which a lesson was left though it was `passed`."""
    found = dict(places)
    for name, step in passed:
        keys = outlines[name].keys if name in outlines else ()
        if name in places and not places[name][1] and step in keys[:-1]:
            found[name] = keys[keys.index(step) + 1], False
    return found


def steps_done(outline: Outline, places: Places) -> int:
    """How many of a lesson's steps lie behind the learner."""
    step, finished = places.get(outline.name, ("", False))
    if finished:
        return len(outline.keys)
    return outline.keys.index(step) if step in outline.keys else 0


def needs(outline: Outline, outlines: Mapping[str, Outline]) -> list[str]:
    """The lessons to take before this one, by the names that they are listed under."""
    course = outline.name.rpartition("/")[0]
    named = (f"{course}/{name}" if course else name for name in outline.requires)
    return [name for name in named if name in outlines]


def beside(here: str, course: str) -> str:
    """Why a course is not called what it calls itself."""
    text = _("Called `{here}` here, for a `{course}` is listed above; its progress is its own.")
    return text.format(here=here, course=course)


def said(state: State, needs: Iterable[str]) -> Iterator[str]:
    """In words: how a lesson stands, and after which others it is taken."""
    if state in SAID:
        yield _(SAID[state])
    if listed := ", ".join(needs):
        yield _("after {lessons}").format(lessons=listed)

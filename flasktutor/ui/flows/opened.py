"""Owns how a lesson is gone into: at which step, and its words, that stand before all is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from flasktutor import language, review
from flasktutor.progress.records import Place
from flasktutor.ui.flows import portions
from flasktutor.ui.flows.desk import Desk
from flasktutor.ui.views import task
from flasktutor.values import frozen

if TYPE_CHECKING:
    from flasktutor.progress import Progress

RESTED = timedelta(hours=1)
"""A lesson is not opened with a question that was answered a moment ago."""


@frozen
class EntryPoint:
    """Where a lesson is gone into: at the step `key`, or, without one, anew.

    `openers` are questions from earlier lessons that come before it. `stands` says that the
    words of its first step are on the screen already, and that it was begun is kept.
    """

    key: str | None
    openers: tuple[tuple[str, str], ...] = ()
    stands: bool = False


def entry(
    desk: Desk, lesson: str, keys: Sequence[str], start: str | None, restart: bool
) -> EntryPoint:
    """Where to go into the lesson whose steps are `keys`."""
    key = start or (None if restart else resume_key(desk.progress, lesson, keys))
    return EntryPoint(key, () if key else _openers(desk, lesson))


def shown(desk: Desk, name: str, start: str | None, restart: bool) -> EntryPoint | None:
    """Where to go into a lesson that is known before it is read, its first words being shown.

    None for a lesson that has to be read first. Not every step is known by its words.
    """
    # What another Python's Flask makes of it is known when that has started.
    opening = None if desk.elsewhere else desk.opening(name)
    if opening is None:
        return None
    found = entry(desk, name, opening.keys, start, restart)
    key = found.key or opening.keys[0]
    if found.openers or key not in opening.bodies:
        return found
    place = task.numbered(opening.keys.index(key) + 1, len(opening.keys))
    only_in = opening.only_in(key, language.current())
    words = task.of(opening.title, place, opening.bodies[key], only_in=only_in)
    _arrive(desk, name, key, anew=found.key is None)
    desk.screen.show(*task.in_its_own_language(opening.language), *words)
    return replace(found, stands=True)


def resume_key(progress: Progress, lesson: str, keys: Sequence[str]) -> str | None:
    """The step to go on with, of `keys`: where the lesson was left, or the one after if done."""
    place = progress.place(lesson)
    if place is None or place.finished or place.step not in keys:
        return None
    done = {a.step for a in progress.since_begun(lesson) if a.result in ("right", "seen")}
    following = keys.index(place.step) + 1
    if place.step in done and following < len(keys):
        return keys[following]
    return place.step


def _arrive(desk: Desk, name: str, key: str, *, anew: bool) -> None:
    """Keep where the learner is: whoever sees the words may leave before all is read."""
    moment = desk.clock()
    if anew:
        desk.progress.begin(name, Place(lesson=name, step=key, finished=False, at=moment))
    else:
        desk.progress.set_place(name, key, finished=False, at=moment)


def _openers(desk: Desk, lesson: str) -> tuple[tuple[str, str], ...]:
    """Two or three due questions from earlier lessons, for a lesson that is begun."""
    moment = desk.clock()
    rested = [c for c in portions.askable(desk) if not moment - RESTED <= c.last_review <= moment]
    cards = review.openers(rested, lesson, moment)
    return tuple((card.lesson, card.step) for card in cards)

"""Owns the blocks that are drawn rather than written: the map of a course, and bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flasktutor.values import frozen

if TYPE_CHECKING:
    from flasktutor.ui.protocol.palette import Shade
    from flasktutor.ui.protocol.where import State


@frozen
class MapStop:
    """A lesson on a map, how far it is, and the names of those that it requires.

    `text` says what keeps it from being taken.
    """

    name: str
    title: str
    state: State
    done: int
    steps: int
    minutes: str
    needs: tuple[str, ...] = ()
    text: str = ""


@frozen
class CourseMap:
    """The lessons of a course by what they require; `named`, by the names that are typed.

    Where there is not room for all with `beside` more lines, those around the learner are shown.
    """

    stops: tuple[MapStop, ...]
    named: bool = False
    beside: int = 0

    @property
    def labels(self) -> dict[str, str]:
        """How each lesson is called on the map, by its name."""
        return {stop.name: stop.name if self.named else stop.title for stop in self.stops}


@frozen
class Bar:
    """A label, parts of a whole, and the same in words."""

    label: str
    parts: tuple[tuple[Shade, int], ...]
    whole: int
    text: str


@frozen
class Bars:
    """Bars below each other; `legend` says what their shades mean."""

    rows: tuple[Bar, ...]
    legend: tuple[tuple[Shade, str], ...] = ()

"""Owns maps and bars in plain lines: the same facts, for pipes and screen readers."""

from __future__ import annotations

from collections.abc import Iterator

from flasktutor.language import _, ngettext
from flasktutor.ui.protocol import where
from flasktutor.ui.protocol.blocks import Bars, CourseMap, MapStop


def lines_of(block: CourseMap | Bars) -> Iterator[str]:
    """The block, a line for each lesson or bar."""
    if isinstance(block, Bars):
        yield from (f"{row.label}: {row.text}" for row in block.rows)
        return
    labels = block.labels
    # Beside a menu, who listens to every line hears only those that matter now.
    stops = [stop for stop in block.stops if not block.beside or _matters(stop)]
    for stop in stops:
        yield f"{labels[stop.name]}: {_stop(stop, [labels[name] for name in stop.needs])}"
    if more := len(block.stops) - len(stops):
        text = ngettext(
            "({n} more lesson; “{entry}” lists it)",
            "({n} more lessons; “{entry}” lists them)",
            more,
        )
        yield text.format(n=more, entry=_("Pick a lesson"))


def _matters(stop: MapStop) -> bool:
    """Whether a lesson is on, is next, was left half-way or cannot be taken."""
    return bool(stop.text) or stop.state in ("here", "next") or 0 < stop.done < stop.steps


def _stop(stop: MapStop, needs: list[str]) -> str:
    if stop.text:
        return stop.text
    text = _("{done} of {steps} steps, {minutes}")
    far = text.format(done=stop.done, steps=stop.steps, minutes=stop.minutes)
    return "; ".join([far, *where.said(stop.state, needs)])

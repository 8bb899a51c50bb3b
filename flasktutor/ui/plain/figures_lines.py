"""Owns maps and bars in plain lines: the same facts, for pipes and screen readers."""

from __future__ import annotations

from collections.abc import Iterator

from flasktutor.language import _
from flasktutor.ui.protocol import where
from flasktutor.ui.protocol.blocks import Bars, CourseMap, Stop


def lines_of(block: CourseMap | Bars) -> Iterator[str]:
    """The block, a line for each lesson or bar."""
    if isinstance(block, Bars):
        yield from (f"{row.label}: {row.text}" for row in block.rows)
        return
    labels = block.labels
    for stop in block.stops:
        yield f"{labels[stop.name]}: {_stop(stop, [labels[name] for name in stop.needs])}"


def _stop(stop: Stop, needs: list[str]) -> str:
    if stop.text:
        return stop.text
    text = _("{done} of {steps} steps, {minutes}")
    far = text.format(done=stop.done, steps=stop.steps, minutes=stop.minutes)
    return "; ".join([far, *where.said(stop.state, needs)])

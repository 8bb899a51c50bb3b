"""Owns where two runs of one program part: the first line that comes out otherwise (pure)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from flasktutor.runner.protocol import ContextEvent

_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")
Told = tuple[object, ...]


def parted(one: Sequence[ContextEvent], other: Sequence[ContextEvent]) -> ContextEvent | None:
    """The event of `one` at whose line it is another than `other`; None where it never is.

    Threads are compared each by itself: which of them is first is chance. Where the runs go on in
    different lines, or one goes on longer, that is the last event they share: its line raised an
    error in one of them, or sent them to different places.
    """
    there = _by_lane(other)
    found = (_first(events, there[lane]) for lane, events in _by_lane(one).items())
    return min(filter(None, found), key=lambda event: event.number, default=None)


def output_line(one: str, other: str) -> int:
    """The number (from 1) of the first line that two outputs do not share; 0 where they do."""
    pairs = enumerate(zip_longest(one.splitlines(), other.splitlines()), start=1)
    return next((number for number, (left, right) in pairs if left != right), 0)


def _by_lane(events: Iterable[ContextEvent]) -> defaultdict[str, list[ContextEvent]]:
    lanes: defaultdict[str, list[ContextEvent]] = defaultdict(list)
    for event in events:
        # Only what stands at a line of the program can be shown there.
        if event.line:
            lanes[event.lane].append(event)
    return lanes


def _first(events: Sequence[ContextEvent], there: Sequence[ContextEvent]) -> ContextEvent | None:
    shared = None
    for here, other in zip(events, there, strict=False):
        if _told(here) != _told(other):
            elsewhere = (here.file, here.line) != (other.file, other.line)
            return shared if shared and elsewhere else here
        shared = here
    return events[min(len(events), max(len(there), 1)) - 1] if len(events) != len(there) else None


def _told(event: ContextEvent) -> Told:
    g = {name: _ADDRESS.sub("0x", value) for name, value in (event.g or {}).items()}
    return (
        event.kind, event.line, event.file, event.label, event.current_app,
        g if event.g is not None else None, event.request, event.session,
    )  # fmt: skip

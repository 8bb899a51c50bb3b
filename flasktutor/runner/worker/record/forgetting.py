"""Knows what stays of events that are forgotten: contexts that reach beyond them (pure)."""

from __future__ import annotations

from typing import Any, Dict

Event = Dict[str, Any]

QUIET = ("line", "returned", "app-loaded", "exception-left", "teardown-left")
_OPENS = ("-pushed", "-inherited", "-back")
_CLOSES = ("-popped", "-dropped")


def remaining(events: list[Event], first: int, there: set[int]) -> list[Event]:
    """Of the events from `first` on, those that are to be kept, with the frames `there` now.

    Asked for each fixture of each test: what came before is looked at only where it has to be.
    """
    late = events[first:]
    opened = {one["frame"] for one in late if _is(one, _OPENS)}
    closed = {one["frame"] for one in late if _is(one, _CLOSES)}
    before = _opened_before(events, first, closed - opened)
    return [
        one
        for one in late
        if (one["frame"] in there and _is(one, _OPENS))
        or (one["frame"] in before and _is(one, _CLOSES))
    ]


def counted(events: list[Event]) -> int:
    """How many of them count: lines and the like do not."""
    return sum(1 for one in events if one["kind"] not in QUIET)


def _opened_before(events: list[Event], first: int, frames: set[int]) -> set[int]:
    """Which of these `frames` an event before `first` has opened: a late one, mostly."""
    found: set[int] = set()
    for at in range(first - 1, -1, -1):
        if found == frames:
            break
        if events[at]["frame"] in frames and _is(events[at], _OPENS):
            found.add(events[at]["frame"])
    return found


def _is(event: Event, ends: tuple[str, ...]) -> bool:
    return str(event["kind"]).endswith(ends)

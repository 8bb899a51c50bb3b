"""Owns where two runs of one program part: the first line that comes out otherwise (pure)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import zip_longest

from flasktutor.runner.protocol import ContextEvent, RunResult
from flasktutor.values import frozen

_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")
_PROGRAM = "snippet.py"
_TOLD_TO_THE_END = ("ok", "error")
"""How a run ends that has told all that was recorded of it."""
_CUT_SHORT = ("recording-full", "lines-full")
Told = tuple[object, ...]
Lanes = defaultdict[str, list[ContextEvent]]


@frozen
class PartingPlace:
    """Where two runs part: at a `line` of the program, or of the code around it.

    `prints` is what that line prints in each, where that is what differs.
    """

    line: int
    in_program: bool = True
    prints: tuple[str, str] | None = None


def parted(one: RunResult, other: RunResult) -> PartingPlace | None:
    """The line at which `one` is another run than `other`; None where it never is, or unknown.

    Threads are compared each by itself: which of them is first is chance. Where the runs go on in
    different lines, or one goes on longer, that is the last line they share: it raised an
    error in one of them, or sent them to different places.
    """
    if not (_is_told(one) and _is_told(other)):
        return None
    lanes, there = _by_lane(one), _by_lane(other)
    is_whole = not (_end(one) or _end(other))
    found = (_first(events, there[lane], is_whole=is_whole) for lane, events in lanes.items())
    pair = min(filter(None, found), key=lambda pair: pair[0].number, default=None)
    return _place(*pair, lanes) if pair else None


def output_line(one: str, other: str) -> int:
    """The number (from 1) of the first line that two outputs do not share; 0 where they do."""
    pairs = enumerate(zip_longest(one.splitlines(), other.splitlines()), start=1)
    return next((number for number, (left, right) in pairs if left != right), 0)


def _is_told(run: RunResult) -> bool:
    return run.outcome in _TOLD_TO_THE_END and bool(run.events)


def _end(run: RunResult) -> int:
    """The number of the event from which on not all was noted; 0 where all was."""
    return next((event.number for event in run.events if event.kind in _CUT_SHORT), 0)


def _by_lane(run: RunResult) -> Lanes:
    lanes: Lanes = defaultdict(list)
    end = _end(run)
    # What is printed comes after the event of its number, and a sort keeps that order.
    for event in sorted((*run.events, *run.printed), key=lambda event: event.number):
        # Only what stands at a line of the program can be shown there.
        if event.line and (not end or event.number < end):
            lanes[event.lane].append(event)
    return lanes


def _first(
    events: Sequence[ContextEvent], there: Sequence[ContextEvent], *, is_whole: bool
) -> tuple[ContextEvent, ContextEvent] | None:
    """The event at which two lanes part, as it is in both."""
    shared = None
    for pair in zip(events, there, strict=False):
        here, other = pair
        if _told(here) != _told(other):
            elsewhere = (here.file, here.line) != (other.file, other.line)
            return shared if shared and elsewhere else pair
        shared = pair
    if len(events) == len(there) or not is_whole:
        return None
    return shared or (events[0], events[0])


def _told(event: ContextEvent) -> Told:
    g = {name: _ADDRESS.sub("0x", value) for name, value in (event.g or {}).items()}
    return (
        event.kind, event.line, event.file, _ADDRESS.sub("0x", event.label), event.current_app,
        g if event.g is not None else None, event.request, event.session,
    )  # fmt: skip


def _place(event: ContextEvent, other: ContextEvent, lanes: Lanes) -> PartingPlace:
    line = event.line if event.file == _PROGRAM else _led_by(event, lanes)
    return PartingPlace(line or event.line, in_program=bool(line), prints=_printed(event, other))


def _printed(event: ContextEvent, other: ContextEvent) -> tuple[str, str] | None:
    """The first line that the two print otherwise, in each; None where they do not."""
    if event.kind != "printed" or other.kind != "printed":
        return None
    pairs = zip_longest(event.label.splitlines(), other.label.splitlines(), fillvalue="")
    return next((pair for pair in pairs if pair[0] != pair[1]), None)


def _led_by(event: ContextEvent, lanes: Lanes) -> int:
    """The line of the program from which the code around it was reached; 0 where unknown.

    A lane that runs none of its lines was begun by another. That one is known to have led there
    only where it has stood still at one line meanwhile.
    """
    own = lanes[event.lane]
    before = [one for one in own[: own.index(event)] if one.file == _PROGRAM]
    if before:
        return before[-1].line
    first, last = own[0].number, own[-1].number
    waiting = [line for events in lanes.values() if (line := _waits(events, first, last))]
    return waiting[0] if len(waiting) == 1 else 0


def _waits(lane: Sequence[ContextEvent], first: int, last: int) -> int:
    """The program's line at which a lane stands still meanwhile and goes on later, or 0."""
    before = [one.line for one in lane if one.file == _PROGRAM and one.number < first]
    runs = any(first <= one.number <= last and one.file == _PROGRAM for one in lane)
    return before[-1] if before and not runs and lane[-1].number > last else 0

"""Owns the parts of a recorded run: its tests and requests, from where to where, how each went."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from flasktutor.contexts import Timeline
from flasktutor.values import frozen

Outcome = Literal["passed", "failed", "skipped", "cut off"]
_ENDS: dict[str, Outcome] = {
    "test-passed": "passed",
    "test-failed": "failed",
    "test-skipped": "skipped",
}


@frozen(kw_only=True)
class Test:
    """A test by its name, from its first fixture to its last: numbers of events."""

    name: str
    outcome: Outcome
    first: int
    last: int


def tests_in(drawn: Timeline) -> Iterator[Test]:
    """The tests of a run, in order; one that never came to its end is cut off."""
    begun: tuple[str, int] | None = None
    for event in drawn.events:
        if event.kind == "test-began":
            begun = (event.label, event.number)
        elif event.kind in _ENDS and begun:
            yield Test(name=begun[0], outcome=_ENDS[event.kind], first=begun[1], last=event.number)
            begun = None
    if begun:
        last = drawn.events[-1].number
        yield Test(name=begun[0], outcome="cut off", first=begun[1], last=last)


@frozen(kw_only=True)
class RequestSpan:
    """A request by its method and path, from its first push to its last pop: numbers of events.

    `status` is what Flask's answer began with, "" where none was made.
    """

    label: str
    status: str
    lane: str
    first: int
    last: int


def visits_in(drawn: Timeline) -> Iterator[RequestSpan]:
    """The requests of a run, in order, without those that are sent while another is answered."""
    over: dict[str, int] = {}
    answers = [one for one in drawn.events if one.kind == "request-finished"]
    for event in drawn.events:
        frame = drawn.frames.get(event.frame or 0)
        if event.kind != "request-started" or frame is None or frame.lane != event.lane:
            continue
        before = over.get(event.lane, 0)
        if event.number < before:
            continue
        around = drawn.frames.get(frame.parent or 0)
        # The app context of its own, where Flask has pushed one for it just before.
        is_its_own = around is not None and before < around.opened == frame.opened - 1
        outer = around if around is not None and is_its_own else frame
        last = outer.closed or drawn.events[-1].number
        answer = next((one for one in answers if one.frame == frame.number), None)
        over[event.lane] = last
        yield RequestSpan(
            label=event.label,
            status=answer.label if answer else "",
            lane=event.lane,
            first=outer.opened,
            last=last,
        )

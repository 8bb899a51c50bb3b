"""Owns the tests in a recorded run: where each begins and ends, and how it went (pure)."""

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

"""Owns faults of teardown functions: one that raises, one that keeps the visitor waiting."""

from __future__ import annotations

from collections.abc import Iterator

from flasktutor.faults.model import Fault, Run
from flasktutor.runner.protocol import ContextEvent

SLOW = 50.0
"""Milliseconds that a visitor notices, beside the rest of an answer."""
_MOST_LINES = 300
"""Following a line costs time; beyond so many of them it is not known what the code itself took."""

Call = tuple[ContextEvent, ...]


def raised(run: Run) -> Iterator[Fault]:
    """A teardown function that let an exception go."""
    for call in _calls(run):
        if call[-2].kind == "exception-left":
            # One that it was given and raised again was noted before.
            errors = [one for one in call if one.kind == "exception-raised"]
            yield Fault("teardown-raised", ([call[0], *errors][-1],), {"name": call[0].label})


def slow(run: Run) -> Iterator[Fault]:
    """A teardown function that took long, however often it was called."""
    by_place: dict[tuple[str, int], list[Call]] = {}
    for call in _calls(run):
        by_place.setdefault((call[0].file, call[0].line), []).append(call)
    for calls in by_place.values():
        quickest = min(calls, key=_took)
        if _took(quickest) > SLOW and max(map(len, calls)) < _MOST_LINES:
            facts = {"name": quickest[0].label, "ms": str(round(_took(quickest)))}
            yield Fault("teardown-slow", (quickest[0], quickest[-1]), facts)


def _took(call: Call) -> float:
    return call[-1].at_ms - call[0].at_ms


def _calls(run: Run) -> Iterator[Call]:
    """The events of each call of a teardown function of the learner's."""
    for events in run.by_lane.values():
        for index, event in enumerate(events):
            if event.kind in ("teardown-request", "teardown-app") and _is_own(run, event):
                left = next((n for n in range(index, len(events)) if _leaves(events[n], event)), 0)
                if left:
                    yield events[index : left + 1]


def _leaves(event: ContextEvent, entered: ContextEvent) -> bool:
    return event.kind == "teardown-left" and event.label == entered.label


def _is_own(run: Run, event: ContextEvent) -> bool:
    """Whether the function that was called is the one that stands in the event's line."""
    name = event.label.rpartition(".")[2]
    return bool(name) and run.code(event.file).function(event.line) == name

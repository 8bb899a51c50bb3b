"""Owns faults of teardown functions: those that raise, keep visitors waiting, or miss an error."""

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


def kept(run: Run) -> Iterator[Fault]:
    """A teardown function that kept work since it got no error: a handler had taken it."""
    for call in _calls(run):
        lines = run.code(call[0].file).kept_without_error(call[0].line)
        ran = [e for e in call if e.kind == "line" and e.file == call[0].file and e.line in lines]
        taken = _taken(run, call[0]) if ran else None
        if taken and not _taken_back(run, taken[1], ran[0]):
            raised, handled = taken
            facts = {
                "name": call[0].label,
                "error": raised.label.partition(":")[0],
                "handler": handled.label,
            }
            yield Fault("teardown-missed-error", (raised, handled, ran[0]), facts)


def _taken(run: Run, call: ContextEvent) -> tuple[ContextEvent, ContextEvent] | None:
    """What the learner's code let go in the request that ends with `call`, and who handled it."""
    raised: ContextEvent | None = None
    found: tuple[ContextEvent, ContextEvent] | None = None
    finished = False
    for event in run.by_lane[call.lane]:
        if event.number >= call.number:
            break
        if event.kind == "request-started":
            raised, found, finished = None, None, False
        elif event.kind in ("exception-raised", "exception-caught", "exception-unhandled"):
            raised = None
            # What a handler of status 500 answers, teardown functions are told of all the same.
            found = None if event.kind == "exception-unhandled" else found
        elif event.kind == "exception-left":
            raised = event
        elif event.kind == "exception-handled" and raised is not None:
            found = (raised, event)
            raised = None
        finished = finished or event.kind == "request-finished"
    return found if finished else None


def _taken_back(run: Run, handled: ContextEvent, kept: ContextEvent) -> bool:
    """Whether the learner's code rolled back between the handler and what keeps."""
    between = (e for e in run.by_lane[kept.lane] if handled.number < e.number < kept.number)
    return any(e.kind == "line" and run.code(e.file).calls(e.line, "rollback") for e in between)


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

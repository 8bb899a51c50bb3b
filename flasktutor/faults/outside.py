"""Owns faults of code that runs without the context it asks for, or hands a proxy on."""

from __future__ import annotations

from collections.abc import Iterator

from flasktutor.faults.model import Fault, Run
from flasktutor.runner.protocol import ContextEvent

_OUTSIDE = (
    "RuntimeError: Working outside of ",
    "RuntimeError: There is no request in this context",
)


def in_a_thread(run: Run) -> Iterator[Fault]:
    """A thread or task that wants what only the request's own has."""
    for raised, _left in _missing(run):
        if raised.lane not in run.serving and not _shares(run, raised):
            given = _given(run, raised)
            if given is None:
                yield Fault("outside-app-context-in-thread", (raised,), {})
            else:
                yield Fault("proxy-handed-over", (given, raised), {"name": given.label})


def _shares(run: Run, raised: ContextEvent) -> bool:
    """Whether the thread had a context that it shared, which is a fault of its own."""
    events = run.by_lane[raised.lane]
    return any(e.kind == "context-shared" and e.number < raised.number for e in events)


def _given(run: Run, raised: ContextEvent) -> ContextEvent | None:
    """The proxy that was handed to what raised, in the same call of the thread."""
    found = None
    for event in run.by_lane[raised.lane]:
        if event.number >= raised.number:
            break
        if event.kind == "proxy-given":
            found = event
        elif event.kind == "exception-left":
            found = None
    return found


def in_a_stream(run: Run) -> Iterator[Fault]:
    """A generator that goes on after the context of its request was popped."""
    for raised, _left in _missing(run):
        before = (e for e in run.by_lane[raised.lane] if e.number < raised.number)
        answered = any(e.kind == "request-finished" for e in before) and raised.request is None
        if answered and run.code(raised.file).is_generator(raised.line):
            kind = "app" if "application context" in raised.label else "request"
            yield Fault(f"outside-{kind}-context-streaming", (raised,), {})


def _missing(run: Run) -> Iterator[tuple[ContextEvent, ContextEvent]]:
    return (pair for pair in run.escaped() if pair[0].label.startswith(_OUTSIDE))


def sent_by_a_proxy(run: Run) -> Iterator[Fault]:
    """A signal whose sender is a proxy, which no receiver of the app waits for."""
    for event in run.events:
        if event.kind == "proxy-sent" and event.file:
            yield Fault("proxy-as-sender", (event,), {"name": event.label})

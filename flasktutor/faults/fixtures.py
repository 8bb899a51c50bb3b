"""Owns the fault of a fixture that holds a context over several tests."""

from __future__ import annotations

from collections.abc import Iterator

from flasktutor.contexts import MAIN, Frame
from flasktutor.faults.model import Fault, Run
from flasktutor.runner.protocol import ContextEvent


def held_over_tests(run: Run) -> Iterator[Fault]:
    """A context that a fixture pushed for an earlier test, and that a request is sent in."""
    told: set[tuple[str, int]] = set()
    for began in run.events:
        if began.kind == "test-began":
            for frame in run.timeline.stack(MAIN, began.number):
                pushed = run.event(frame.opened)
                place = (pushed.file, pushed.line)
                # It is one fault however many tests are inside.
                sent = None if place in told else next(_requests(run, began, frame), None)
                if sent and run.code(pushed.file).has_decorator(pushed.line, "fixture"):
                    told.add(place)
                    facts = {"name": began.label.rpartition("::")[2]}
                    yield Fault("context-held-over-tests", (pushed, sent), facts)


def _requests(run: Run, began: ContextEvent, frame: Frame) -> Iterator[ContextEvent]:
    """The requests of a test that came while a frame from before it was pushed."""
    for event in run.by_lane[MAIN]:
        if event.number > began.number and event.kind == "test-began":
            return
        inside = event.number > began.number and frame.is_open_at(event.number)
        if inside and event.kind == "request-started":
            yield event

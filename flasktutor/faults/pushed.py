"""Owns faults in pushing: a context left from the import on, one of the same app in a request."""

from __future__ import annotations

from collections.abc import Iterator

from flasktutor.contexts import MAIN, Frame
from flasktutor.faults.model import Fault, Run
from flasktutor.runner.protocol import ContextEvent

_WITH_REQUEST = ("request", "context")
_ROLES = ("view-entered", "before-request", "after-request", "exception-handled")


def left_at_import(run: Run) -> Iterator[Fault]:
    """A context that was pushed while the app was loaded, and that lies under every request."""
    loaded = next((event.number for event in run.events if event.kind == "app-loaded"), 0)
    for frame in run.timeline.still_pushed():
        if frame.lane == MAIN and frame.parent is None and frame.opened < loaded:
            yield Fault("context-left-at-import", (run.event(frame.opened),), _carried(run))


def _carried(run: Run) -> dict[str, str]:
    """A name that one request has put into g, and that the next one began with."""
    put: dict[str, int] = {}
    for moment in run.timeline.moments:
        if moment.kind == "g-set" and moment.lane == MAIN:
            put[moment.label.split(" = ")[0]] = moment.line
        elif moment.kind == "request-started" and moment.lane == MAIN:
            found = [name for name in run.event(moment.number).g or () if name in put]
            if found:
                return {"name": found[0], "line": str(put[found[0]])}
    return {}


def inside_a_request(run: Run) -> Iterator[Fault]:
    """A context of the request's own app, pushed where it is of no use or hides what is read."""
    for frame in run.timeline.frames.values():
        brought = frame.inherited or frame.back
        if frame.kind != "app" or brought or not _is_in_request(run, frame):
            continue
        pushed = run.event(frame.opened)
        code = run.code(pushed.file)
        if not code.calls(pushed.line, "app_context", "push"):
            continue
        reads = next(_reads(run, frame), None)
        if reads or (code.function(pushed.line), pushed.file) in _registered(run):
            seen = (pushed, reads) if reads else (pushed,)
            facts = {"line": str(reads.line)} if reads else {}
            yield Fault("app-context-in-request", seen, facts)


def _is_in_request(run: Run, frame: Frame) -> bool:
    """Whether a request of the frame's own app is being handled around it."""
    request = next((one for one in run.around(frame) if one.kind in _WITH_REQUEST), None)
    return request is not None and run.event(request.opened).current_app == frame.label


def _reads(run: Run, frame: Frame) -> Iterator[ContextEvent]:
    """The lines that look for the request while the frame lies on top of it."""
    lines = (one for one in run.by_lane[frame.lane] if one.kind == "line")
    inside = (e for e in lines if e.frame == frame.number and e.number > frame.opened)
    for event in inside:
        if run.code(event.file).reads(event.line, "request", "session"):
            yield event


def _registered(run: Run) -> set[tuple[str, str]]:
    """The names and files of the views, hooks and handlers that were called."""
    called = (event for event in run.events if event.kind in _ROLES)
    return {(event.label.rpartition(".")[2], event.file) for event in called}

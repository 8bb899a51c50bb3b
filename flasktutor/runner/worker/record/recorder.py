"""Listens to Flask's signals and to the running lines, and notes each context event."""

from __future__ import annotations

import sys
import threading
import time
from typing import Any, Callable, Dict, List, Optional

import flask

from .calls import Calls
from .lanes import Frame, Lane, Lanes
from .proxies import Proxies
from .roles import Roles

Event = Dict[str, Any]
Own = Callable[[str], str]

MOST_LINES = 2000
"""So many lines are noted one by one; beyond them only what happens to contexts is."""
MOST_EVENTS = 20000
_LONGEST_LABEL = 120


class Recorder:
    """One recording. `own` gives a file's name to show if it is the learner's, else "".

    With `lines`, each line that is about to run is an event, too. Nothing of this
    is active before `start` and after `stop`.
    """

    def __init__(self, own: Own, *, lines: bool = True) -> None:
        self.own = own
        self.lines = lines
        self.proxies = Proxies()
        self.lanes = Lanes(self.proxies, self._context_event)
        self.roles = Roles()
        self.events: List[Event] = []
        self.active = False
        self._begun = time.perf_counter()
        self._calls = Calls(self)
        self._lines_noted = 0
        self._signals = {
            flask.appcontext_pushed: self._pushed,
            flask.appcontext_popped: self._popped,
            flask.request_started: self._started,
            flask.request_finished: self._finished,
            flask.template_rendered: self._rendered,
            flask.got_request_exception: self._unhandled,
        }

    def start(self) -> None:
        """Begin; threads that are already running are not followed line by line."""
        self.active = True
        for signal, receiver in self._signals.items():
            signal.connect(receiver, weak=False)
        threading.settrace(self._calls.on_call)
        sys.settrace(self._calls.on_call)

    def stop(self) -> List[Event]:
        """End, and give the events noted."""
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]  # None is how it is ended
        for signal, receiver in self._signals.items():
            signal.disconnect(receiver)
        self.active = False
        return self.taken()

    def taken(self) -> List[Event]:
        """The events noted up to now."""
        return [dict(event, number=number) for number, event in enumerate(self.events, 1)]

    def note(self, kind: str, lane: Lane, label: str = "", frame: Optional[Frame] = None) -> None:
        """Add an event to a lane, with what the proxies resolve to."""
        if len(self.events) >= MOST_EVENTS:
            return
        if len(self.events) == MOST_EVENTS - 1:
            kind, label = "recording-full", ""
        about = frame or lane.top()
        state = self.look(lane)
        self.events.append(
            dict(
                state,
                kind=kind,
                lane=lane.name,
                frame=about.number if about else None,
                line=lane.line,
                file=lane.file,
                label=label[:_LONGEST_LABEL],
                at_ms=round((time.perf_counter() - self._begun) * 1000, 3),
            )
        )

    def look(self, lane: Lane) -> Dict[str, Any]:
        """What the proxies resolve to in the lane that is running."""
        lane.busy = True
        try:
            lane.state = self.proxies.state(self._session(lane))
        finally:
            lane.busy = False
        return lane.state

    def fresh(self) -> None:
        """Forget the events noted, and go on with the stacks as they are."""
        self.events.clear()
        self._lines_noted = 0

    def note_line(self, lane: Lane, kind: str = "line") -> bool:
        """Note that the lane's line is about to run, or goes on when a call has returned.

        False when enough lines were noted.
        """
        if not self.lines:
            return True
        self._lines_noted += 1
        enough = self._lines_noted >= MOST_LINES
        if self._lines_noted <= MOST_LINES:
            self.note("lines-full" if enough else kind, lane)
        return not enough

    def note_raised(self, lane: Lane, error: BaseException) -> None:
        """Note an exception, once however many calls it passes through."""
        if lane.raised != id(error):
            lane.raised = id(error)
            self.note("exception-raised", lane, described(error))

    def _session(self, lane: Lane) -> Any:
        holder = lane.top("app" if self.proxies.one_context else "request")
        if holder is None:
            return None
        if holder.session is None and not lane.opening:
            holder.session = self.proxies.session_object()
        return holder.session

    def _context_event(self, kind: str, lane: Lane, frame: Frame, label: str) -> None:
        self.note(kind, lane, label, frame)

    def _pushed(self, sender: flask.Flask, **_more: Any) -> None:
        lane = self.lanes.here()
        self._calls.watch(self.roles.of(sender).values())
        # In a context that holds a request, the session is opened only after this.
        lane.opening = True
        self.lanes.pushed(lane)
        lane.opening = False

    def _popped(self, _sender: flask.Flask, **_more: Any) -> None:
        self.lanes.popped(self.lanes.here())

    def _started(self, sender: flask.Flask, **_more: Any) -> None:
        lane = self._synced()
        view = self.roles.view(sender)
        self._calls.watch([*self.roles.of(sender).values(), *([view] if view else [])])
        self.note("request-started", lane, self.proxies.request_line())

    def _finished(self, _sender: flask.Flask, response: Any, **_more: Any) -> None:
        self.note("request-finished", self._synced(), str(response.status))

    def _rendered(self, _sender: flask.Flask, template: Any, **_more: Any) -> None:
        self.note("template-rendered", self._synced(), template.name or "")

    def _unhandled(self, _sender: flask.Flask, exception: BaseException, **_more: Any) -> None:
        lane = self._synced()
        self.note_raised(lane, exception)
        lane.raised = None
        self.note("exception-unhandled", lane, described(exception))

    def _synced(self) -> Lane:
        lane = self.lanes.here()
        self.lanes.sync(lane)
        return lane


def described(error: BaseException) -> str:
    """An exception in one line."""
    try:
        text = str(error).split("\n")[0]
    except Exception:
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__

"""Listens to Flask's signals and to the running lines, and notes each context event."""

from __future__ import annotations

import sys
import threading
import time
from typing import Any, Callable, Dict

import flask

from ..raised import class_name
from .calls import Calls
from .lanes import Frame, Lane, Lanes
from .marks import contents, unsaved
from .proxies import Proxies, keys, request_line
from .roles import Roles

Event = Dict[str, Any]
Own = Callable[[str], str]

MOST_LINES = 2000
"""So many lines are noted one by one; beyond them only what happens to contexts is."""
QUIET = ("line", "returned", "app-loaded", "exception-left", "teardown-left")
MOST_EVENTS = 200
"""Beyond so many events, lines not counted, nobody reads on, and recording ends."""
_LONGEST_LABEL = 120


class Recorder:
    """One recording. `own` gives a file's name to show if it is the learner's, else "".

    With `lines`, each line that is about to run is an event, too. Nothing of this
    is active before `start` and after `stop`.
    """

    def __init__(self, own: Own, *, lines: bool = True, most: int = MOST_EVENTS) -> None:
        self.own = own
        self.lines = lines
        self._most = most
        self.proxies = Proxies()
        self.lanes = Lanes(self.proxies, self.note)
        self.roles = Roles()
        self.events: list[Event] = []
        self.active = False
        self._begun = time.perf_counter()
        self._calls = Calls(self)
        self._noted = self._lines_noted = 0
        self._signals = {
            flask.appcontext_pushed: _aside(self._pushed),
            flask.appcontext_popped: _aside(self._popped),
            flask.request_started: _aside(self._started),
            flask.request_finished: _aside(self._finished),
            flask.template_rendered: _aside(self._rendered),
            flask.got_request_exception: _aside(self._unhandled),
        }

    def start(self) -> None:
        """Begin; threads that are already running are not followed line by line."""
        self.active = True
        for signal, receiver in self._signals.items():
            signal.connect(receiver, weak=False)
        threading.settrace(self._calls.on_call)
        sys.settrace(self._calls.on_call)

    def outside(self) -> None:
        """What comes now is done from outside, not by the learner's line that ran last."""
        lane = self.lanes.here()
        lane.line, lane.file = 0, ""

    def stop(self) -> list[Event]:
        """End, and give the events noted."""
        self._rest()
        return self.taken()

    def _rest(self) -> None:
        self.active = False
        sys.settrace(None)
        threading.settrace(None)
        for signal, receiver in self._signals.items():
            signal.disconnect(receiver)

    def taken(self) -> list[Event]:
        """The events noted up to now."""
        return [dict(event, number=number) for number, event in enumerate(self.events, 1)]

    def fresh(self) -> None:
        """Forget the events noted, and go on with the stacks as they are."""
        self.events.clear()
        self._noted = self._lines_noted = 0

    def note(self, kind: str, lane: Lane, label: str = "", frame: Frame | None = None) -> None:
        """Add an event to a lane, with what the proxies resolve to."""
        if not self.active:
            return
        if kind not in QUIET:
            self._noted += 1
            if self._noted > self._most:
                kind, label = "recording-full", ""
                self._rest()
        about = frame or (lane.stack[-1] if lane.stack else None)
        event = self.look(lane).copy()
        event["kind"] = kind
        event["lane"] = lane.name
        event["frame"] = about.number if about else None
        event["line"] = lane.line
        event["file"] = lane.file
        event["label"] = label[:_LONGEST_LABEL]
        event["at_ms"] = round((time.perf_counter() - self._begun) * 1000, 3)
        self.events.append(event)

    def look(self, lane: Lane) -> Event:
        """What the proxies resolve to in a lane, None where they are unbound."""
        app, request = lane.app, lane.request
        if request is not None and request.session is None and not lane.opening:
            request.session = self.proxies.session()
        lane.state = {
            "current_app": app.app.name if app else None,
            "g": self.proxies.contents(app.key) if app else None,
            "request": request.request if request else None,
            "session": keys(request.session) if request else None,
        }
        return lane.state

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
            lane.said = described(error)
            self.note("exception-raised", lane, lane.said)

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
        self._calls.watch(self.roles.of(sender).values())
        if lane.request is not None and view is not None:
            lane.request.view = view
            self._calls.watch([view])
        self.note("request-started", lane, request_line(flask.request))
        if lane.request is not None:
            lane.request.kept = contents(lane.request.session)

    def _finished(self, sender: flask.Flask, response: Any, **_more: Any) -> None:
        lane = self._synced()
        self.note("request-finished", lane, str(response.status))
        about = lane.request
        if about is not None and (keys_ := unsaved(sender, about.session, about.kept)):
            self.note("session-unsaved", lane, ", ".join(keys_))

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
    name = class_name(type(error))
    try:
        text = str(error).split("\n")[0]
        if hasattr(error, "code") and hasattr(error, "name"):
            text = f"{error.code} {error.name}"  # an HTTP error; its description is long
    except BaseException:  # it may be of the learner's own class, and do anything
        text = ""
    return f"{name}: {text}" if text else name


def _aside(receiver: Callable[..., None]) -> Callable[..., None]:
    """Keeps what a receiver does, and its flaws, out of the learner's run."""

    def receive(sender: flask.Flask, **more: Any) -> None:
        trace = sys.gettrace()
        sys.settrace(None)
        try:
            receiver(sender, **more)
        except Exception:
            return
        finally:
            sys.settrace(trace)

    return receive

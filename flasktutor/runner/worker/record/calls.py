"""Notes what calls and lines mean: of the learner's own code, and of a few of Flask's functions."""

from __future__ import annotations

import threading
import weakref
from types import CodeType, FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Iterable

import flask
import flask.ctx
import flask.testing

from .codes import OWN, After, Codes
from .handlers import handler_lines
from .lanes import Lane
from .marks import PushCounts, proxies_given, proxy_name
from .proxies import context_of_requests

if TYPE_CHECKING:
    from .notes import Notes
    from .roles import Role

_QUIET = (StopIteration, StopAsyncIteration, GeneratorExit)
_LEAVES = {
    "view-entered": "view-left",
    "command-entered": "command-left",
    "teardown-request": "teardown-left",
    "teardown-app": "teardown-left",
    "fixture-began": "fixture-ready",
    "fixture-ending": "fixture-ended",
}
MOST_CALLS = 20000


class Calls:
    """What one recording notes of the code that is followed, in whichever way it is."""

    def __init__(self, recorder: Notes) -> None:
        self._recorder = recorder
        self.codes = Codes(recorder.own)
        self._running: dict[int, tuple[FrameType, str, str]] = {}
        self._held = PushCounts()
        #: Contexts that were popped: one that is pushed again is brought back.
        self._gone: weakref.WeakSet[Any] = weakref.WeakSet()
        for function, follow in _public(self):
            self.codes.follow(function, follow)

    @property
    def active(self) -> bool:
        """Whether anything is recorded."""
        return self._recorder.active

    def lane(self) -> Lane:
        """The lane that is running, of which this shows that its code is followed."""
        lane = self._recorder.lanes.here()
        lane.followed = True
        return lane

    def enter(self, frame: FrameType, lane: Lane, means: Any) -> bool:
        """A function of the learner's, or with a role, is called; whether to follow it on."""
        tally = lane.tally
        tally.calls += 1
        if (tally.calls > MOST_CALLS and means is OWN) or tally.full:
            return False
        self._recorder.lanes.sync(lane)
        if means is OWN and lane.app is None:
            self._look_for_proxies(frame, lane)
        role = self._role(frame.f_code, lane)
        if role is not None and id(frame) not in self._running:
            self._running[id(frame)] = (frame, *role)
            if means is OWN:
                self._stand(frame.f_code, lane, frame.f_code.co_firstlineno)
            self._recorder.note(role[0], lane, role[1])
        return True

    def _look_for_proxies(self, frame: FrameType, lane: Lane) -> None:
        """What a thread was started with, where no context is to follow it in."""
        if threading.current_thread() is not threading.main_thread() and self._is_first(frame):
            for name in proxies_given(frame):
                self._stand(frame.f_code, lane, frame.f_code.co_firstlineno)
                self._recorder.note("proxy-given", lane, name)

    def _is_first(self, frame: FrameType) -> bool:
        """Whether other code than the learner's has called this."""
        caller = frame.f_back
        return caller is None or not self.codes.is_own(caller.f_code)

    def _role(self, code: CodeType, lane: Lane) -> Role | None:
        """The part that a function plays in the current app, or beside any."""
        if id(code) in self.codes.parts or lane.app is None:
            return self.codes.parts.get(id(code))
        found = self._recorder.roles.known(lane.app.app).get(id(code))
        if found is None and lane.request is not None:
            if lane.request.view is None and lane.request.inherited:
                lane.request.view = self._recorder.roles.view(lane.app.app)
            found = lane.request.view
        return found[1] if found is not None and found[0] is code else None

    def line(self, code: CodeType, line: int, lane: Lane) -> bool:
        """A line is about to run; whether to tell of others of this call."""
        self._stand(code, lane, line)
        self._recorder.lanes.sync(lane)
        if lane.raised is not None and line in handler_lines(code.co_filename):
            lane.raised = None
            self._recorder.note("exception-caught", lane)
        is_import = code.co_name == "<module>" and not self._recorder.imports
        return is_import or self._recorder.note_line(lane)

    def raised(self, lane: Lane, error: Any, way: TracebackType | None) -> None:
        """An exception was raised in a call, or has come to it from another, on its `way`."""
        if isinstance(error, BaseException) and not issubclass(type(error), _QUIET):
            self._recorder.lanes.sync(lane)
            self._recorder.note_raised(lane, error, way)

    def left(self, frame: FrameType, lane: Lane, *, by_error: bool, paused: bool) -> None:
        """A call ends, or only pauses, as those of generators do."""
        if by_error and self._is_first(frame):
            self._recorder.lanes.sync(lane)
            self._recorder.note("exception-left", lane, lane.said)
        running = self._running.get(id(frame))
        if running is not None and not paused:
            del self._running[id(frame)]
            leaves = _LEAVES.get(running[1])
            if leaves:
                self._recorder.lanes.sync(lane)
                self._recorder.note(leaves, lane, running[2])
        self._stand_in_caller(frame, lane)

    def _stand(self, code: CodeType, lane: Lane, line: int) -> None:
        lane.file = self._recorder.own(code.co_filename)
        lane.line = line

    def _stand_in_caller(self, frame: FrameType, lane: Lane) -> None:
        """What happens next, happens in the line that made the call."""
        caller = frame.f_back
        while caller is not None and not self.codes.is_own(caller.f_code):
            caller = caller.f_back
        if caller is None:
            lane.file, lane.line = "", 0
        else:
            self._stand(caller.f_code, lane, caller.f_lineno)
        self._recorder.note_line(lane, "returned")

    def follow_context(self, frame: FrameType, lane: Lane) -> After:
        """A push or pop: the stack is looked at before and after."""
        self._recorder.lanes.sync(lane)
        self._hold(frame, lane)
        if lane.app is not None:
            self._recorder.note_line(lane, "returned")
            # Teardown functions may have been added since it was pushed.
            self.codes.watch(self._recorder.roles.of(lane.app.app).values())
        context, is_push = frame.f_locals["self"], frame.f_code.co_name == "push"
        if is_push:
            lane.coming.append(context in self._gone)

        def after(_given: Any) -> None:
            if self._recorder.active:
                self._recorder.lanes.sync(lane)
            if is_push:
                lane.coming.pop()
            else:
                self._gone.add(context)

        return after

    def _hold(self, frame: FrameType, lane: Lane) -> None:
        """A context that a lane pushes while another has it still is shared."""
        context = frame.f_locals.get("self")
        if frame.f_code.co_name != "push":
            self._held.popped(context, lane)
            return
        other = self._held.pushed(context, lane)
        if other is not None:
            self._recorder.note("context-shared", lane, other.name)

    def follow_signal(self, frame: FrameType, lane: Lane) -> None:
        """A signal, perhaps with a proxy for its sender; what a library sends is its own affair."""
        if self._is_first(frame):
            return
        sender = frame.f_locals.get("sender")
        name = proxy_name(sender[0] if type(sender) is tuple and sender else sender)
        if name:
            self._recorder.lanes.sync(lane)
            self._recorder.note("proxy-sent", lane, name)

    def follow_client(self, frame: FrameType, lane: Lane) -> After:
        """A request by Flask's test client."""
        self._recorder.lanes.sync(lane)
        self._recorder.note("client-sent", lane, _sent(frame.f_locals))

        def after(given: Any) -> None:
            if given is not None and self._recorder.active:
                self._recorder.lanes.sync(lane)
                self._recorder.note("client-answered", lane, str(getattr(given, "status", "")))

        return after

    def follow_app(self, frame: FrameType, lane: Lane) -> None:
        """The WSGI call of an app, perhaps by another app."""
        called = frame.f_locals.get("self")
        self._recorder.lanes.sync(lane)
        if lane.app is not None and called is not None and lane.app.app is not called:
            self._recorder.note("app-called", lane, f"{lane.app.app.name} → {called.name}")


def _public(calls: Calls) -> Iterable[tuple[Any, Any]]:
    for context in {flask.ctx.AppContext, context_of_requests()}:
        yield context.push, calls.follow_context
        yield context.pop, calls.follow_context
    yield flask.testing.FlaskClient.open, calls.follow_client
    yield flask.Flask.wsgi_app, calls.follow_app
    yield type(flask.request_started).send, calls.follow_signal


def _sent(given: dict[str, Any]) -> str:
    words, positional = given.get("kwargs", {}), given.get("args", ())
    path = words.get("path", positional[0] if positional else "/")
    if not isinstance(path, str):
        path = getattr(path, "path", "") or ""
    return f"{words.get('method') or 'GET'} {path}"

"""Follows calls and lines as they run: the learner's own, and a few of Flask's public ones."""

from __future__ import annotations

import sys
import threading
import weakref
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any, Callable, Iterable

import flask
import flask.ctx
import flask.testing

from .endings import is_left_by_error, is_suspended
from .handlers import handler_lines
from .lanes import Lane
from .marks import Held, proxies_given, proxy_name
from .proxies import context_of_requests

if TYPE_CHECKING:
    from .recorder import Recorder
    from .roles import Role

Trace = Callable[[FrameType, str, Any], Any]

Follow = Callable[[FrameType, Lane], Any]

_OWN, _ROLE = "own", "role"
_UNSEEN = object()
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
    """The trace functions of one recording."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        #: A code's identity → what a call of it means; None for what is none of ours.
        self._means: dict[int, Any] = {}
        #: Keeps functions that are known by their identity alive, so that it stays their own.
        self._kept: list[CodeType] = []
        #: Other code by its identity: templates come and go, and nothing of them is to stay.
        self._met: dict[int, weakref.ref[CodeType]] = {}
        self._running: dict[int, tuple[FrameType, str, str]] = {}
        self._held = Held()
        #: A code's identity → the role that it has beside any app.
        self._parts: dict[int, Role] = {}
        #: Contexts that were popped: one that is pushed again is brought back.
        self._gone: weakref.WeakSet[Any] = weakref.WeakSet()
        self.on_call = self._listening()
        for function, follow in _public(self):
            self.follow(function, follow)

    def follow(self, function: Any, means: Follow) -> None:
        """Have `means` called for each call of `function`, which is none of the learner's."""
        self._means[id(function.__code__)] = means
        self._kept.append(function.__code__)

    def watch_part(self, function: Any, role: Role) -> None:
        """Look out for a function that has a role beside any app, if it is the learner's."""
        code = getattr(function, "__code__", None)
        if code is not None and self._recorder.own(code.co_filename):
            self._parts[id(code)] = role
            self._kept.append(code)

    def watch(self, functions: Iterable[tuple[CodeType, Role]]) -> None:
        """Look out for functions that have a role in an app, wherever they are defined."""
        for code, _role in functions:
            known = self._means.get(id(code), _UNSEEN)
            if known is _UNSEEN:
                known = self._classify(code)
            if known is None:
                self._means[id(code)] = _ROLE

    def _listening(self) -> Trace:
        """What Python calls for every call of every function; most are none of ours.

        A function that holds what it needs: looking it up on an object each time would take
        a tenth of a recorded request.
        """
        get, unseen, enter = self._means.get, _UNSEEN, self._on_own_call

        def on_call(frame: FrameType, _event: str, _arg: Any) -> Trace | None:
            means = get(id(frame.f_code), unseen)
            return None if means is None else enter(frame, means)

        return on_call

    def _on_own_call(self, frame: FrameType, means: Any) -> Trace | None:
        if means is _UNSEEN:
            means = self._classify(frame.f_code)
        if means is None:
            return None
        if not self._recorder.active:
            sys.settrace(None)  # the recording has ended meanwhile
            return None
        try:
            lane = self._recorder.lanes.here()
            lane.followed = True
            return self._enter(frame, lane, means)
        except Exception:  # a flaw here must not become the learner's
            return None

    def _classify(self, code: CodeType) -> str | None:
        means = _OWN if self._recorder.own(code.co_filename) else None
        known = id(code)

        def forget(_code: Any) -> None:
            self._means.pop(known, None)
            self._met.pop(known, None)

        self._met[known] = weakref.ref(code, forget)
        self._means[known] = means
        return means

    def _enter(self, frame: FrameType, lane: Lane, means: Any) -> Trace | None:
        if callable(means):
            frame.f_trace_lines = False
            followed: Trace | None = means(frame, lane)
            return followed
        tally = lane.tally
        tally.calls += 1
        if (tally.calls > MOST_CALLS and means is _OWN) or tally.full:
            return None
        self._recorder.lanes.sync(lane)
        if means is _OWN and lane.app is None:
            self._look_for_proxies(frame, lane)
        role = self._role(frame.f_code, lane)
        if role is not None and id(frame) not in self._running:
            self._running[id(frame)] = (frame, *role)
            if means is _OWN:
                self._stand(frame, lane, frame.f_code.co_firstlineno)
            self._recorder.note(role[0], lane, role[1])
        frame.f_trace_lines = means is _OWN
        return self.on_line

    def _look_for_proxies(self, frame: FrameType, lane: Lane) -> None:
        """What a thread was started with, where no context is to follow it in."""
        if threading.current_thread() is not threading.main_thread() and self._is_first(frame):
            for name in proxies_given(frame):
                self._stand(frame, lane, frame.f_code.co_firstlineno)
                self._recorder.note("proxy-given", lane, name)

    def _is_first(self, frame: FrameType) -> bool:
        """Whether other code than the learner's has called this."""
        caller = frame.f_back
        return caller is None or self._means.get(id(caller.f_code)) is not _OWN

    def _role(self, code: CodeType, lane: Lane) -> Role | None:
        """The part that a function plays in the current app, or beside any."""
        if id(code) in self._parts or lane.app is None:
            return self._parts.get(id(code))
        found = self._recorder.roles.known(lane.app.app).get(id(code))
        if found is None and lane.request is not None:
            if lane.request.view is None and lane.request.inherited:
                lane.request.view = self._recorder.roles.view(lane.app.app)
            found = lane.request.view
        return found[1] if found is not None and found[0] is code else None

    def on_line(self, frame: FrameType, event: str, arg: Any) -> Trace | None:
        """What Python calls as a function of the learner's goes on."""
        lane = self._recorder.lanes.here()
        if not self._recorder.active:
            return None
        try:
            if event == "line":
                self._on_next_line(frame, lane)
            elif event == "exception":
                self._on_exception(frame, lane, arg[1])
            elif event == "return":
                self._on_return(frame, lane, arg)
        except Exception:  # as above
            return None
        return self.on_line

    def _on_next_line(self, frame: FrameType, lane: Lane) -> None:
        self._stand(frame, lane, frame.f_lineno)
        self._recorder.lanes.sync(lane)
        if lane.raised is not None and frame.f_lineno in handler_lines(frame.f_code.co_filename):
            lane.raised = None
            self._recorder.note("exception-caught", lane)
        is_import = frame.f_code.co_name == "<module>" and not self._recorder.imports
        if not is_import and not self._recorder.note_line(lane):
            frame.f_trace_lines = False

    def _on_exception(self, frame: FrameType, lane: Lane, error: Any) -> None:
        if isinstance(error, BaseException) and not issubclass(type(error), _QUIET):
            self._recorder.lanes.sync(lane)
            self._recorder.note_raised(lane, error)

    def _on_return(self, frame: FrameType, lane: Lane, given: Any) -> None:
        if given is None and self._is_first(frame) and is_left_by_error(frame):
            self._recorder.lanes.sync(lane)
            self._recorder.note("exception-left", lane, lane.said)
        running = self._running.get(id(frame))
        if running is not None and not is_suspended(frame):
            del self._running[id(frame)]
            leaves = _LEAVES.get(running[1])
            if leaves:
                self._recorder.lanes.sync(lane)
                self._recorder.note(leaves, lane, running[2])
        self._stand_in_caller(frame, lane)

    def _stand(self, frame: FrameType, lane: Lane, line: int) -> None:
        lane.file = self._recorder.own(frame.f_code.co_filename)
        lane.line = line

    def _stand_in_caller(self, frame: FrameType, lane: Lane) -> None:
        """What happens next, happens in the line that made the call."""
        caller = frame.f_back
        while caller is not None and self._means.get(id(caller.f_code)) is not _OWN:
            caller = caller.f_back
        if caller is None:
            lane.file, lane.line = "", 0
        else:
            self._stand(caller, lane, caller.f_lineno)
        self._recorder.note_line(lane, "returned")

    def follow_context(self, frame: FrameType, lane: Lane) -> Trace:
        """A push or pop: the stack is looked at before and after."""
        self._recorder.lanes.sync(lane)
        self._hold(frame, lane)
        if lane.app is not None:
            self._recorder.note_line(lane, "returned")
            # Teardown functions may have been added since it was pushed.
            self.watch(self._recorder.roles.of(lane.app.app).values())
        context, is_push = frame.f_locals["self"], frame.f_code.co_name == "push"
        if is_push:
            lane.coming.append(context in self._gone)

        def after(_frame: FrameType, event: str, _arg: Any) -> Trace:
            if event == "return":
                if self._recorder.active:
                    self._recorder.lanes.sync(lane)
                if is_push:
                    lane.coming.pop()
                else:
                    self._gone.add(context)
            return after

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

    def follow_client(self, frame: FrameType, lane: Lane) -> Trace:
        """A request by Flask's test client."""
        self._recorder.lanes.sync(lane)
        self._recorder.note("client-sent", lane, _sent(frame.f_locals))

        def after(_frame: FrameType, event: str, arg: Any) -> Trace:
            if event == "return" and arg is not None and self._recorder.active:
                self._recorder.lanes.sync(lane)
                self._recorder.note("client-answered", lane, str(getattr(arg, "status", "")))
            return after

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

"""Follows code by `sys.settrace`, which slows all code: where Python has nothing better."""

from __future__ import annotations

import contextlib
import sys
import threading
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, Any, Callable

from .codes import OWN, UNSEEN, After
from .endings import is_left_by_error, is_suspended

if TYPE_CHECKING:
    from .calls import Calls
    from .lanes import Lane

Trace = Callable[[FrameType, str, Any], Any]


class Tracing:
    """The trace functions of one recording."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._on_call = self._listening()
        self._is_replaced = False

    def start(self) -> None:
        """Begin, in this thread and those that `threading` starts."""
        threading.settrace(self._on_call)
        sys.settrace(self._on_call)

    def stop(self) -> None:
        """End; whoever else follows the code by now goes on."""
        if sys.gettrace() == self._on_call:
            sys.settrace(None)
        if not self._is_replaced:
            threading.settrace(None)

    def rest_here(self) -> bool:
        """Follow nothing in this thread until `go_on_here`; whether that is any different."""
        if sys.gettrace() != self._on_call:
            return False
        sys.settrace(None)
        return True

    def go_on_here(self) -> None:
        """Follow this thread again."""
        sys.settrace(self._on_call)

    def replaced_by(self, trace: Any) -> str | None:
        """Who follows the code of this thread, "" for nobody; None for us."""
        if trace == self._on_call:
            return None
        self._is_replaced = True
        module = getattr(trace, "__module__", None) or type(trace).__module__
        return str(module).partition(".")[0] if trace else ""

    def _listening(self) -> Trace:
        """What Python calls for every call of every function; most are none of ours.

        A function that holds what it needs: looking it up on an object each time would take
        a tenth of a recorded request.
        """
        known, unseen, enter = self._calls.codes.means, UNSEEN, self._on_own_call

        def on_call(frame: FrameType, _event: str, _arg: Any) -> Trace | None:
            try:
                means = known[id(frame.f_code)]
            except KeyError:
                means = unseen
            return None if means is None else enter(frame, means)

        return on_call

    def _on_own_call(self, frame: FrameType, means: Any) -> Trace | None:
        if means is UNSEEN:
            means = self._calls.codes.meaning(frame.f_code)
        if means is None:
            return None
        if not self._calls.active:
            sys.settrace(None)  # the recording has ended meanwhile
            return None
        try:
            return self._enter(frame, means)
        except Exception:  # a flaw here must not become the learner's
            return None

    def _enter(self, frame: FrameType, means: Any) -> Trace | None:
        lane = self._calls.lane()
        if callable(means):
            after = means(frame, lane)
            frame.f_trace_lines = False
            return _until_return(after) if after is not None else None
        followed = self._calls.enter(frame, lane, means)
        frame.f_trace_lines = means is OWN
        # Until it pauses or ends, it stays in its lane; when it goes on, it is a call again.
        return partial(self._on_event, lane) if followed else None

    def _on_event(self, lane: Lane, frame: FrameType, event: str, arg: Any) -> Trace | None:
        """What Python calls as a function of the learner's goes on."""
        if not self._calls.active:
            return None
        try:
            if event == "line":
                frame.f_trace_lines = self._calls.line(frame.f_code, frame.f_lineno, lane)
                lane.failing = None
            elif event == "exception":
                self._calls.raised(lane, *arg[1:])
                lane.failing = (id(frame), arg[0] is not GeneratorExit)
            elif event == "return":
                self._on_return(frame, lane, arg)
        except Exception:  # as above
            return None
        return frame.f_trace

    def _on_return(self, frame: FrameType, lane: Lane, given: Any) -> None:
        by_error, paused = given is None and is_left_by_error(frame), is_suspended(frame)
        if paused and lane.failing is not None and lane.failing[0] == id(frame):
            # It stands where it has paused, for there the exception has come to it.
            by_error, paused = lane.failing[1], False
        lane.failing = None
        self._calls.left(frame, lane, by_error=by_error, paused=paused)


def _until_return(after: After) -> Trace:
    def trace(_frame: FrameType, event: str, arg: Any) -> Trace:
        if event == "return":
            with contextlib.suppress(Exception):  # a flaw here must not become the learner's
                after(arg)
        return trace

    return trace

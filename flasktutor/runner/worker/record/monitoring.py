"""Follows code by `sys.monitoring`, which Python has from 3.12 on: what is foreign runs as ever."""

from __future__ import annotations

import atexit
import contextlib
import sys
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any, Callable

from .codes import OWN, UNSEEN, After

if TYPE_CHECKING:
    from .calls import Calls
    from .lanes import Lane

_NAME = "flasktutor"
_NUMBERS = (4, 3)
"""The tools that nothing else is meant for: not the debugger's, coverage's, or a profiler's."""
_IGNORED, _WITHOUT_LINES = object(), object()

_MONITORING: Any = getattr(sys, "monitoring", None)
_FRAME: Callable[[int], FrameType] = sys._getframe


def number_to_have() -> int | None:
    """The tool that we can be; None where this Python has none, or others have them."""
    free = (one for one in _NUMBERS if _MONITORING and _MONITORING.get_tool(one) is None)
    return next(free, None)


class Monitoring:
    """One recording's tool. Python calls it for each code once, and on where that is followed."""

    def __init__(self, calls: Calls, number: int) -> None:
        self._calls = calls
        self._codes = calls.codes
        self._number = number
        #: By the identity of its frame, what is to be done when a call of others ends.
        self._afters: dict[int, tuple[FrameType, After]] = {}
        #: … and which calls of the learner's are not followed, or not line by line.
        self._apart: dict[int, tuple[FrameType, object]] = {}
        #: Jumps inside of a line, and the line.
        self._loops: dict[tuple[int, int, int], tuple[CodeType, int]] = {}
        events = _MONITORING.events
        self._heard = {
            events.PY_START: self._started(),
            events.PY_RESUME: self._started(),
            events.PY_THROW: self._thrown,
            events.RAISE: self._raised,
            events.PY_UNWIND: self._unwound,
            events.LINE: self._line,
            events.JUMP: self._jumped,
            events.PY_RETURN: self._returned,
            events.PY_YIELD: self._yielded,
        }
        self._everywhere = (
            events.PY_START | events.PY_RESUME | events.PY_THROW | events.RAISE | events.PY_UNWIND
        )
        self._ends = events.PY_RETURN | events.PY_YIELD
        self._in_own = self._ends | events.LINE | events.JUMP
        _MONITORING.use_tool_id(number, _NAME)
        self._codes.again = _MONITORING.restart_events
        # Where Python ends without `stop`, it takes modules to pieces, ours among them.
        atexit.register(self.stop)

    def start(self) -> None:
        """Begin, in all threads."""
        for event, heard in self._heard.items():
            _MONITORING.register_callback(self._number, event, heard)
        _MONITORING.set_events(self._number, self._everywhere)

    def stop(self) -> None:
        """End, so that code which was followed runs as ever, too."""
        if self.replaced_by(None) is not None:
            return
        _MONITORING.set_events(self._number, 0)
        for event in self._heard:
            _MONITORING.register_callback(self._number, event, None)

    def rest_here(self) -> bool:
        """What is foreign costs nothing."""
        return False

    def go_on_here(self) -> None:
        """It was not stopped."""

    def replaced_by(self, _trace: Any) -> str | None:
        """Who has our tool, "" for nobody; None for us."""
        name = _MONITORING.get_tool(self._number)
        return None if name == _NAME else str(name or "")

    def _started(self) -> Callable[[CodeType, int], Any]:
        get, unseen, enter, never = self._codes.means.get, UNSEEN, self._enter, _MONITORING.DISABLE

        def started(code: CodeType, _at: int) -> Any:
            means = get(id(code), unseen)
            return never if means is None else enter(code, means, _FRAME(1))

        return started

    def _thrown(self, code: CodeType, _at: int, _error: BaseException) -> None:
        means = self._codes.means.get(id(code), UNSEEN)
        if means is not None:
            self._enter(code, means, _FRAME(1))

    def _enter(self, code: CodeType, means: Any, frame: FrameType) -> Any:
        """A call of ours begins or goes on; of others, none is to be told of any more."""
        if means is UNSEEN:
            means = self._codes.meaning(code)
        if means is None:
            return _MONITORING.DISABLE
        try:
            events = self._in_own if means is OWN else self._ends
            _MONITORING.set_local_events(self._number, code, events)
            lane = self._lane()
            if lane is not None:
                self._follow(frame, lane, means)
        except Exception:  # a flaw here must not become the learner's
            return None
        return None

    def _follow(self, frame: FrameType, lane: Lane, means: Any) -> None:
        if callable(means):
            after = means(frame, lane)
            if after is not None:
                self._afters[id(frame)] = (frame, after)
        elif not self._calls.enter(frame, lane, means):
            self._apart[id(frame)] = (frame, _IGNORED)

    def _line(self, code: CodeType, line: int) -> None:
        self._on_line(code, line, _FRAME(1) if self._apart else None)

    def _jumped(self, code: CodeType, at: int, to: int) -> Any:
        """Back to where the same line begins, as in a loop of one line: it is run again."""
        if to > at:
            return _MONITORING.DISABLE
        place = (id(code), at, to)
        if place not in self._loops:
            line = _line_at(code, to)
            if line is None or line != _line_at(code, at):
                return _MONITORING.DISABLE
            self._loops[place] = (code, line)
        return self._on_line(code, self._loops[place][1], _FRAME(1) if self._apart else None)

    def _on_line(self, code: CodeType, line: int, frame: FrameType | None) -> None:
        if frame is not None and id(frame) in self._apart:
            return
        try:
            lane = self._lane()
            if lane is not None and not self._calls.line(code, line, lane):
                frame = frame or _FRAME(2)
                self._apart[id(frame)] = (frame, _WITHOUT_LINES)
        except Exception:  # as above
            return

    def _raised(self, code: CodeType, _at: int, error: BaseException) -> None:
        means = self._codes.means.get(id(code))
        if means is None or callable(means):
            return
        if self._apart and self._is_ignored(_FRAME(1)):
            return
        try:
            lane = self._lane()
            if lane is not None:
                self._calls.raised(lane, error, error.__traceback__)
        except Exception:  # as above
            return

    def _is_ignored(self, frame: FrameType) -> bool:
        return self._apart.get(id(frame), (frame, None))[1] is _IGNORED

    def _returned(self, code: CodeType, _at: int, given: Any) -> None:
        if callable(self._codes.means.get(id(code))):
            self._end(_FRAME(1), given)
        else:
            self._leave(_FRAME(1))

    def _yielded(self, _code: CodeType, _at: int, _given: Any) -> None:
        self._leave(_FRAME(1), paused=True)

    def _unwound(self, code: CodeType, _at: int, error: BaseException) -> None:
        means = self._codes.means.get(id(code))
        if callable(means):
            self._end(_FRAME(1), None)
        elif means is not None:
            self._leave(_FRAME(1), by_error=type(error) is not GeneratorExit)

    def _end(self, frame: FrameType, given: Any) -> None:
        """A function of others is through."""
        after = self._afters.pop(id(frame), (frame, None))[1]
        if after is not None:
            with contextlib.suppress(Exception):  # as above
                after(given)

    def _leave(self, frame: FrameType, *, by_error: bool = False, paused: bool = False) -> None:
        if self._apart:
            ignored = self._is_ignored(frame)
            self._apart.pop(id(frame), None)
            if ignored:
                return
        try:
            lane = self._lane()
            if lane is not None:
                self._calls.left(frame, lane, by_error=by_error, paused=paused)
        except Exception:  # as above
            return

    def _lane(self) -> Lane | None:
        """The lane that is running; None where nothing is to be noted of it."""
        if not self._calls.active:
            return None
        lane = self._calls.lane()
        return None if lane.aside else lane


def _line_at(code: CodeType, at: int) -> int | None:
    return next((line for first, last, line in code.co_lines() if first <= at < last), None)

"""Watches the code of a world for errors that begin in its own lines, whoever catches them."""

from __future__ import annotations

import sys
import threading
from types import FrameType
from typing import Any, Callable

from ..raised import WORLD_FILE
from ..record.endings import is_left_by_error

_Local = Callable[[FrameType, str, Any], Any]


class WorldFaults:
    """The first error that a world's function raised by itself and did not handle."""

    def __init__(self) -> None:
        self.first: BaseException | None = None

    def start(self) -> None:
        """Begin, in this thread and those that `threading` starts."""
        threading.settrace(self._on_call)
        sys.settrace(self._on_call)

    def stop(self) -> None:
        """End, unless the program follows its code by itself by now."""
        if sys.gettrace() == self._on_call:
            sys.settrace(None)

    def _on_call(self, frame: FrameType, _event: str, _arg: Any) -> _Local | None:
        if frame.f_code.co_filename != WORLD_FILE:
            return None
        frame.f_trace_lines = False
        return self._following()

    def _following(self) -> _Local:
        """What follows one call: its own error counts once it leaves the function."""
        own: BaseException | None = None

        def follow(frame: FrameType, event: str, arg: Any) -> _Local:
            nonlocal own
            if event == "exception":
                _kind, error, tb = arg
                own = error if tb.tb_next is None and not _is_asked_for(frame, error) else None
            elif event == "return" and arg is None and own is not None and self.first is None:
                self.first = own if is_left_by_error(frame) else None
            return follow

        return follow


def _is_asked_for(frame: FrameType, error: Any) -> bool:
    """Whether Python itself takes the error for an answer, as of `__getattr__`."""
    if not isinstance(error, Exception) or isinstance(error, (StopIteration, StopAsyncIteration)):
        return True
    is_special = frame.f_code.co_name.startswith("__")
    return is_special and isinstance(error, (AttributeError, LookupError))

"""Waits for the threads that a program has started, and keeps the errors that end them."""

from __future__ import annotations

import itertools
import os
import sys
import threading
import time
from types import FrameType
from typing import TYPE_CHECKING, Any, Callable, Iterator, cast

from .. import fit, tracebacks

if TYPE_CHECKING:
    from ..record import Recorder

_LOOK = 0.02
#: So long a new thread may take to come to the learner's code.
_STARTING = 0.2
_MOST_ERRORS = 50
#: Where a thread waits for work that may never come.
_WAITING = (
    os.path.join("concurrent", "futures", "thread.py"),
    os.path.join("multiprocessing", "pool.py"),
    "queue.py",
    "selectors.py",
    "socketserver.py",
)


class Threads:
    """The threads of one recording. With `quiet`, Python itself does not print their errors.

    `keep` gets each error in place of the list of `errors`, which is bounded.
    """

    def __init__(
        self,
        recorder: Recorder,
        *,
        quiet: bool,
        keep: Callable[[dict[str, Any]], None] | None = None,
    ) -> None:
        self._recorder = recorder
        self._quiet = quiet
        self._lock = threading.Lock()
        self._hand_on = keep or self._add
        #: What ended threads: lane and traceback.
        self.errors: list[dict[str, Any]] = []

    def listen(self) -> None:
        """Hear of errors that end threads; whoever else listens to them still does."""
        before = threading.excepthook

        def hear(args: Any) -> None:
            self._keep(args.exc_value)
            if not (self._quiet and before is _PYTHONS):
                before(args)

        threading.excepthook = hear

    def _keep(self, error: BaseException | None) -> None:
        if error is None or isinstance(error, SystemExit):
            return
        self._recorder.note_uncaught(error)
        told = {"lane": fit.short(self._recorder.lanes.here().name)}
        told["traceback"] = tracebacks.of(error)
        self._hand_on(told)

    def _add(self, told: dict[str, Any]) -> None:
        with self._lock:
            if len(self.errors) < _MOST_ERRORS:
                self.errors.append(told)

    def wait(self, seconds: float, *, daemons: bool = True) -> None:
        """Wait until each thread has ended, or waits for work itself."""
        begun = time.monotonic()
        met: dict[int, float] = {}
        pause = _pause()
        if daemons and "greenlet" in sys.modules:
            pause(_LOOK)  # greenlets begin only now
        while time.monotonic() < begun + seconds:
            waited = (one for one in _others() if daemons or not one.daemon)
            busy = any(self._is_busy(one, met) for one in waited)
            if not busy and not (daemons and any(self._greenlets())):
                return
            pause(_LOOK)

    def _greenlets(self) -> Iterator[str]:
        """The lanes of other greenlets that have not ended."""
        here = self._recorder.lanes.here()
        for lane in self._recorder.lanes.all():
            if lane is not here and lane.owner[2] is not None and lane.is_alive():
                yield lane.name

    def _is_busy(self, thread: threading.Thread, met: dict[int, float]) -> bool:
        first = met.setdefault(id(thread), time.monotonic())
        frames = list(_frames(thread))
        if any(self._recorder.own(frame.f_code.co_filename) for frame in frames):
            return True
        waits = any(frame.f_code.co_filename.endswith(_WAITING) for frame in frames)
        return not waits or time.monotonic() < first + _STARTING

    def running(self) -> Iterator[dict[str, Any]]:
        """Where each thread is that has not ended and is at work."""
        long_met = dict.fromkeys(map(id, _others()), float("-inf"))
        for thread in _others():
            if self._is_busy(thread, long_met):
                own = [frame for frame in _frames(thread) if self._file(frame)]
                file, line = (self._file(own[0]), own[0].f_lineno) if own else ("", 0)
                yield {"lane": fit.short(thread.name), "file": fit.short(file), "line": line}

    def _file(self, frame: FrameType) -> str:
        return self._recorder.own(frame.f_code.co_filename)


def standing(recorder: Recorder) -> list[dict[str, Any]]:
    """Where the threads are in the learner's files; the main one also when nothing is recorded."""
    lanes = [
        {"lane": fit.short(lane.name), "file": fit.short(lane.file), "line": lane.line}
        for lane in recorder.lanes.all()
        if lane.line
    ]
    if lanes:
        return lanes
    own = (
        {"lane": "main", "file": fit.short(file), "line": frame.f_lineno}
        for frame in _frames(threading.main_thread())
        for file in filter(None, [recorder.own(frame.f_code.co_filename)])
    )
    return list(itertools.islice(own, 1))


def _others() -> list[threading.Thread]:
    current = threading.current_thread()
    others = (one for one in threading.enumerate() if one is not current and one.is_alive())
    # Of what `threading` did not start, it does not know when it has ended.
    return [one for one in others if not type(one).__name__.startswith("_Dummy")]


def _pause() -> Callable[[float], Any]:
    """What lets the others go on: greenlets run only while nobody else does."""
    for name in ("gevent", "eventlet"):
        module = sys.modules.get(name)
        if module is not None and hasattr(module, "sleep"):
            return cast(Callable[[float], Any], module.sleep)
    return time.sleep


def _frames(thread: threading.Thread) -> Iterator[FrameType]:
    """What a thread is in, innermost first."""
    frame = sys._current_frames().get(thread.ident or 0)
    while frame is not None:
        yield frame
        frame = frame.f_back


_PYTHONS: Callable[[Any], Any] = threading.excepthook

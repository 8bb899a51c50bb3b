"""Runs a learner's statements in one process that keeps its state, with contexts left pushed.

Jobs come by standard input and answers go to standard output, frame by frame; what
statements print travels as frames, too.
"""

from __future__ import annotations

import contextlib
import io
import os
import queue
import signal
import sys
import threading
from typing import Any, Dict, Iterator

from .. import warm, wire

Job = Dict[str, Any]
_PIECE = 16 * 1024


def main(_arguments: list[str]) -> None:
    """Say that Flask is ready, then do jobs until there are no more."""
    line = _Line()
    ready = warm.up()
    if "failed" in ready:
        line.tell(ready)
        return
    # This imports Flask, which `warm` has just found to be there.
    from .session_state import SessionState

    state = SessionState(line.interruptible)
    line.tell({"ready": dict(ready, isolation=[])})
    jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
    threading.Thread(target=line.listen, args=(jobs,), daemon=True).start()
    for job in iter(jobs.get, None):
        line.tell({"done": state.do(job)})
    # Threads that the learner left running would keep the process for good.
    os._exit(0)


class _Line:
    """Both directions to the parent. An interrupt waits while a frame is under way."""

    def __init__(self) -> None:
        self._in, self._out = os.dup(0), os.dup(1)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        # What code below Python writes is seen on the terminal, outside our frames.
        os.dup2(2, 1)
        os.close(nothing)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  # for good
        sys.stdout = sys.__stdout__ = _Stream(self, "stdout")  # type: ignore[assignment,misc]  # it stands in for a stream
        sys.stderr = sys.__stderr__ = _Stream(self, "stderr")  # type: ignore[assignment,misc]  # as above
        self._lock = threading.RLock()
        self._busy = self._holding = self._pending = False
        signal.signal(signal.SIGINT, self._on_interrupt)

    def tell(self, message: Any) -> None:
        """Send one frame, whole."""
        mine = threading.current_thread() is threading.main_thread()
        with self._lock, self._held() if mine else contextlib.nullcontext():
            wire.write(self._out, message)

    def listen(self, jobs: Any) -> None:
        """Take jobs as they come; an interrupt is passed on to the main thread."""
        frames = wire.Frames()
        while True:
            data = os.read(self._in, 65536)
            if not data:
                if self._busy:
                    _end_all()
                jobs.put(None)
                return
            for job in frames.feed(data):
                if job["do"] != "interrupt":
                    jobs.put(job)
                elif self._busy:
                    _interrupt_main()

    def interruptible(self, work: Any) -> Any:
        """The result of `work`, during which an interrupt raises KeyboardInterrupt."""
        self._busy = True
        try:
            return work()
        finally:
            self._busy = False

    @contextlib.contextmanager
    def _held(self) -> Iterator[None]:
        self._holding = True
        try:
            yield
        finally:
            self._holding = False
        if self._pending:
            self._pending = False
            raise KeyboardInterrupt

    def _on_interrupt(self, _number: int, _frame: Any) -> None:
        if self._holding:
            self._pending = True
        elif self._busy:
            raise KeyboardInterrupt


def _end_all() -> None:
    """The tutor is gone, and a statement runs that may never end: it ends, and what it started."""
    if sys.platform != "win32" and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(0)


def _interrupt_main() -> None:
    main_thread = threading.main_thread().ident
    if sys.platform != "win32" and main_thread is not None:
        # A real signal, for only that wakes a call that sleeps or waits.
        signal.pthread_kill(main_thread, signal.SIGINT)
    else:
        import _thread

        _thread.interrupt_main()


class _Stream(io.TextIOBase):
    """A stream whose text goes to the parent as frames."""

    def __init__(self, line: _Line, name: str) -> None:
        self._line = line
        self._name = name

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a property here as in TextIOWrapper
        return "utf-8"

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        # In pieces: a frame has a bound, and what is printed has none.
        for start in range(0, len(text), _PIECE):
            self._line.tell({self._name: text[start : start + _PIECE]})
        return len(text)

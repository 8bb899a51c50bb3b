"""The supervisor: has Flask imported, forks one process per snippet, owns time and tidying up.

It is single-threaded, for only then is forking safe, and it outlives every
snippet: what a snippet leaves behind becomes its child and is ended.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import socket
import sys
import time
from typing import Any

from .. import wire
from ..guarding import confine, linux
from ..guarding.plan import Plan
from ..guarding.watch import Watchdog
from .process import Process
from .spare import Spare

if sys.platform == "win32":
    raise ImportError("where there is no fork, a process stands by instead")

_SWEEP_SECONDS = 2.0
_LAST_WORDS_SECONDS = 0.1


class Supervisor:
    """Takes jobs one after another; each is run, timed, killed if need be, and swept up."""

    def __init__(self, control: socket.socket, plan: Plan) -> None:
        self.control = control
        self.plan = plan
        self.alarm, wake = os.pipe()
        for end in (self.alarm, wake):
            os.set_blocking(end, False)
        # A child's end is learnt from SIGCHLD: that works on every system and Python alike.
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        self.private = (control.fileno(), self.alarm, wake)
        gc.freeze()
        self.spare = self._new_spare()

    def serve(self) -> None:
        """Run jobs until the tutor is gone."""
        while True:
            message, descriptors = wire.receive(self.control)
            if message is None:
                return
            # A "kill" that arrives here was meant for a job that has just ended.
            if "job" in message and not self._run(message["job"], descriptors):
                return

    def _run(self, job: dict[str, Any], descriptors: list[int]) -> bool:
        if self.plan["uid"] is not None:
            os.chown(job["folder"], self.plan["uid"], self.plan["uid"])
        processes = confine.count_processes(self.plan) if self.plan["count"] else 0
        pid = self._take_spare().pid
        watch = Watchdog(self.plan, pid, job)
        self.spare.give(job, descriptors, processes)
        for descriptor in descriptors:
            os.close(descriptor)
        wire.send(self.control, {"started": pid})
        process = Process(pid)
        reason = self._watch(process, watch)
        if reason == "timeout":
            self._ask_last_words(pid)
        process.end()
        ended = {
            "status": process.status,
            "reason": reason,
            "duration": watch.clock.look(),
            "cpu": process.usage.ru_utime + process.usage.ru_stime,
            "swept": _sweep(),
        }
        if reason == "abandoned":
            return False
        wire.send(self.control, {"ended": ended})
        self.spare = self._new_spare()
        return True

    def _take_spare(self) -> Spare:
        process = Process(self.spare.pid)
        if process.has_ended():
            # Killed while it waited, by a system short of memory perhaps.
            process.end()
            self.spare.drop()
            self.spare = self._new_spare()
        return self.spare

    def _new_spare(self) -> Spare:
        return Spare(self.plan, self._forget)

    def _forget(self) -> None:
        """Leave the supervisor's means behind, in the child."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for descriptor in self.private:
            os.close(descriptor)

    def _watch(self, process: Process, watch: Watchdog) -> str | None:
        """Wait for the process's end; why it has to be ended, if it has not by itself."""
        ends = [self.alarm, self.control.fileno()]
        while not process.has_ended():
            ready = select.select(ends, [], [], watch.pause())[0]
            self._silence()
            if self.control.fileno() in ready:
                message, _descriptors = wire.receive(self.control)
                return "abandoned" if message is None else str(message["kill"])
            reason = None if process.has_ended() else watch.look()
            if reason is not None:
                return reason
        return None

    def _silence(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while os.read(self.alarm, 512):
                pass

    def _ask_last_words(self, pid: int) -> None:
        """Let a process that hangs say at which line, before it is ended."""
        # In namespaces the snippet is not the process known here, but of its group.
        kill = os.killpg if self.plan["namespaces"] else os.kill
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGUSR1)
        time.sleep(_LAST_WORDS_SECONDS)


def _sweep() -> int:
    """End and reap what a snippet left behind; how many there were."""
    count, deadline = 0, time.monotonic() + _SWEEP_SECONDS
    while time.monotonic() < deadline:
        try:
            pid = os.waitpid(-1, os.WNOHANG)[0]
        except ChildProcessError:
            break
        if pid:
            count += 1
            continue
        for orphan in linux.children():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(orphan, signal.SIGKILL)
        time.sleep(0.002)
    return count

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
import time
from typing import Any

from . import child, confine, linux, wire

_SWEEP_SECONDS = 2.0
_LAST_WORDS_SECONDS = 0.03


class Supervisor:
    """Takes jobs one after another; each is run, timed, killed if need be, and swept up."""

    def __init__(self, control: socket.socket, plan: confine.Plan) -> None:
        self.control = control
        self.plan = plan
        self.alarm, wake = os.pipe()
        for end in (self.alarm, wake):
            os.set_blocking(end, False)
        # A child's end is learnt from SIGCHLD: that works on every system and Python alike.
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        self.private = (control.fileno(), self.alarm, wake)
        gc.collect()
        gc.freeze()

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
        begun = time.monotonic()
        pid = os.fork()
        if pid == 0:
            self._forget()
            child.run(job, self.plan, descriptors, processes)
        for descriptor in descriptors:
            os.close(descriptor)
        wire.send(self.control, {"started": pid})
        reason = self._watch(pid, begun + job["limits"]["wall"])
        if reason == "timeout":
            self._ask_last_words(pid)
        status, usage = _end(pid)
        duration = time.monotonic() - begun
        ended = {"status": status, "reason": reason, "swept": _sweep(), "duration": duration}
        ended["cpu"] = usage.ru_utime + usage.ru_stime
        if reason == "abandoned":
            return False
        wire.send(self.control, {"ended": ended})
        return True

    def _forget(self) -> None:
        """Leave the supervisor's means behind, in the child."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for descriptor in self.private:
            os.close(descriptor)

    def _watch(self, pid: int, deadline: float) -> str | None:
        """Wait for the process's end; why it has to be ended, if it has not by itself."""
        while not _has_ended(pid):
            left = deadline - time.monotonic()
            if left <= 0:
                return "timeout"
            ready = select.select([self.alarm, self.control], [], [], left)[0]
            self._silence()
            if self.control in ready:
                message, _descriptors = wire.receive(self.control)
                if message is None:
                    return "abandoned"
                return str(message["kill"])
        return None

    def _silence(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while os.read(self.alarm, 512):
                pass

    def _ask_last_words(self, pid: int) -> None:
        """Let a process that hangs say at which line, before it is ended."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGUSR1)
        time.sleep(_LAST_WORDS_SECONDS)


def _has_ended(pid: int) -> bool:
    # Not reaped here, where the system allows it: until then nobody else gets its number.
    if hasattr(os, "waitid"):
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, pid, flags) is not None
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return False
    return True


def _end(pid: int) -> tuple[int, Any]:
    """Kill the process with its group, then reap it."""
    for kill in (os.kill, os.killpg):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)
    _pid, status, usage = os.wait4(pid, 0)
    return status, usage


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

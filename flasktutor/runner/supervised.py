"""The parent's end of a supervisor: hands it jobs, collects what snippets write."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flasktutor.runner import codec, ending, launch
from flasktutor.runner.finished import Finished, Ready
from flasktutor.runner.folders import RunFolders
from flasktutor.runner.launch import WorkerDied
from flasktutor.runner.protocol import RunRequest
from flasktutor.runner.report import RunReport
from flasktutor.runner.worker import wire
from flasktutor.runner.worker.clock import LONGEST_GAP, Clock

if sys.platform == "win32":
    raise ImportError("where there is no fork, a process stands by instead")

#: How long a supervisor may take beyond a snippet's own time before it counts as stuck.
_PATIENCE = 6.0
#: How long a pipe is read after the end: an escaped process may hold it open for good.
_DRAIN = 0.2
_CHUNK = 64 * 1024

Sink = Callable[[bytes], "str | None"]
"""Takes what comes out of a pipe; says why the process has to be ended, once it has."""


class Supervised:
    """A supervisor process and the socket to it."""

    def __init__(
        self,
        python: Path,
        folders: RunFolders,
        *,
        namespaces: bool = False,
        platform: str = sys.platform,
    ) -> None:
        self.python = python
        self.folders = folders
        self._inbox = wire.Frames()
        self._messages: list[dict[str, Any]] = []
        self._child = 0
        self._control, theirs = socket.socketpair()
        wishes = ["namespaces"] if namespaces else []
        self._mark = f"{os.getpid()}-{os.urandom(6).hex()}"
        try:
            with theirs:
                self._process = launch.start(
                    python,
                    ["supervise", str(theirs.fileno()), str(folders.base), platform, *wishes],
                    folders.base,
                    mark=self._mark,
                    pass_fds=(theirs.fileno(),),
                )
        except BaseException:
            self._control.close()
            raise

    def wait_ready(self) -> Ready:
        """What the worker says of itself; a TutorError when it cannot run snippets."""
        deadline = time.monotonic() + launch.START_SECONDS
        try:
            message = self._next(deadline)
        except WorkerDied:
            # A process that is ending lets go of the socket first: that it runs tells nothing.
            if time.monotonic() >= deadline:
                raise launch.never_answered(self.python) from None
            raise launch.failed_to_start(self.python, self.folders.base) from None
        return launch.ready_or_error(self.python, message)

    def run(self, request: RunRequest) -> Finished:
        """Run one snippet; raises WorkerDied when the supervisor does not take the job."""
        folder = self.folders.new()
        self._child = 0
        seen = Finished()
        pipes = [os.pipe() for _ in range(3)]
        try:
            self._hand_over(codec.job(request, folder), [write for _read, write in pipes])
            self._collect(request, seen, [read for read, _write in pipes])
        finally:
            for read, _write in pipes:
                os.close(read)
            self.folders.drop(folder)
        return seen

    def close(self) -> None:
        """End the supervisor and everything it started."""
        self._control.close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._end_all()
        self._process.wait()

    def _hand_over(self, job: dict[str, Any], writes: list[int]) -> None:
        try:
            wire.send(self._control, {"job": job}, tuple(writes))
        except OSError as error:
            raise WorkerDied from error
        finally:
            for write in writes:
                os.close(write)

    def _collect(self, request: RunRequest, seen: Finished, reads: list[int]) -> None:
        report, most = RunReport(len(request.probes)), request.limits.output
        sinks: dict[int, Sink] = {
            reads[0]: lambda data: "output-limit" if seen.keep("stdout", data, most) else None,
            reads[1]: lambda data: "output-limit" if seen.keep("stderr", data, most) else None,
            reads[2]: lambda data: "garbled" if report.feed(data) else None,
        }
        with selectors.DefaultSelector() as selector:
            for read in sinks:
                selector.register(read, selectors.EVENT_READ)
            selector.register(self._control, selectors.EVENT_READ)
            try:
                ended = self._until_ended(selector, sinks, seen, request)
            except BaseException:
                # Ctrl-C, most likely: the snippet must not go on unseen.
                self._end_all()
                raise
            _drain(selector, sinks, self._control)
        _fill_in(seen, ended)
        report.end(killed=bool(seen.signal or seen.reason))
        seen.frames, seen.rest, seen.garbled = report.frames, report.rest, report.garbled

    def _until_ended(
        self,
        selector: selectors.BaseSelector,
        sinks: dict[int, Sink],
        seen: Finished,
        request: RunRequest,
    ) -> dict[str, Any]:
        clock, killed = Clock(), False
        while clock.look() < request.limits.wall + _PATIENCE:
            for key, _events in selector.select(LONGEST_GAP / 2):
                if key.fileobj is self._control:
                    try:
                        ended = self._hear()
                    except WorkerDied:
                        if not self._child:
                            raise  # it never took the job, which may be tried again
                        self._end_all()
                        return {"reason": "worker-died", "signal": 0}
                    if ended is not None:
                        return ended
                elif (why := _read(selector, key.fd, sinks)) and not killed:
                    killed = True
                    with contextlib.suppress(OSError):
                        wire.send(self._control, {"kill": why})
        self._end_all()
        return {"reason": "timeout", "signal": 0}

    def _hear(self) -> dict[str, Any] | None:
        """Take what the supervisor says; the end of the run, if that is it."""
        ended: dict[str, Any] | None = None
        message = self._next(time.monotonic() + _PATIENCE)
        self._child = message.get("started", self._child)
        if self._messages or "ended" in message:
            # Two may have come at once, and the selector tells of the first alone.
            ended = message.get("ended") or self._hear()
        return ended

    def _next(self, deadline: float) -> dict[str, Any]:
        while not self._messages:
            self._control.settimeout(max(0.0, deadline - time.monotonic()))
            try:
                data = self._control.recv(_CHUNK)
            except OSError as error:
                raise WorkerDied from error
            finally:
                self._control.settimeout(None)
            if not data:
                raise WorkerDied
            self._messages += self._inbox.feed(data)
        return self._messages.pop(0)

    def _end_all(self) -> None:
        """Kill the supervisor, the snippet and whatever they started, without their help."""
        self._process.kill()
        if self._child:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._child, signal.SIGKILL)
        ending.kill_marked(self._mark)
        self._process.wait()


def _read(selector: selectors.BaseSelector, read: int, sinks: dict[int, Sink]) -> str | None:
    data = os.read(read, _CHUNK)
    if not data:
        selector.unregister(read)
    return sinks[read](data)


def _drain(
    selector: selectors.BaseSelector,
    sinks: dict[int, Sink],
    control: socket.socket,
) -> None:
    """Read what the pipes still hold once the process has ended."""
    selector.unregister(control)
    deadline = time.monotonic() + _DRAIN
    while selector.get_map() and (left := deadline - time.monotonic()) > 0:
        for key, _events in selector.select(left):
            _read(selector, key.fd, sinks)


def _fill_in(seen: Finished, ended: dict[str, Any]) -> None:
    seen.reason = ended["reason"]
    status = ended.get("status")
    if status is not None:
        seen.signal = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        seen.exit_code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
    seen.cpu = ended.get("cpu", 0.0)
    seen.duration = ended.get("duration", 0.0)
    seen.swept = ended.get("swept", 0)

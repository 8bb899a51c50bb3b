"""Runs snippets where there is no fork (Windows): one process each, started ahead of need.

Written for Windows and tried on Linux only, by doing without fork there.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any, get_args

from flasktutor.runner import codec, launch
from flasktutor.runner.ending import kill_group
from flasktutor.runner.finished import Finished, Ready, Stream
from flasktutor.runner.folders import RunFolders
from flasktutor.runner.protocol import Limits, RunRequest
from flasktutor.runner.report import RunReport
from flasktutor.runner.windows_job import Job
from flasktutor.runner.worker import trees, wire
from flasktutor.runner.worker.clock import Clock

_CHUNK = 64 * 1024
_DRAIN = 0.5
_LAST_WORDS_SECONDS = 0.1
_LOOK_SECONDS = 0.2


class Standby:
    """A process that is ready for one snippet, and the next one being made ready."""

    def __init__(self, python: Path, folders: RunFolders) -> None:
        self.python = python
        self.folders = folders
        self._next = self._spawn()
        self._ready: Ready | None = None

    def wait_ready(self) -> Ready:
        """What the worker says of itself; a TutorError when it cannot run snippets."""
        if self._ready is None:
            message = _first_frame(self._next, self.python)
            if not launch.is_greeting(message):
                raise launch.failed_to_start(self.python, self.folders.base)
            self._ready = launch.ready_or_error(self.python, message)
        return self._ready

    def run(self, request: RunRequest) -> Finished:
        """Run one snippet; raises WorkerDied when the process is not there any more."""
        process, self._next = self._take(), self._spawn()
        folder = self.folders.new()
        report = folder.with_name(folder.name + ".report")
        seen = Finished()
        message = {**codec.job(request, folder), "report": str(report)}
        try:
            with Job(process, request.limits) as job:
                self._go(process, message, request.limits, seen, job)
            _read_report(report, request, seen)
        finally:
            _end(process)
            self.folders.drop(folder)
            report.unlink(missing_ok=True)
        return seen

    def close(self) -> None:
        """End the process that waits."""
        _end(self._next)

    def _spawn(self) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        return launch.start(
            self.python, ["standby"], self.folders.base, stdin=pipe, stdout=pipe, stderr=pipe
        )

    def _take(self) -> subprocess.Popen[bytes]:
        if self._ready is None or self._next.poll() is not None:
            _end(self._next)
            self._next = self._spawn()
            self._ready = None
        self.wait_ready()
        return self._next

    def _go(
        self,
        process: subprocess.Popen[bytes],
        message: dict[str, Any],
        limits: Limits,
        seen: Finished,
        job: Job,
    ) -> None:
        clock = Clock()
        collectors = [_Collector(process, seen, name, limits) for name in get_args(Stream)]
        _hand_over(process, message)
        self._ready = None
        seen.reason = _wait(process, message["folder"], limits, clock)
        if seen.reason == "timeout":
            _ask_last_words(process)
        seen.duration = clock.look()
        job.end()
        _end(process)
        for collector in collectors:
            collector.thread.join(_DRAIN)
        if seen.truncated:
            seen.reason = "output-limit"
        _tell_end(process, seen, job)


def _wait(
    process: subprocess.Popen[bytes], folder: str, limits: Limits, clock: Clock
) -> str | None:
    """Wait for the process's end; why it has to be ended, if it has not by itself."""
    while (left := limits.wall - clock.look()) > 0:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(min(left, _LOOK_SECONDS))
            return None
        reason = trees.exceeded(folder, limits.disk, limits.entries)
        if reason is not None:
            return reason
    return "timeout"


def _read_report(path: Path, request: RunRequest, seen: Finished) -> None:
    report = RunReport(len(request.probes))
    if path.exists():
        with path.open("rb") as file:
            while (data := file.read(_CHUNK)) and not report.feed(data):
                pass
    report.end(killed=bool(seen.signal or seen.reason))
    seen.frames, seen.rest, seen.garbled = report.frames, report.rest, report.garbled


class _Collector:
    """Reads one stream in a thread of its own, for Windows cannot wait for pipes together."""

    def __init__(
        self, process: subprocess.Popen[bytes], seen: Finished, name: Stream, limits: Limits
    ) -> None:
        self.process, self.seen, self.name, self.limit = process, seen, name, limits.output
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        stream: IO[bytes] = getattr(self.process, self.name)
        # The stream is closed under our hands when an escaped process holds its other end.
        with contextlib.suppress(OSError, ValueError):
            while data := os.read(stream.fileno(), _CHUNK):
                if self.seen.keep(self.name, data, self.limit):
                    kill_group(self.process)


def _first_frame(process: subprocess.Popen[bytes], python: Path) -> Any:
    """What the process says before the snippet's own output, byte for byte no more."""
    late = threading.Event()

    def give_up() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(launch.START_SECONDS, give_up)
    timer.start()
    try:
        found = _frame(process)
    finally:
        timer.cancel()
    if late.is_set():
        raise launch.never_answered(python)
    return found


def _frame(process: subprocess.Popen[bytes]) -> Any:
    assert process.stdout is not None
    frames = wire.Frames(wire.LARGEST_REPORT)
    # One byte at a time: what follows the frame belongs to the snippet.
    while not frames.is_stuck and (data := os.read(process.stdout.fileno(), 1)):
        with contextlib.suppress(ValueError):
            for frame in frames.feed(data):
                return frame
    return None


def _hand_over(process: subprocess.Popen[bytes], job: dict[str, Any]) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(wire.pack(job))
        process.stdin.close()
    except OSError as error:
        raise launch.WorkerDied from error


def _ask_last_words(process: subprocess.Popen[bytes]) -> None:
    if sys.platform != "win32":
        process.send_signal(signal.SIGUSR1)
        time.sleep(_LAST_WORDS_SECONDS)


def _end(process: subprocess.Popen[bytes]) -> None:
    kill_group(process)
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None and not stream.closed:
            with contextlib.suppress(OSError):
                stream.close()


def _tell_end(process: subprocess.Popen[bytes], seen: Finished, job: Job) -> None:
    code = process.returncode
    seen.signal, seen.exit_code = (-code, None) if code < 0 else (0, code)
    seen.reason = seen.reason or job.exceeded(code)
    if seen.reason:
        seen.exit_code = None

"""Owns the process of a live session: jobs to it, output and answers from it."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from flasktutor.errors import TutorError
from flasktutor.language import _, reason
from flasktutor.play.answers import Answer, answer, is_answer, is_output
from flasktutor.runner import launch
from flasktutor.runner.ending import kill_group
from flasktutor.runner.finished import Ready
from flasktutor.runner.protocol import Context, HttpRequest
from flasktutor.runner.source import text_in
from flasktutor.runner.worker import wire

Write = Callable[[str, str], None]
"""Gets what is printed: the name of the stream, and the text."""

LAST_WORDS = 1.0
"""Seconds that what a process wrote last may take to come."""
_TICK = 0.1
_HALF_SECONDS = 3.0
"""How long half a frame may wait for its rest, which our worker sends at once."""
_LONGEST_COMPLAINT = 64 * 1024


class SessionEnded(Exception):  # noqa: N818  # it is an event to react to, not a person's error
    """The session's process is gone, and what it knew with it.

    It was ended by us when what it said was `garbled`.
    """

    def __init__(self, *, garbled: bool = False) -> None:
        super().__init__()
        self.garbled = garbled


class Session:
    """A process that runs one statement after another on `python`.

    With `file`, that is run first; without, there is an `app` to play with. Raises
    TutorError when `python` cannot run Flask.
    """

    def __init__(self, python: Path, file: Path | None, write: Write) -> None:
        self._python, self._file, self._write = python, file, write
        self._is_ready = threading.Event()
        # CPython's simple one waits for ever where a signal comes at the very end of a timeout.
        self._answers: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._awaited = 0
        self._garbled = False
        self._half_since: float | None = None
        self._process = self._start()
        self._complaints = b""
        threading.Thread(target=self._read, args=(self._process,), daemon=True).start()
        self._second = threading.Thread(target=self._pass_on, args=(self._process,), daemon=True)
        self._second.start()
        try:
            self.ready = self._greeted()
        except BaseException:  # Ctrl-C too, for it may be long in coming
            self.close()
            raise
        self._is_ready.set()

    def begin(self) -> Answer:
        """Run the file, or make the app; raises TutorError for a file that is no text."""
        source = _read(self._file) if self._file else ""
        path = str(self._file.absolute()) if self._file else ""
        return self._do({"do": "begin", "file": path, "source": source})

    def run(self, source: str) -> Answer:
        """Run statements. Ctrl-C in the meantime stops them and keeps the state."""
        return self._do({"do": "run", "source": source})

    def push(self, context: Context) -> Answer:
        """Push a context, and leave it pushed."""
        return self._do({"do": "push", "context": asdict(context)})

    def pop(self) -> Answer:
        """Pop the context that was pushed last by `push`."""
        return self._do({"do": "pop"})

    def get(self, request: HttpRequest) -> Answer:
        """Send a request with the app's test client."""
        return self._do({"do": "get", "request": asdict(request)})

    def threads(self) -> Answer:
        """How things stand in each thread, and in a new one."""
        return self._do({"do": "threads"})

    def matches(self, text: str) -> list[str]:
        """What `text` can be completed to."""
        found: list[str] = self._answer({"do": "complete", "text": text}).get("matches", [])
        return found

    def close(self) -> None:
        """End the process, and what it started."""
        kill_group(self._process)
        self._process.wait()
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):  # what nobody took any more
                self._process.stdin.close()
        # What was written last is still on its way; a process left behind may keep it open.
        self._second.join(LAST_WORDS)

    def _start(self) -> subprocess.Popen[bytes]:
        new_group = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
        try:
            return subprocess.Popen(
                [str(self._python), str(launch.WORKER), "play"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                # Ctrl-C on the terminal is ours to pass on.
                start_new_session=True,
                creationflags=new_group,
            )
        except OSError as error:
            text = _("{python} cannot be started: {reason}.")
            raise TutorError(text.format(python=self._python, reason=reason(error))) from None

    def _greeted(self) -> Ready:
        try:
            message = self._answers.get(timeout=launch.START_SECONDS)
        except queue.Empty:
            raise launch.never_answered(self._python) from None
        if message is None:
            self._second.join(LAST_WORDS)
            with tempfile.TemporaryDirectory() as base:
                Path(base, launch.LOG).write_bytes(self._complaints)
                raise launch.failed_to_start(self._python, Path(base))
        return launch.ready_or_error(self._python, message)

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        frames = wire.Frames(wire.LARGEST_REPORT)
        assert process.stdout is not None
        try:
            with process.stdout as told:
                while data := os.read(told.fileno(), 65536):
                    for frame in frames.feed(data):
                        self._hear(frame)
                    if frames.is_stuck:
                        raise ValueError("no frame will come any more")
                    self._half_since = time.monotonic() if frames.rest else None
        except ValueError:
            # A statement can write there, and then nothing more can be told apart.
            self._garbled = True
            if not self._is_ready.is_set():
                # By what an interpreter says as it starts, instead.
                self._complaints += bytes(frames.rest[:_LONGEST_COMPLAINT])
            process.kill()
        self._answers.put(None)

    def _hear(self, frame: Any) -> None:
        """Take a frame; raises ValueError for what our worker does not say."""
        if is_output(frame):
            ((stream, text),) = frame.items()
            self._write(stream, text)
            return
        if self._is_ready.is_set():
            # An answer that nobody has asked for, a statement has made up.
            expected = is_answer(frame) and self._answers.qsize() < self._awaited
        else:
            expected = launch.is_greeting(frame)
        if not expected:
            raise ValueError("no frame of the worker")
        self._answers.put(frame)

    def _pass_on(self, process: subprocess.Popen[bytes]) -> None:
        """Show what is written below Python, and by programs that statements start."""
        assert process.stderr is not None
        with process.stderr as told:
            while data := os.read(told.fileno(), 65536):
                if not self._is_ready.is_set():
                    self._complaints = (self._complaints + data)[-_LONGEST_COMPLAINT:]
                else:
                    self._write("stderr", data.decode("utf-8", "replace"))

    def _answer(self, job: Mapping[str, Any]) -> dict[str, Any]:
        # Ctrl-C may have come between a job and its answer: that answer comes first now.
        self._awaited += 1
        with _interrupts() as pressed:
            self._send(job)
            while (answer := self._next(pressed)) is not None:
                self._awaited -= 1
                if not self._awaited:
                    return cast("dict[str, Any]", answer["done"])
        raise SessionEnded(garbled=self._garbled)

    def _next(self, pressed: list[int]) -> dict[str, Any] | None:
        """The next answer; the first Ctrl-C asks to stop, the second ends the process."""
        heard = 0
        while True:
            for number in range(heard, len(pressed)):
                if number:
                    self.close()
                else:
                    self._send({"do": "interrupt"})
                heard += 1
            with contextlib.suppress(queue.Empty):
                return self._answers.get(timeout=_TICK)
            self._end_if_half()

    def _end_if_half(self) -> None:
        """End a process of which half a frame has come: the answer would be taken for its rest."""
        since = self._half_since
        if since is not None and time.monotonic() - since > _HALF_SECONDS:
            self._half_since = None
            self._garbled = True
            self._process.kill()

    def _send(self, job: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(wire.pack(job))
            self._process.stdin.flush()
        except OSError:
            raise SessionEnded(garbled=self._garbled) from None

    def _do(self, job: Mapping[str, Any]) -> Answer:
        data = self._answer(job)
        if "standing" not in data:
            raise SessionEnded(garbled=True)
        return answer(data)


@contextlib.contextmanager
def _interrupts() -> Iterator[list[int]]:
    """Ctrl-C raises nothing meanwhile: what it interrupts could be anything. It is noted."""
    pressed: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield pressed
        return
    before = signal.signal(signal.SIGINT, lambda number, _frame: pressed.append(number))
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)


def _read(file: Path) -> str:
    with file.open("rb") as opened:
        return text_in(opened, str(file))

"""Owns the process of a live session: jobs to it, output and answers from it."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from flasktutor.contexts import Frame, FrameKind
from flasktutor.errors import TutorError
from flasktutor.language import _, reason
from flasktutor.runner import codec, launch
from flasktutor.runner.outcome import Ready
from flasktutor.runner.protocol import Context, ContextEvent, HttpRequest
from flasktutor.runner.worker import wire
from flasktutor.values import frozen

Write = Callable[[str, str], None]
"""Gets what is printed: the name of the stream, and the text."""

_WORKER = Path(launch.__file__).parent / "worker" / "__main__.py"
LAST_WORDS = 1.0
"""Seconds that what a process wrote last may take to come."""
_TICK = 0.1


@frozen(kw_only=True)
class Standing:
    """How things stand in a thread: what is pushed, and what the proxies resolve to."""

    stack: tuple[Frame, ...]
    now: ContextEvent


@frozen(kw_only=True)
class Answer:
    """What came of one job."""

    standing: Standing
    events: tuple[ContextEvent, ...] = ()
    error: str = ""
    interrupted: bool = False
    left: bool = False
    nothing: bool = False
    no_app: bool = False
    status: str = ""
    body: str = ""
    threads: tuple[Standing, ...] = ()


class Ended(Exception):  # noqa: N818  # it is an event to react to, not a person's error
    """The session's process is gone, and what it knew with it."""


class Session:
    """A process that runs one statement after another on `python`.

    With `file`, that is run first; without, there is an `app` to play with. Raises
    TutorError when `python` cannot run Flask.
    """

    def __init__(self, python: Path, file: Path | None, write: Write) -> None:
        self._python, self._file, self._write = python, file, write
        self._is_ready = threading.Event()
        self._answers: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._awaited = 0
        self._process = self._start()
        self._complaints = b""
        threading.Thread(target=self._read, args=(self._process,), daemon=True).start()
        self._second = threading.Thread(target=self._pass_on, args=(self._process,), daemon=True)
        self._second.start()
        self.ready = self._greeted()
        self._is_ready.set()

    def begin(self) -> Answer:
        """Run the file, or make the app."""
        source = self._file.read_text("utf-8-sig") if self._file else ""
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
        found: list[str] = self._answer({"do": "complete", "text": text})["matches"]
        return found

    def close(self) -> None:
        """End the process, and what it started."""
        if sys.platform != "win32":
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        # What was written last is still on its way; a process left behind may keep it open.
        self._second.join(LAST_WORDS)

    def _start(self) -> subprocess.Popen[bytes]:
        new_group = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
        try:
            return subprocess.Popen(
                [str(self._python), str(_WORKER), "play"],
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
        message = self._answers.get(timeout=launch.START_SECONDS)
        if message is None:
            self._second.join()
            with tempfile.TemporaryDirectory() as base:
                Path(base, launch.LOG).write_bytes(self._complaints)
                raise launch.failed_to_start(self._python, Path(base))
        return launch.ready_or_error(self._python, message)

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        frames = wire.Frames()
        assert process.stdout is not None
        while data := os.read(process.stdout.fileno(), 65536):
            for frame in frames.feed(data):
                streams = [name for name in ("stdout", "stderr") if name in frame]
                if streams:
                    self._write(streams[0], frame[streams[0]])
                else:
                    self._answers.put(frame)
        self._answers.put(None)

    def _pass_on(self, process: subprocess.Popen[bytes]) -> None:
        """Show what is written below Python, and by programs that statements start."""
        assert process.stderr is not None
        while data := os.read(process.stderr.fileno(), 65536):
            if not self._is_ready.is_set():
                self._complaints += data
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
        raise Ended

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

    def _send(self, job: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(wire.pack(job))
            self._process.stdin.flush()
        except OSError:
            raise Ended from None

    def _do(self, job: Mapping[str, Any]) -> Answer:
        data = self._answer(job)
        return Answer(
            standing=_standing(data["standing"]),
            events=tuple(codec.event(one) for one in data["events"]),
            threads=tuple(_standing(one) for one in data.get("threads", ())),
            **{
                name: data[name]
                for name in ("error", "interrupted", "left", "nothing", "no_app", "status", "body")
                if name in data
            },
        )


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


def _standing(data: dict[str, Any]) -> Standing:
    lane = data["lane"]
    frames = tuple(
        Frame(
            number=number,
            lane=lane,
            kind=cast(FrameKind, one["kind"]),
            label=one["label"],
            opened=0,
            inherited=one["inherited"],
            depth=number,
        )
        for number, one in enumerate(data["stack"])
    )
    state = {**data, "number": 0, "kind": "line"}
    return Standing(stack=frames, now=codec.event(state))

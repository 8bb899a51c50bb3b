"""Owns the process that serves the learner's app: started, heard, ended with all it started."""

from __future__ import annotations

import json
import os
import queue
import secrets
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flasktutor.errors import TutorError
from flasktutor.language import _, reason
from flasktutor.runner import launch
from flasktutor.runner.program import Program
from flasktutor.runner.worker import wire
from flasktutor.trace.run import project
from flasktutor.trace.served import Heard, heard
from flasktutor.values import frozen

_KEPT = 64 * 1024
_MOST_WAITING = 2000
_CHUNK = 65536
_PATIENCE = 3
"""How often nothing may come from a process that has ended."""
_LEAVING = 1.0
"""Seconds that the process may take to end by itself, and then what was printed last to come."""


@frozen(kw_only=True)
class ServeOptions:
    """Which app to serve, and where; without a port Flask's own, or any where that is taken."""

    target: str | None
    port: int | None
    python: Path
    folder: Path


class Child:
    """The process, as its parent hears it."""

    def __init__(self, program: Program, listening: socket.socket, token: str) -> None:
        self.program = program
        self.garbled = False
        self._listening = listening
        self._token = token
        self._socket: socket.socket | None = None
        self._silent = 0
        # Bounded: a server that tells more than is read has to wait.
        self._heard: queue.Queue[Heard | None] = queue.Queue(_MOST_WAITING)
        threading.Thread(target=self._read, daemon=True).start()

    def hear(self, seconds: float) -> Heard | None:
        """What it tells next, None where nothing comes so soon; raises EOFError at the end."""
        try:
            found = self._heard.get(timeout=seconds)
        except queue.Empty:
            # What it has forked may hold the connection open; what it told last may be on its way.
            self._silent += self.program.code is not None
            if self._silent > _PATIENCE:
                raise EOFError from None
            return None
        if found is None:
            raise EOFError
        return found

    def has_more(self) -> bool:
        """Whether it has told more than was heard."""
        return not self._heard.empty()

    def ask_to_end(self) -> None:
        """Ask for the end, and for where everything stands."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.sendall(b".")

    def let_end(self, enough: Callable[[], bool]) -> None:
        """Let it do what it has left for its end, for a moment, or until it is enough."""
        deadline = time.monotonic() + _LEAVING
        while self.program.code is None and not enough() and time.monotonic() < deadline:
            time.sleep(0.02)

    def _read(self) -> None:
        try:
            self._socket = self._accepted()
            reader = wire.Frames(wire.LARGEST_REPORT)
            while data := self._socket.recv(_CHUNK):
                for frame in reader.feed(data):
                    self._heard.put(heard(frame))
                if reader.is_stuck:
                    raise ValueError("no frame")
        except ValueError:
            self.garbled = True
        except OSError:
            pass
        self._heard.put(None)

    def _accepted(self) -> socket.socket:
        """The connection of our own process: others of this machine may knock, too."""
        while True:
            found, _address = self._listening.accept()
            found.settimeout(launch.START_SECONDS)
            reader = wire.Frames(1024)
            # No more than that is read, for what follows is read by another.
            length = len(wire.pack({"token": self._token}))
            with suppress(OSError, ValueError):
                frames = list(reader.feed(_exactly(found, length)))
                if frames and secrets.compare_digest(str(frames[0]), str({"token": self._token})):
                    found.settimeout(None)
                    return found
            found.close()


def _exactly(sock: socket.socket, length: int) -> bytes:
    data = b""
    while len(data) < length and (more := sock.recv(length - len(data))):
        data += more
    return data


@contextmanager
def serving(options: ServeOptions) -> Iterator[Child]:
    """The app served in a process of its own, which ends with this, and all that it started.

    Raises TutorError where the interpreter cannot be started.
    """
    with (
        tempfile.TemporaryDirectory(prefix="flasktutor-trace-") as base,
        socket.create_server(("127.0.0.1", 0)) as listening,
    ):
        token = secrets.token_hex(16)
        job = {
            "target": options.target,
            "port": options.port,
            "root": str(project(options.target, options.folder)),
            "channel": listening.getsockname()[1],
            "token": token,
        }
        file = Path(base, "job.json")
        file.write_text(json.dumps(job), "utf-8")
        command = [str(options.python), str(launch.WORKER), "serve", str(file)]
        variables = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}
        try:
            program = Program(command, options.folder, variables, kept=_KEPT)
        except OSError as error:
            text = _("{python} cannot be started: {reason}.")
            raise TutorError(text.format(python=options.python, reason=reason(error))) from None
        try:
            yield Child(program, listening, token)
        finally:
            program.end()

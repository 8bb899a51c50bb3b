"""Owns running a program of the learner's: within its time, and nothing of it is left running."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from flasktutor.runner import ending

_DRAIN = 0.3  # seconds that what was printed last may take to come
_CHUNK = 65536
_running: set[Program] = set()
_FLAGS = 0
if sys.platform == "win32":
    # There, what a session is elsewhere: Ctrl-C is for us alone.
    _FLAGS = subprocess.CREATE_NEW_PROCESS_GROUP


class Program:
    """A program in a session of its own, without a terminal to ask at; raises OSError.

    With `together`, what it says on its error stream stands in `out` as well. Of each stream
    the last `kept` bytes are kept. It is ended when it prints more than `most` bytes.
    """

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        environ: Mapping[str, str],
        *,
        together: bool = False,
        kept: int = _CHUNK,
        most: int | None = None,
    ) -> None:
        self._mark = f"program-{os.getpid()}-{os.urandom(6).hex()}"
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if together else subprocess.PIPE,
            cwd=folder,
            env={**environ, ending.MARK: self._mark},
            start_new_session=True,
            creationflags=_FLAGS,
        )
        _running.add(self)
        self.out = OutputTail(self._process, self._process.stdout, kept, most)
        self.err = OutputTail(self._process, self._process.stderr, kept, most)

    @property
    def flooded(self) -> bool:
        """Whether it was ended because it printed too much."""
        return self.out.flooded or self.err.flooded

    @property
    def code(self) -> int | None:
        """Its exit code; None as long as it runs."""
        return self._process.poll()

    def wait(self, seconds: float) -> int | None:
        """Its exit code, None when its time was over; it is ended with all that it started."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            self.end()  # also on Ctrl-C

    def end(self) -> None:
        """End it and whatever came from it, also what left its session."""
        ending.kill_group(self._process)
        ending.kill_marked(self._mark)
        self._process.wait()
        _running.discard(self)


def stop() -> None:
    """End every program that runs; those who wait for one then come back at once."""
    for program in list(_running):
        program.end()


class OutputTail:
    """Reads what a process prints on one stream, and keeps the end of it."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        pipe: IO[bytes] | None,
        kept: int,
        most: int | None,
    ) -> None:
        self.flooded = False
        self.count = 0
        self._told = 0
        self._end = b""
        self._lock = threading.Lock()
        self._kept, self._most = kept, most
        self._process, self._pipe = process, pipe
        # A daemon, for what the program left behind may hold the pipe open for good.
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def rest(self) -> bytes:
        """The end of what was printed, once the process has ended."""
        self._thread.join(_DRAIN)
        return self._end[-self._kept :]

    def news(self) -> tuple[bytes, int]:
        """The end of what was printed since this was asked last, and how much that was in all."""
        with self._lock:
            more, self._told = self.count - self._told, self.count
            return self._end[-min(more, self._kept) :] if more else b"", more

    def _read(self) -> None:
        if self._pipe is None:
            return
        with self._pipe:
            while data := os.read(self._pipe.fileno(), _CHUNK):
                with self._lock:
                    self.count += len(data)
                    self._end = (self._end + data)[-max(self._kept, _CHUNK) :]
                if self._most is not None and self.count > self._most:
                    self.flooded = True
                    self._process.kill()
                    return

"""`flasktutor` taken through pipes, line by line, with things done to its files in between."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.checkout import ROOT
from tests.process import environment

PATIENCE = 120.0
"""Seconds until what is waited for counts as missing."""

HOLDER = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
"""


class Piped:
    """A program that reads what `say` writes; `out` is all that it said so far."""

    def __init__(self, *arguments: str, home: Path, more: dict[str, str] | None = None) -> None:
        self.out = ""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "flasktutor", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=environment(home, more),
        )

    def __enter__(self) -> Piped:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._process.kill()
        self._process.communicate()

    def say(self, *lines: str) -> None:
        """Type lines."""
        assert self._process.stdin is not None
        self._process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        self._process.stdin.flush()

    @property
    def said(self) -> str:
        """All that it said, however its lines were wrapped."""
        return " ".join(self.out.split())

    def hear(self, text: str, times: int = 1) -> None:
        """Wait until `text` was said so many times."""
        assert self._process.stdout is not None
        end = time.monotonic() + PATIENCE
        while self.said.count(text) < times:
            pipe = self._process.stdout.fileno()
            ready, _, _ = select.select([pipe], [], [], max(0.0, end - time.monotonic()))
            came = os.read(pipe, 65536) if ready else b""
            assert came, f"no {text!r} in:\n{self.out}"
            self.out += came.decode()

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self._process.send_signal(signal.SIGINT)

    def ends(self) -> tuple[int, str]:
        """Close its input and wait for the end: exit code and what went to the error stream."""
        out, err = self._process.communicate(timeout=PATIENCE)
        self.out += out.decode()
        return self._process.returncode, err.decode()


class Holder:
    """Another program that holds a database for `seconds`, or until it is let go."""

    def __init__(self, path: Path, seconds: float = 1000.0) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(path), str(seconds)], stdout=subprocess.PIPE
        )
        assert self.process.stdout is not None
        with self.process.stdout as said:
            assert said.readline() == b"held\n"

    def __enter__(self) -> Holder:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.let_go()

    @property
    def holds(self) -> bool:
        """Whether the database is held still."""
        return self.process.poll() is None

    def let_go(self) -> None:
        """End the holding now."""
        self.process.kill()
        self.process.wait()

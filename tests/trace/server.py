"""Owns `flasktutor trace --serve` as a test meets it: started, visited, ended as by a person."""

from __future__ import annotations

import http.client
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.checkout import ROOT
from tests.process import environment

PATIENCE = 90.0  # a machine may be busy


class Server:
    """One that was started; `said` is what it has printed up to now."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said = ""
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, args=(process.stdout,), daemon=True).start()
        self.address = self.until("http://127.0.0.1:").strip()
        self.port = int(self.address.removesuffix("/").rpartition(":")[2])

    def _read(self, stream: Any) -> None:
        with stream:
            for line in stream:
                self._lines.put(line)
        self._lines.put(None)

    def until(self, text: str) -> str:
        """Wait for a line that holds `text`; the line. Those before it are `said`."""
        deadline = time.monotonic() + PATIENCE
        while True:
            line = self._lines.get(timeout=max(deadline - time.monotonic(), 0.01))
            assert line is not None, f"it has ended without {text!r}:\n{self.said}"
            self.said += line
            if text in line:
                return line

    def get(self, path: str, method: str = "GET", **more: Any) -> tuple[int, bytes]:
        """What it answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, **more)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self.process.send_signal(signal.SIGINT)

    def ended(self) -> int:
        """Its exit code; all that it printed is `said` then."""
        code = self.process.wait(PATIENCE)
        while (line := self._lines.get(timeout=PATIENCE)) is not None:
            self.said += line
        return code

    def end(self) -> int:
        """Press Ctrl-C, and wait for the end."""
        self.interrupt()
        return self.ended()


def command(*arguments: str) -> list[str]:
    """The command line."""
    return [sys.executable, "-m", "flasktutor", "trace", *arguments, "--serve"]


def variables(folder: Path) -> dict[str, str]:
    """The environment that it runs in."""
    found = environment(folder.parent / "home", {"PYTHONPATH": str(ROOT)})
    return {name: one for name, one in found.items() if name not in ("FLASK_APP", "VIRTUAL_ENV")}


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[Server]:
    """It runs in `folder`, on a port that is free unless `arguments` name one."""
    port = () if "--port" in arguments else ("--port", "0")
    process = subprocess.Popen(
        command(*arguments, *port),
        cwd=folder,
        env=variables(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield Server(process)
    finally:
        process.kill()
        process.wait()


def refused(folder: Path, *arguments: str) -> tuple[int, str]:
    """What comes of one that does not begin: its exit code, and all that it says in one line."""
    done = subprocess.run(
        command(*arguments), cwd=folder, env=variables(folder), capture_output=True, text=True,
        timeout=PATIENCE, check=False,
    )  # fmt: skip
    return done.returncode, " ".join((done.stdout + done.stderr).split())


def data_of(said: str) -> dict[str, Any]:
    """The JSON object that it ended with, behind the address."""
    found: dict[str, Any] = json.loads(said[said.index("{") :])
    return found


def is_there(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        os.kill(pid, 0)
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False

"""Ctrl-C in a real terminal: pressed once it ends calmly, pressed again it ends at once."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect
import pytest

from tests.trace.behaving_badly import gone
from tests.trace.project import project, write
from tests.trace.server import PATIENCE, command, variables

__all__ = ["project"]

APP = """
    import atexit, os, time
    from flask import Flask

    app = Flask(__name__)


    @app.get("/pid")
    def pid():
        return str(os.getpid())


    if {lingers}:
        atexit.register(time.sleep, 60)
    print("process", os.getpid(), flush=True)
"""
SCRIPT = """
    import os, time
    from app import app

    try:
        with app.app_context():
            print("go", flush=True)
            time.sleep(60)
    finally:
        if {lingers}:
            print("tidying", flush=True)
            time.sleep(60)
"""
INTERRUPTED = 130


class Terminal:
    """A command in a pseudo-terminal, and all that it shows."""

    def __init__(self, spawned: pexpect.spawn[str]) -> None:
        self._spawned = spawned
        self.shown = ""

    def until(self, pattern: str) -> re.Match[str]:
        """Wait until it shows this."""
        self._spawned.expect(pattern)
        self.shown += f"{self._spawned.before}{self._spawned.after}"
        found = self._spawned.match
        assert isinstance(found, re.Match)
        return found

    def press(self) -> None:
        """Press Ctrl-C."""
        self._spawned.sendintr()

    def ended(self) -> int | None:
        """Its exit code, once it has ended by itself."""
        self._spawned.expect(pexpect.EOF)
        self.shown += str(self._spawned.before)
        self._spawned.wait()
        assert self._spawned.signalstatus is None
        return self._spawned.exitstatus


@contextmanager
def terminal(folder: Path, words: list[str]) -> Iterator[Terminal]:
    """The command in a terminal of its own, which is closed in the end."""
    spawned = pexpect.spawn(
        words[0], words[1:], cwd=str(folder), env={**variables(folder), "TERM": "xterm-256color"},
        encoding="utf-8", timeout=PATIENCE, dimensions=(50, 100),
    )  # fmt: skip
    try:
        yield Terminal(spawned)
    finally:
        spawned.close(force=True)


def served(folder: Path, *, lingers: bool) -> list[str]:
    """An app that is served; where it `lingers`, its process takes a minute to end."""
    write(folder, APP.format(lingers=lingers))
    return command("app.py", "--port", "0")


def ran(folder: Path, *, lingers: bool) -> list[str]:
    """A script that waits; where it `lingers`, it does so again when it is interrupted."""
    write(folder, APP.format(lingers=False))
    write(folder, SCRIPT.format(lingers=lingers), "script.py")
    before = [sys.executable, "-m", "flasktutor", "trace"]
    return [*before, "--", sys.executable, "script.py"]


def test_a_server_that_is_interrupted_once_sums_up(project: Path) -> None:
    with terminal(project, served(project, lingers=False)) as seen:
        seen.until("Ctrl-C ends it")
        pid = int(seen.until(r"process (\d+)")[1])
        seen.press()
        assert seen.ended() == 0
    assert "requests were answered" in seen.shown
    assert "Traceback" not in seen.shown
    assert gone(pid)


def test_a_server_that_is_interrupted_twice_ends_at_once(project: Path) -> None:
    with terminal(project, served(project, lingers=True)) as seen:
        seen.until("Ctrl-C ends it")
        pid = int(seen.until(r"process (\d+)")[1])
        seen.press()
        time.sleep(0.2)  # two signals that wait together are one
        seen.press()
        assert seen.ended() == INTERRUPTED
    assert "requests were answered" in seen.shown
    assert "Traceback" not in seen.shown
    assert gone(pid)


def test_a_command_that_is_interrupted_once_is_drawn(project: Path) -> None:
    with terminal(project, ran(project, lingers=False)) as seen:
        pid = int(seen.until(r"process (\d+)")[1])
        seen.until("go")
        seen.press()
        assert seen.ended() == INTERRUPTED
    assert "app context: app" in seen.shown
    assert "the command has ended" in seen.shown
    assert "flasktutor/" not in seen.shown
    assert gone(pid)


@pytest.mark.parametrize("at_once", [True, False])
def test_a_command_that_is_interrupted_twice_ends_at_once(project: Path, at_once: bool) -> None:
    with terminal(project, ran(project, lingers=True)) as seen:
        pid = int(seen.until(r"process (\d+)")[1])
        seen.until("go")
        seen.press()
        if at_once:
            time.sleep(0.2)  # two signals that wait together are one
        else:
            seen.until("tidying")
        seen.press()
        assert seen.ended() == INTERRUPTED
    assert "flasktutor/" not in seen.shown
    assert gone(pid)

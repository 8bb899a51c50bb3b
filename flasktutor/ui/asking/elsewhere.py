"""Owns handing the terminal to another program for a while: the learner's shell, their editor."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from flasktutor.causes.system import System
from flasktutor.errors import TutorError
from flasktutor.language import _, reason


def can_take_over() -> bool:
    """Whether there is a terminal to hand over."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def shell(environ: Mapping[str, str], system: System) -> str:
    """The learner's own shell, as it is started."""
    if chosen := environ.get("SHELL"):
        return chosen
    if system.os != "windows":
        return "/bin/sh"
    if system.shell == "cmd":
        return environ.get("COMSPEC", "cmd")
    return "pwsh" if shutil.which("pwsh") else "powershell"


def editor(environ: Mapping[str, str]) -> list[str]:
    """The learner's editor as the words that start it; none where they have not named one."""
    chosen = environ.get("VISUAL") or environ.get("EDITOR") or ""
    if os.name == "nt":
        return [word.strip('"') for word in shlex.split(chosen, posix=False)]
    try:
        return shlex.split(chosen)
    except ValueError:  # a quote without its end
        return [chosen]


def run(command: Sequence[str], folder: Path, environ: Mapping[str, str]) -> None:
    """Run `command` in `folder` on this terminal until it ends; `TutorError` where it cannot.

    How the program ends is the learner's own affair.
    """
    with _terminal_kept(), _uninterrupted():
        try:
            subprocess.run(command, cwd=folder, env=environ, check=False)
        except OSError as error:
            text = _("`{program}` cannot be started: {why}")
            raise TutorError(text.format(program=command[0], why=reason(error))) from None


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C is meant for the program that has the terminal.

    A handler, not "ignore": what is ignored here would be ignored there as well.
    """
    before = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def _terminal_kept() -> Iterator[None]:
    """The terminal is ours again afterwards, in its modes, also when a program was killed."""
    if sys.platform == "win32":
        yield
        return
    import termios

    terminal = sys.stdin.fileno()
    modes = termios.tcgetattr(terminal)
    try:
        yield
    finally:
        _take_back(terminal, modes)


def _take_back(terminal: int, modes: list[Any]) -> None:
    if sys.platform == "win32":
        return
    import termios

    # Whoever is not in the foreground is stopped for writing the modes, unless it ignores that.
    before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    with contextlib.suppress(OSError, termios.error):
        os.tcsetpgrp(terminal, os.getpgrp())
        termios.tcsetattr(terminal, termios.TCSADRAIN, modes)
    signal.signal(signal.SIGTTOU, before)

"""A real pseudo-terminal with the program in it, and eyes to see its screen."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pyte

from tests.checkout import ROOT

PATIENCE = 120.0
"""Seconds until what is waited for counts as missing: generous, for busy machines."""
QUIET = 0.05
"""Seconds without a word after which a screen counts as drawn."""

_BRACKETED_PASTE, _OTHER_SCREEN = (mode << 5 for mode in (2004, 1049))  # as pyte keeps them


def reads_single_keys(terminal: int) -> bool:
    """Whether a program has switched the terminal from whole lines to single keys."""
    if sys.platform == "win32":
        raise OSError("it has no pseudo-terminals of this kind")
    import termios

    return not termios.tcgetattr(terminal)[3] & termios.ICANON


class _Screen(pyte.HistoryScreen):
    terminal: Terminal

    def write_process_input(self, data: str) -> None:
        self.terminal.child.send(data)


class Terminal:
    """`flasktutor ARGUMENTS` run by a shell, which notes the terminal's modes before and after.

    It runs in `folder`, this checkout unless given. `more` is added to the environment; None
    takes a variable away.
    """

    def __init__(
        self,
        arguments: str,
        home: Path,
        *,
        size: tuple[int, int] = (80, 24),
        more: dict[str, str | None] | None = None,
        folder: Path = ROOT,
    ) -> None:
        self.home = home
        self.columns, self.rows = size
        home.mkdir(parents=True, exist_ok=True)
        self._before, self._after = home / "stty-before", home / "stty-after"
        # Ctrl-C reaches the shell too, which has to live on and tell how the program ended.
        before, after = f"stty -a > {self._before}", f"trap '' INT; stty -a > {self._after}"
        modes = f"trap : INT; {before}; %s; echo EXIT=$?; {after}"
        program = f"{shlex.quote(sys.executable)} -m flasktutor {arguments}"
        self.child = pexpect.spawn(
            "bash",
            ["--norc", "--noprofile", "-c", modes % program],
            dimensions=(self.rows, self.columns),
            env=environment(home, more),
            cwd=str(folder),
            encoding="utf-8",
            codec_errors="replace",
            timeout=PATIENCE,
        )
        self.child.delaybeforesend = None
        self._screen = _Screen(self.columns, self.rows, history=5000, ratio=0.1)
        self._screen.terminal = self
        self._stream = pyte.Stream(self._screen)
        self.said = ""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.child.close(force=True)

    def text(self) -> str:
        """What stands on the screen now."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def cells(self) -> list[list[pyte.screens.Char]]:
        """What stands on the screen now, row by row, with its colours."""
        rows = (self._screen.buffer[row] for row in range(self.rows))
        return [[row[column] for column in range(self.columns)] for row in rows]

    def wait(self, pattern: str, seen: Callable[[str], str] = str) -> str:
        """Wait until the screen shows `pattern` and is drawn to its end; returns the screen.

        `seen` is what the screen's text is made before it is searched.
        """
        self.until(pattern, lambda: seen(self.text()))
        while self._take_in(QUIET):
            pass
        return seen(self.text())

    def hear(self, pattern: str) -> None:
        """Wait until `pattern` came, however the screen wraps it."""
        self.until(pattern, lambda: self.said)

    def until(self, pattern: str, source: Callable[[], str]) -> None:
        """Wait until `source` shows `pattern`, and no longer."""
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, source()):
            alive = self.look()
            assert alive or re.search(pattern, source()), f"ended without {pattern}:\n{self}"
            assert time.monotonic() < end, f"no {pattern} on:\n{self}"

    def look(self, seconds: float = 0.2) -> bool:
        """Take in what was drawn meanwhile; False when the program has ended."""
        return self._take_in(seconds) is not None

    def _take_in(self, seconds: float) -> str | None:
        """What came within `seconds`, which may be nothing; None when the program has ended."""
        try:
            text = self.child.read_nonblocking(65536, seconds)
        except pexpect.TIMEOUT:
            return ""
        except pexpect.EOF:
            return None
        self.said += text
        self._stream.feed(text)
        return text

    def is_asking(self) -> bool:
        """Whether a prompt reads single keys now."""
        return reads_single_keys(self.child.fileno())

    def press(self, keys: str) -> None:
        """Press keys."""
        self.child.send(keys)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        self._screen.resize(rows, columns)
        self.columns, self.rows = columns, rows
        self.child.setwinsize(rows, columns)

    def ends(self) -> int:
        """Wait for the program's end; its exit code. The terminal has to be as it was before."""
        self.wait(r"EXIT=\d+")
        while self.look():
            pass
        assert _modes(self._before) == _modes(self._after), "the terminal's modes differ"
        assert not self._screen.cursor.hidden, "the cursor stayed hidden"
        assert _BRACKETED_PASTE not in self._screen.mode, "pasting is still marked"
        assert _OTHER_SCREEN not in self._screen.mode, "another screen is still shown"
        # A snippet's traceback stands in a frame; one of our own begins its line.
        assert not re.search(r"^Traceback", self.said, re.MULTILINE), self
        found = re.search(r"EXIT=(\d+)", self.said)
        assert found is not None
        return int(found[1])

    def __str__(self) -> str:
        return f"{self.text()}\n--- all that came ---\n{self.said[-3000:]}"


def _modes(noted: Path) -> list[str]:
    """What `stty -a` said, without the first line: it holds the size."""
    return noted.read_text().split("\n")[1:]


def processes(home: Path) -> dict[int, list[str]]:
    """The processes that run for this home: id → command line."""
    mark = f"FLASKTUTOR_HOME={home / 'data'}".encode()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                words = (folder / "cmdline").read_text().split("\0")
                found[int(folder.name)] = words
    return found


def tutor(home: Path) -> int:
    """The process id of the tutor itself, not of its shell or its workers."""
    return next(n for n, words in processes(home).items() if words[1:3] == ["-m", "flasktutor"])


def is_quiet(home: Path) -> bool:
    """Whether all processes for this home end soon."""
    end = time.monotonic() + PATIENCE
    while processes(home) and time.monotonic() < end:
        time.sleep(0.1)
    return not processes(home)


def environment(home: Path, more: dict[str, str | None] | None = None) -> dict[str, str]:
    """The environment of a learner: a home of their own, a plain xterm, English."""
    wanted: dict[str, str | None] = {
        **os.environ,
        "FLASKTUTOR_HOME": str(home / "data"),
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
        "FLASKTUTOR_LANG": None,
        "NO_COLOR": None,
        "COLUMNS": None,
        "LINES": None,
        "PYTHONIOENCODING": None,
        **(more or {}),
    }
    return {name: value for name, value in wanted.items() if value is not None}

"""Contexts in lessons: drawn where the step asks for it, and on request; stepped through."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pexpect
import pyte
import pytest

ROOT = Path(__file__).parents[2]
LESSON = """
format: 1
lesson: seen
title: Seen
summary: To be seen.
setup: |
  from flask import Flask, current_app, g
  app = Flask("bookshop")
steps:
  - key: drawn
    kind: run
    body: Look.
    context: none
    show: contexts
    code: |
      with app.app_context():
          g.user = "Ayu"
          print(current_app.name)
    prints: |
      bookshop
  - key: asked
    kind: run
    body: Look again.
    context: app
    code: |
      print(current_app.name)
    prints: |
      bookshop
"""


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    """The command that takes the lesson."""
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "seen.yaml").write_text(dedent(LESSON).lstrip(), "utf-8")
    lessons = ["--lessons", str(tmp_path / "lessons")]
    return [sys.executable, "-m", "flasktutor", *lessons, "lesson", "seen", "--trust"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A home of its own, and plain English."""
    found = {**os.environ, "FLASKTUTOR_HOME": str(tmp_path / "home"), "LANG": "C.UTF-8"}
    for name in ("FLASKTUTOR_LANG", "LC_ALL", "NO_COLOR"):
        found.pop(name, None)
    return {**found, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}


def test_the_list_is_drawn_and_the_steps_are_told(
    command: list[str], environment: dict[str, str]
) -> None:
    answers = ["r", "c", "", "r", "c", "", ""]
    done = subprocess.run(
        command, input="\n".join(answers) + "\n", env=environment, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    first, second = done.stdout.split("Look again.")
    assert "- line 1: app context pushed: bookshop" in first
    assert "  - line 2: g gets: user = 'Ayu'" in first
    assert "main, snippet.py line 3: print(current_app.name)" in first
    assert "    current_app: bookshop; g: user = 'Ayu'; request, session: nothing" in first
    before, after = second.split("main, snippet.py line 1: print(current_app.name)")
    assert before.count("Contexts, as they happened:") == 1
    assert "current_app: bookshop; g: (empty)" in after


class Terminal:
    """A terminal of a given size, and what stands on it."""

    def __init__(self, command: list[str], environment: dict[str, str], columns: int) -> None:
        self.screen = pyte.Screen(columns, 30)
        self._stream = pyte.Stream(self.screen)
        self.child = pexpect.spawn(
            command[0], command[1:], env={**environment, "PROMPT_TOOLKIT_NO_CPR": "1"},
            encoding="utf-8", dimensions=(30, columns), timeout=20,
        )  # fmt: skip

    def wait_for(self, text: str) -> str:
        """The whole screen, once `text` stands on it."""
        for _ in range(200):
            shown = "\n".join(line.rstrip() for line in self.screen.display)
            if text in shown:
                return shown
            try:
                self._stream.feed(self.child.read_nonblocking(4096, 0.1))
            except pexpect.TIMEOUT:
                continue
        raise AssertionError(f"{text!r} never came:\n{shown}")

    def press(self, keys: str, then: str) -> str:
        """The screen after `keys`, once `then` stands on it."""
        self.child.send(keys)
        return self.wait_for(then)


@pytest.mark.parametrize("columns", [80, 40])
def test_a_run_is_stepped_through_with_the_arrows(
    command: list[str], environment: dict[str, str], columns: int
) -> None:
    terminal = Terminal(command, environment, columns)
    try:
        terminal.wait_for("run it")
        drawn = terminal.press("r", "see the contexts")
        assert "app context pushed" in drawn or "╭─ app context: bookshop" in drawn
        first = terminal.press("c", "snippet.py, line 1")
        assert "→  1 with app.app_context():" in first
        assert "no context" in first
        inside = terminal.press("\x1b[C\x1b[C", "snippet.py, line 3")
        assert "╭─ app context: bookshop" in inside
        assert "current_app bookshop" in inside
        assert "user = 'Ayu'" in inside
        back = terminal.press("\x1b[D", "snippet.py, line 2")
        assert "g           (empty)" in back
        terminal.press("\x1b[F", "the end")
        terminal.press("q", "see the contexts")
    finally:
        terminal.child.close(force=True)

"""Contexts in lessons: drawn where the step asks for it, and on request; stepped through."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from tests.ui.terminal import Terminal, environment

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
def arguments(tmp_path: Path) -> str:
    """What takes the lesson, after `flasktutor`."""
    folder = tmp_path / "lessons"
    folder.mkdir()
    (folder / "seen.yaml").write_text(dedent(LESSON).lstrip(), "utf-8")
    return f"--lessons {folder} lesson seen --trust"


def test_the_list_is_drawn_and_the_steps_are_told(arguments: str, tmp_path: Path) -> None:
    answers = ["r", "c", "", "r", "c", "", ""]
    done = subprocess.run(
        [sys.executable, "-m", "flasktutor", *arguments.split()],
        input="\n".join(answers) + "\n", env=environment(tmp_path), capture_output=True,
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


@pytest.mark.parametrize("columns", [80, 40])
def test_a_run_is_stepped_through_with_the_arrows(
    arguments: str, tmp_path: Path, columns: int
) -> None:
    with Terminal(arguments, tmp_path, size=(columns, 30)) as terminal:

        def shown(keys: str, then: str) -> str:
            terminal.press(keys)
            return terminal.wait(then)

        terminal.wait("run it")
        drawn = shown("r", "see the contexts")
        assert "app context pushed" in drawn or "╭─ app context: bookshop" in drawn
        first = shown("c", "snippet.py, line 1")
        assert re.search(r"→ +1 with app\.app_context\(\):", first)
        assert "no context" in first
        shown("\x1b[C", "app context pushed")
        inside = shown("\x1b[C\x1b[C", "snippet.py, line 3")
        assert "app context: bookshop" in inside
        assert "current_app bookshop" in inside
        assert "user = 'Ayu'" in inside
        assert "g           (empty)" in shown("\x1b[D", "snippet.py, line 2")
        shown("\x1b[F", "6 of 6[\\s\\S]*app context popped")
        shown("q", "see the contexts")

"""In a lesson, `y` opens a live session with the step's program, and comes back to the step."""

from __future__ import annotations

from pathlib import Path

from tests.process import flasktutor
from tests.ui.emulator import CTRL_D, ENTER
from tests.ui.terminal import Terminal

LESSON = """\
format: 1
lesson: shop
title: A shop
summary: What it is about.
setup: |
  from flask import Flask, current_app, g

  app = Flask("bookshop")
steps:
  - key: once
    kind: run
    body: Run it.
    context: app
    code: |
      g.city = "Bandung"
      print(g.city)
    prints: Bandung
  - key: read
    kind: text
    body: That was all.
"""


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "lessons"
    folder.mkdir()
    (folder / "shop.yaml").write_text(LESSON, encoding="utf-8")
    return folder


def test_the_program_its_setup_and_its_context_are_there(tmp_path: Path) -> None:
    words = ("--lessons", str(_folder(tmp_path)), "lesson", "shop", "--trust")
    typed = "y\nprint(app.name, g.city)\n:quit\nr\n\n\n"
    said = flasktutor("--lang", "en", *words, home=tmp_path / "home", text=typed).stdout
    session = said.partition("A live session")[2]
    assert "bookshop Bandung" in session
    assert "app context" in session
    # Back at the step, which can be run as before.
    assert "It prints" in session.partition("bookshop Bandung")[2]


def test_reset_begins_with_the_program_again(tmp_path: Path) -> None:
    words = ("--lessons", str(_folder(tmp_path)), "lesson", "shop", "--trust")
    typed = 'y\ng.city = "Medan"\n:reset\nprint("now", g.city)\n:quit\nq\n'
    said = flasktutor("--lang", "en", *words, home=tmp_path / "home", text=typed).stdout
    assert "now Bandung" in said


def test_a_text_step_has_nothing_to_play_with(tmp_path: Path) -> None:
    words = ("--lessons", str(_folder(tmp_path)), "lesson", "shop", "--trust", "--from", "read")
    said = flasktutor("--lang", "en", *words, home=tmp_path / "home", text="q\n").stdout
    assert "That was all." in said
    assert "play with it" not in said


def test_at_a_terminal_ctrl_d_leads_back_to_the_step(tmp_path: Path) -> None:
    with Terminal(f"--lessons {_folder(tmp_path)} lesson shop --trust", tmp_path / "home") as one:
        one.wait(r"Enter run it")
        one.press("y")
        one.wait(r">>>")
        one.press("print(app.name.upper())" + ENTER)
        one.wait(r"BOOKSHOP")
        one.press(CTRL_D)
        one.wait(r"BOOKSHOP[\s\S]*Enter run it")
        one.press("q")
        assert one.ends() == 0

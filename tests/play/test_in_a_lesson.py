"""In a lesson, `y` opens a live session with the step's program, and comes back to the step."""

from __future__ import annotations

from pathlib import Path

from tests.process import flasktutor
from tests.ui.emulator import CTRL_D, CTRL_G, CTRL_R, ENTER
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


CHOICE = """\
  - key: which
    kind: choice
    body: What does it lack?
    code: |
      with app.app_context():
          g.city = "Bandung"
          print("kept", g.city)
    options:
      - {text: Nothing, correct: true, why: It is whole.}
      - {text: An app, why: It has one.}
"""


def test_the_code_beside_a_choice_can_be_played_with_though_it_is_not_run(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    (folder / "shop.yaml").write_text(LESSON + CHOICE, encoding="utf-8")
    words = ("--lessons", str(folder), "lesson", "shop", "--trust", "--from", "which")
    typed = "g\ny\nprint(app.name)\n:quit\nq\n"
    said = flasktutor("--lang", "en", *words, home=tmp_path / "home", text=typed).stdout
    session = said.partition("A live session")[2]
    assert "kept Bandung" in session
    assert "bookshop" in session


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


EARLY = """\
format: 1
lesson: early
title: A page
summary: What it is about.
steps:
  - key: page
    kind: run
    body: Run it.
    context: none
    setup: false
    teaches: [pages]
    code: |
      from flask import Flask
      app = Flask("bookshop")

      @app.get("/")
      def home():
          return "Welcome!"
    prints: ""
"""
COURSE = """\
format: 1
course: shop
title: A course
lessons: [early, shop]
ideas:
  - {key: pages, title: A page is a function}
  - {key: g-dies, title: g is forgotten}
worlds:
  - key: one-g
    idea: g-dies
    belief: "`g` is one"
    why: Each context has its own.
    code: |
      from flask import Flask
      one = Flask.app_ctx_globals_class()
      Flask.app_ctx_globals_class = staticmethod(lambda: one)
    shows: |
      from flask import Flask, g
      app = Flask("shop")
      with app.app_context():
          g.city = "Bandung"
      with app.app_context():
          print(g.get("city"))
"""


def _played(tmp_path: Path, lesson: str, *typed: str) -> str:
    folder = _folder(tmp_path)
    later = LESSON.replace("    context: app\n", "    context: app\n    teaches: [g-dies]\n")
    (folder / "shop.yaml").write_text(later, encoding="utf-8")
    (folder / "early.yaml").write_text(EARLY, encoding="utf-8")
    (folder / "course.yaml").write_text(COURSE, encoding="utf-8")
    words = ("--lang", "en", "--lessons", str(folder), "lesson", f"shop/{lesson}", "--trust")
    keys = "".join(f"{line}\n" for line in ("y", *typed, ":quit", "q"))
    said = flasktutor(*words, home=tmp_path / "home", text=keys).stdout
    return said.partition("A live session")[2]


def test_before_contexts_were_taught_none_is_spoken_of(tmp_path: Path) -> None:
    session = _played(tmp_path, "early", "1 + 1", ":get /")
    assert "2\n" in session
    assert "Welcome!" in session
    assert "context" not in session.partition("[Enter:")[0]


def test_one_that_is_pushed_by_wish_is_shown_and_the_lesson_named(tmp_path: Path) -> None:
    session = _played(tmp_path, "early", ":push app")
    assert "current_app" in session
    assert "What contexts are, the lesson “A shop” explains." in session


def test_in_the_lesson_that_teaches_them_they_are_there(tmp_path: Path) -> None:
    session = _played(tmp_path, "shop", "1 + 1")
    assert "current_app" in session
    assert "explains" not in session


def test_a_program_that_cannot_be_read_is_not_asked_for_pages_of_another(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    lesson = LESSON.replace('g.city = "Bandung"', "g.city = (").replace(
        "prints: Bandung", "raises: SyntaxError"
    )
    (folder / "shop.yaml").write_text(lesson, encoding="utf-8")
    words = ("--lessons", str(folder), "lesson", "shop", "--trust")
    typed = "y\n:get /\n:quit\nq\n"
    said = flasktutor("--lang", "en", *words, home=tmp_path / "home", text=typed).stdout
    assert "The program was not read, so there is no page of it." in said
    assert "404" not in said


def test_a_request_that_the_setup_sends_is_known_of(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    sends = 'app = Flask("bookshop")\n  app.test_client().get("/")'
    lesson = LESSON.replace('app = Flask("bookshop")', sends)
    (folder / "shop.yaml").write_text(lesson, encoding="utf-8")
    words = ("--lessons", str(folder), "lesson", "shop", "--trust")
    typed = "y\napp.before_request(print)\n:quit\nq\n"
    said = flasktutor("--lang", "en", *words, home=tmp_path / "home", text=typed).stdout
    assert "The program itself sends a request" in said


WRITTEN = """\
  - key: write
    kind: code
    body: Print the city.
    context: app
    starter: print("given")
    solution: print("Bandung")
    checks:
      - prints: Bandung
"""
END = "\x1b[F"


def test_code_that_was_written_and_not_run_is_what_is_played_with(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    lesson = LESSON.replace("  - key: read", f"{WRITTEN}  - key: read")
    (folder / "shop.yaml").write_text(lesson, encoding="utf-8")
    words = f"--lang en --lessons {folder} lesson shop --trust --from write"
    with Terminal(words, tmp_path / "home") as one:
        one.wait(r"print\(.given.\)[\s\S]*\^S submit")
        one.press(CTRL_R)
        one.wait(r"Enter edit")
        one.press(ENTER)
        one.wait(r"\^S submit")
        one.press(END)
        one.press("\x7f" * len('given")'))
        one.press('mine")')
        one.wait(r"mine")
        one.press(CTRL_G)
        one.wait(r"Enter edit")
        one.press("y")
        played = one.wait(r">>>").rpartition("Your code, as you left it")[2]
        assert "mine" in played
        assert "given" not in played

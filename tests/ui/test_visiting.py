"""In a lesson, `x` runs a step's program in the wrong worlds of those who miss its idea."""

from __future__ import annotations

import contextlib
import io
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flasktutor.items import Item
from flasktutor.lesson import Lesson
from flasktutor.player import Player
from flasktutor.progress import Progress
from flasktutor.runner.runner import Runner
from flasktutor.schema import Code, Key, Words
from flasktutor.ui.asking.beside import Aside, Worlds
from flasktutor.ui.asking.taking import Taking
from flasktutor.ui.plain.plain_screen import PlainScreen
from flasktutor.worlds import World
from tests.patient import Patient
from tests.reading import lesson_of
from tests.ui.emulator import CTRL_D, ENTER, Emulator

RUN = """
- key: twice
  kind: run
  body: Run it.
  context: none
  teaches: [g-dies]
  code: |
    from flask import Flask, g
    app = Flask("shop")
    with app.app_context():
        g.city = "Bandung"
    with app.app_context():
        print(g.get("city"))
  prints: "None"
"""
ONE = World(
    key=Key("one-g"),
    idea=Key("g-dies"),
    belief=Words("`g` is one"),
    why=Words("Each context has its own."),
    code=Code(
        textwrap.dedent("""
        from flask import Flask
        one = Flask.app_ctx_globals_class()
        Flask.app_ctx_globals_class = staticmethod(lambda: one)
    """)
    ),
    shows=Code("print()"),
)


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as made:
        yield made


FILL = (
    RUN.replace("kind: run", "kind: fill")
    .replace('  prints: "None"\n', '  accept: [city]\n  prints: "None"\n')
    .replace('g.get("city")', 'g.get("____")')
)


def taken(
    runner: Runner,
    worlds: Worlds,
    *keys: str,
    lesson: Lesson | None = None,
    patient: bool = True,
) -> str:
    lesson = lesson or lesson_of(RUN)
    player = Player([Item(lesson, lesson.steps[0])], Progress.open(None))
    out = io.StringIO()
    screen = PlainScreen(io.StringIO("".join(f"{key}\n" for key in keys)), out)
    with contextlib.suppress(EOFError):
        kind = Patient if patient else Taking
        kind(player, screen, runner, Aside(lambda _lesson: worlds)).take()
    return out.getvalue()


def test_the_program_is_run_in_the_world_and_the_line_named(runner: Runner) -> None:
    said = taken(runner, Worlds((ONE,)), "r", "x", "b", "q")
    assert "In a world where `g` is one:" in said
    assert "Bandung" in said
    assert "They part in line 5: `with app.app_context():`" in said
    assert "Each context has its own." in said


def test_of_several_one_is_picked(runner: Runner) -> None:
    other = replace(ONE, key=Key("other"), belief=Words("`g` is none"))
    said = taken(runner, Worlds((ONE, other)), "r", "x", "2", "b", "q")
    assert "1. `g` is one" in said
    assert "In a world where `g` is none:" in said
    assert "In a world where `g` is one:" not in said


def test_the_key_is_not_there_before_a_run(runner: Runner) -> None:
    assert "in a wrong world" not in taken(runner, Worlds((ONE,)), "q")


def test_a_world_about_another_idea_is_offered_where_it_tells_something(runner: Runner) -> None:
    elsewhere = replace(ONE, key=Key("else"), idea=Key("another"), belief=Words("all is one"))
    assert "In a world where all is one:" in taken(runner, Worlds((elsewhere,)), "r", "x", "q")
    said = taken(runner, Worlds((elsewhere, ONE)), "r", "x", "q")
    assert said.index("1. `g` is one") < said.index("2. all is one")


def test_it_is_there_after_the_solution_of_code_that_was_not_run(runner: Runner) -> None:
    said = taken(runner, Worlds((ONE,)), "g", "x", "q", lesson=lesson_of(FILL))
    assert "Bandung" in said.partition("In that world:")[2]


def test_the_contexts_to_be_seen_there_are_those_of_flask_as_it_is(runner: Runner) -> None:
    said = taken(runner, Worlds((ONE,)), "r", "x", "c", "b", "q")
    inside = said.partition('line 6: print(g.get("city"))')[2].split("\n")[1]
    assert "g: (empty)" in inside


def test_worlds_that_may_not_run_are_not_run(runner: Runner, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    marks = replace(ONE, code=Code(f"open({str(ran)!r}, 'w')\n{ONE.code}"))
    worlds = Worlds((marks,), lambda: False, lambda: False)
    said = taken(runner, worlds, "r", "x", "q")
    assert "in a wrong world" in said
    assert "In a world where" not in said
    assert not ran.exists()


def test_enter_goes_through_all_of_them_and_out_again(runner: Runner) -> None:
    other = replace(ONE, key=Key("other"), belief=Words("`g` is none"))
    lesson = lesson_of(RUN)
    player = Player([Item(lesson, lesson.steps[0])], Progress.open(None))
    terminal = Emulator()
    terminal.keys = ["r", "x", ENTER, ENTER, ENTER, ENTER, ENTER]
    with terminal.session() as screen:
        Patient(player, screen, runner, Aside(lambda _lesson: Worlds((ONE, other)))).take()
    said = terminal.text()
    assert said.count("In a world where g is one:") == 1
    assert said.count("In a world where g is none:") == 1
    assert not terminal.keys


def test_on_the_rich_screen_too(runner: Runner) -> None:
    lesson = lesson_of(RUN)
    player = Player([Item(lesson, lesson.steps[0])], Progress.open(None))
    terminal = Emulator()
    terminal.keys = ["r", "x", "b", ENTER, CTRL_D]
    with terminal.session() as screen:
        Patient(player, screen, runner, Aside(lambda _lesson: Worlds((ONE,)))).take()
    said = terminal.text()
    assert "Bandung" in said
    assert "They part in line 5" in said


ALIKE = replace(
    ONE, key=Key("alike"), belief=Words("nothing is otherwise"), code=Code("print(end='')\n")
)


def test_a_world_in_which_this_program_is_alike_is_not_offered(runner: Runner) -> None:
    other = replace(ONE, key=Key("other"), belief=Words("`g` is none"))
    said = taken(runner, Worlds((ALIKE, ONE, other)), "r", "x", "1", "b", "b", "q")
    assert "1. `g` is one" in said
    assert "2. `g` is none" in said
    assert "nothing is otherwise" not in said
    assert "In a world where `g` is one:" in said


def test_where_no_world_makes_a_difference_the_key_is_not_there(runner: Runner) -> None:
    assert "in a wrong world" not in taken(runner, Worlds((ALIKE,)), "r", "q")


def test_who_presses_it_before_that_is_known_is_told(runner: Runner) -> None:
    slow = replace(ALIKE, code=Code("import time\ntime.sleep(0.7)\n"))
    said = taken(runner, Worlds((slow,)), "r", "x", "q", patient=False)
    assert "No misconception of this course makes this program come out otherwise." in said
    assert "In a world where" not in said


def test_a_world_in_which_the_program_does_not_end_is_not_offered(runner: Runner) -> None:
    endless = replace(ONE, code=Code("while True:\n    pass\n"))
    assert "in a wrong world" not in taken(runner, Worlds((endless,)), "r", "q")


PREDICT = RUN.replace("kind: run", "kind: predict").replace(
    '  prints: "None"\n',
    """  choices:
    - {output: "None", why: Each has its own.}
    - {output: Bandung, why: It is another one., misconception: one-for-all}
""",
)


def test_that_of_ones_own_wrong_answer_comes_first_of_all(runner: Runner) -> None:
    own = replace(ALIKE, key=Key("own"), idea=Key("one-for-all"), belief=Words("all is one"))
    lesson = lesson_of(PREDICT)
    player = Player([Item(lesson, lesson.steps[0])], Progress.open(None))
    wrong = str(player.shuffled(2).index(1) + 1)
    out = io.StringIO()
    screen = PlainScreen(io.StringIO(f"{wrong}\nx\nb\nq\n"), out)
    with contextlib.suppress(EOFError):
        Patient(player, screen, runner, Aside(lambda _lesson: Worlds((ONE, own)))).take()
    assert out.getvalue().index("1. all is one") < out.getvalue().index("2. `g` is one")

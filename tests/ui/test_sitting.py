"""What a learner sees at a step, by keys on the plain screen and real runs."""

from __future__ import annotations

import random
import re

import pytest

from flasktutor.items import Item
from flasktutor.player import Player
from flasktutor.progress import Progress
from flasktutor.runner.runner import Runner
from flasktutor.ui.asking.taking import Taking
from tests.reading import lesson_of
from tests.ui.emulator import Emulator
from tests.ui.steps_taken import BARE, CONTEXTS, run_step, taken


def test_contexts_are_offered_where_a_run_pushes_some(runner: Runner) -> None:
    said = taken(runner, run_step("print(1)"), "r", "c")
    assert CONTEXTS in said
    assert "context pushed: " in said


def test_contexts_are_not_offered_without_flask(runner: Runner) -> None:
    said = taken(runner, run_step("print(1)", BARE), "r")
    assert "It prints" in said
    assert CONTEXTS not in said


@pytest.mark.parametrize("code", ["import flask", "import flask; x ="], ids=["runs", "unread"])
def test_contexts_are_not_offered_where_a_run_pushed_none(runner: Runner, code: str) -> None:
    said = taken(runner, run_step(code, BARE), "r")
    assert "[Enter: go on" in said
    assert CONTEXTS not in said


def test_contexts_already_drawn_are_not_drawn_twice(runner: Runner) -> None:
    said = taken(runner, run_step("print(1)", "    show: contexts\n"), "r", "c")
    assert said.count("Contexts, as they happened") == 1


SEVERAL = """
  - key: pick
    kind: choice
    multi: true
    body: Which are even?
    options:
      - {text: "`two`", why: It is 2 * 1., correct: true}
      - {text: three, why: It is 2 * 1 + 1.}
      - {text: four, why: "%s", correct: true}
"""


def test_the_answer_says_each_why_with_its_option(runner: Runner) -> None:
    long = "It is 2 * 2. " * 10
    lines = taken(runner, SEVERAL % long, "g").split("The answer:")[1].split("\n")
    told = [line for line in lines if line and not line.startswith("[")]
    assert told[:3] == ["- `two`", "  It is 2 * 1.", "- four"]
    assert all(line.startswith(("  It", "  2")) for line in told[3:])


def test_nothing_leads_back_from_the_first_step(runner: Runner) -> None:
    said = taken(runner, run_step("print(1)") + run_step("print(2)").replace("go", "on"), "s")
    first, second = said.split("== A lesson - 2 of 2")
    assert "b back" not in first
    assert "b back" in second


ONE = """
  - key: pick
    kind: choice
    body: Which is even?
    options:
      - {text: two, why: It is 2 * 1., correct: true}
      - {text: three, why: It is 2 * 1 + 1.}
      - {text: five, why: It is 2 * 2 + 1.}
"""


def menus(said: str) -> list[list[str]]:
    """The options as they stood each time that they were asked for."""
    return [re.findall(r"^\d\. (.*)$", part, re.MULTILINE) for part in said.split("Your answer")]


def test_options_keep_their_order_and_the_marks_of_what_was_tried(runner: Runner) -> None:
    options = ["two", "three", "five"]
    random.Random(1).shuffle(options)
    wrong = [str(options.index(text) + 1) for text in ("three", "five")]
    said = taken(runner, ONE, wrong[0], "a", wrong[1], "a", "q")
    marked = [[text.endswith("  (chosen before)") for text in menu] for menu in menus(said)]
    assert [[text.split()[0] for text in menu] for menu in menus(said)[:3]] == [options] * 3
    assert marked[0] == [False] * 3
    assert marked[1] == [text == "three" for text in options]
    assert marked[2] == [text != "two" for text in options]


def test_of_several_options_those_ticked_last_are_ticked_again(runner: Runner) -> None:
    said = taken(runner, SEVERAL % "So.", "1,2,3", "a", "1", "a", "q")
    first, second, third = menus(said)[:3]
    assert second == [f"{text}  (chosen before)" for text in first]
    assert third == [f"{first[0]}  (chosen before)", *first[1:]]


@pytest.mark.parametrize(("hints", "offered"), [("", False), ("hints: [Look.]", True)])
def test_a_hint_is_offered_where_there_is_one(runner: Runner, hints: str, offered: bool) -> None:
    steps = f"""
- key: ask
  kind: choice
  body: Which?
  options:
    - text: This one
      correct: true
      why: Yes.
    - text: That one
      why: No.
  {hints}
"""
    said = taken(runner, steps, "h", "q")
    assert ("h hint" in said) is offered
    assert "This one" in said
    assert ("Hint 1 of 2" in said) is offered


FILL = """
- key: fill
  kind: fill
  body: |
    One thing to know first.

    And another one.

    And a third one.

    Fill it in.
  context: none
  code: |
    print(1)
    print(2)
    print(3)
    print(____)
  accept: ["4"]
  prints: "1\\n2\\n3\\n4"
  hints: [Count on.]
"""


def test_code_with_a_blank_is_in_sight_after_a_miss(runner: Runner) -> None:
    rows = 16
    terminal = Emulator(60, rows)
    terminal.keys = ["nobody\r"]
    lesson = lesson_of(FILL)
    player = Player([Item(lesson, step) for step in lesson.steps], Progress.open(None))
    with terminal.session() as screen, pytest.raises(EOFError):
        Taking(player, screen, runner).take()
    sight = "\n".join(terminal.picture.rstrip("\n").split("\n")[-rows:])
    assert "print(____)" in sight
    assert "Not yet" in sight


def test_the_whole_program_can_be_copied_as_it_stands(runner: Runner) -> None:
    """Nothing stands beside its lines, and each is whole on a narrow terminal."""
    code = "print('a line that is far longer than the terminal is wide', 1)"
    lesson = lesson_of(run_step(code))
    terminal = Emulator(40)
    terminal.keys = ["w"]
    player = Player([Item(lesson, step) for step in lesson.steps], Progress.open(None))
    with terminal.session() as screen, pytest.raises(EOFError):
        Taking(player, screen, runner).take()
    shown = terminal.picture.partition("to paste into a file")[2]
    assert code in shown.replace("\n", "")
    assert "│" not in shown

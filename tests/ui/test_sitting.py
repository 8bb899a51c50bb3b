"""What a learner sees at a step, by keys on the plain screen and real runs."""

from __future__ import annotations

import io
import random
import re

import pytest

from flasktutor.items import Item
from flasktutor.player import Player
from flasktutor.progress import Progress
from flasktutor.runner.runner import Runner
from flasktutor.ui.asking.taking import Taking
from flasktutor.ui.plain.plain_screen import PlainScreen
from tests.reading import lesson_of
from tests.ui.emulator import Emulator

CONTEXTS = "c see the contexts"


def taken(runner: Runner, steps: str, *keys: str) -> str:
    """What is said while the steps are taken by `keys`, each a line."""
    lesson = lesson_of(steps)
    out = io.StringIO()
    screen = PlainScreen(io.StringIO("".join(f"{key}\n" for key in (*keys, "q"))), out)
    items = [Item(lesson, step) for step in lesson.steps]
    player = Player(items, Progress.open(None), rng=random.Random(1))
    Taking(player, screen, runner).take()
    return out.getvalue()


def run_step(code: str, more: str = "") -> str:
    return f"""
  - key: go
    kind: run
    body: Run it.
    code: |
      {code}
    prints: ""
{more}"""


BARE = "    context: none\n    setup: false\n"


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


CODE = """
  - key: make
    kind: code
    context: none
    body: Answer `hello` at `/hello`.
    starter: |
      from flask import Flask
      app = Flask("shop")
    solution: |
      from flask import Flask
      app = Flask("shop")

      @app.get("/hello")
      def hello():
          return "hello"
    checks:
      - request: /hello
        contains: [hello]
        fail: A view for `/hello` returns the text.
    after: A route is a line above a function.
"""
SOLVED = """from flask import Flask
app = Flask("shop")
@app.get("/hello")
def hello():
    return %s
"""


def written(code: str, end: str = ".") -> list[str]:
    return [*code.rstrip("\n").split("\n"), end]


def test_the_verdict_is_the_last_thing_above_the_keys(runner: Runner) -> None:
    said = taken(runner, CODE, *written(SOLVED % "'oh, hello'"))
    last = said.split("\n[Enter: go on")[0].split("\n\n")
    assert last[-2:] == ["Right.", "A route is a line above a function."]
    assert last[-3].startswith("One solution:")
    assert "Your code" not in said
    assert said.count("oh, hello") == 0, "what was just written is not repeated"


def test_a_solution_that_is_one_s_own_is_not_shown(runner: Runner) -> None:
    said = taken(runner, CODE, *written(SOLVED % "'hello'  # so it is"))
    assert "Right." in said
    assert "One solution" not in said


def test_what_a_check_says_of_a_failure_is_said_once(runner: Runner) -> None:
    said = taken(runner, CODE, *written(SOLVED % "'bye'"))
    assert said.count("A view for `/hello` returns the text.") == 1
    assert said.split("\n[Enter: edit")[0].endswith(
        "Not yet. A view for `/hello` returns the text."
    )


@pytest.mark.parametrize(
    ("text", "page"), [("'<h1>bye</h1>'", "200; <h1>bye</h1>"), ("oops", "500; NameError: name")]
)
def test_a_run_sends_what_is_checked_and_shows_what_comes(
    runner: Runner, text: str, page: str
) -> None:
    said = taken(runner, CODE, *written(SOLVED % text, ".run"))
    assert f"GET /hello:\n    {page}" in said
    assert "Right." not in said
    assert "printed nothing" not in said


def test_given_code_shows_how_it_fails_at_the_first_run(runner: Runner) -> None:
    assert "GET /hello:\n    404 Not Found" in taken(runner, CODE, "?", "r", *[""] * 2)


def test_the_contexts_of_what_is_checked_can_be_seen(runner: Runner) -> None:
    said = taken(runner, CODE, *written(SOLVED % "'hello'"), "c")
    assert CONTEXTS in said
    drawn = said.split("Contexts, as they happened:")[1]
    assert "GET /hello" in drawn
    assert "view entered: hello" in drawn


def test_a_key_brings_the_given_code_back(runner: Runner) -> None:
    said = taken(runner, CODE, *written("print('all wrong')", ".run"), "u", "y", "", "q")
    assert "u the given code again" in said
    assert said.split("Put the given code in place of yours?")[1].count("all wrong") == 0
    assert "This is still the code as it was given: change it." in said
    kept = taken(runner, CODE, *written("print('all wrong')", ".run"), "u", "n")
    assert "print('all wrong')" in kept.split("Put the given code in place of yours?")[1]


def test_the_given_code_is_not_offered_where_it_stands(runner: Runner) -> None:
    assert "u the given code again" not in taken(runner, CODE, "")
    edited = ("e", "print(2)", ".")
    assert "u the given code again" not in taken(runner, run_step("print(1)"), "r")
    said = taken(runner, run_step("print(1)"), "r", *edited, "u", "y", "r")
    assert said.count("u the given code again") == 1
    assert [part.split()[0] for part in said.split("It prints:")[1:]] == ["1", "2", "1"]


def test_code_that_was_changed_to_be_run_stands_there_again(runner: Runner) -> None:
    """Also where the learner has gone on and come back; `u` still brings the given code."""
    steps = run_step("print(1)", BARE) + run_step("print(3)").replace("key: go", "key: on")
    said = taken(runner, steps, "e", "print(2)", ".", "", "b", "u", "n", "r", "u", "y", "r")
    again = said.split("== A lesson - 1 of 2")[2]
    assert "Your code, as you left it:\n    print(2)" in again.split("[")[0]
    assert [part.split()[0] for part in again.split("It prints:")[1:]] == ["2", "1"]


def test_the_whole_program_holds_what_was_run(runner: Runner) -> None:
    said = taken(runner, run_step("print(1)"), "e", "print(2)", ".", "w")
    assert "print(2)" in said.split("The whole program")[1]


def test_the_whole_program_is_offered_where_there_is_more_of_it(runner: Runner) -> None:
    assert "w whole program" in taken(runner, run_step("print(1)"))
    assert "w whole program" not in taken(runner, run_step("print(1)", BARE))


def test_the_whole_program_holds_one_s_own_code_not_the_solution(runner: Runner) -> None:
    step = CODE.replace("context: none", "context: app")
    said = taken(runner, step, *written("print('mine')", ".run"), "w")
    assert "print('mine')" in said.split("The whole program")[1]
    assert "def hello" not in said


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

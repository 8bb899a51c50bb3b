"""What a learner sees at a step where code is written or changed."""

from __future__ import annotations

import pytest

from flasktutor.runner.runner import Runner
from tests.ui.steps_taken import BARE, CONTEXTS, run_step, taken

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

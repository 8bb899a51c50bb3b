"""What a learner sees at a step, by keys on the plain screen and real runs."""

from __future__ import annotations

import io

from flasktutor.player import Item, Player
from flasktutor.progress import Progress
from flasktutor.runner.runner import Runner
from flasktutor.ui.plain_screen import PlainScreen
from flasktutor.ui.sitting import Sitting
from tests.reading import lesson_of

CONTEXTS = "c see the contexts"


def taken(runner: Runner, steps: str, *keys: str) -> str:
    """What is said while the steps are taken by `keys`, each a line."""
    lesson = lesson_of(steps)
    out = io.StringIO()
    screen = PlainScreen(io.StringIO("".join(f"{key}\n" for key in (*keys, "q"))), out)
    player = Player([Item(lesson, step) for step in lesson.steps], Progress.open(None))
    Sitting(player, screen, runner).take()
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


def test_a_run_that_pushes_nothing_says_so(runner: Runner) -> None:
    said = taken(runner, run_step("import flask", BARE), "r", "c")
    assert CONTEXTS in said
    assert "This run pushed no context, so there is none to see." in said
    assert "Contexts, as they happened" not in said


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

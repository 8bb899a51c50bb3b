"""On the terminal, a question that is asked again: its cursor, its marks, what stands over it."""

from __future__ import annotations

import contextlib

from flasktutor.items import Item
from flasktutor.player import Player
from flasktutor.progress import Progress
from flasktutor.runner.runner import Runner
from flasktutor.steps.choice import ChoiceStep
from flasktutor.ui.asking.taking import Taking
from tests.reading import lesson_of
from tests.ui.emulator import CTRL_G, CTRL_R, CTRL_S, ENTER, Emulator

SINGLE = """
- key: one
  kind: choice
  body: What is even?
  options:
    - {text: three, why: It is 2 * 1 + 1.}
    - {text: four, why: It is 2 * 2., correct: true}
"""
SEVERAL = """
- key: several
  kind: choice
  multi: true
  body: What is even?
  options:
    - {text: three, why: It is 2 * 1 + 1.}
    - {text: four, why: It is 2 * 2., correct: true}
    - {text: six, why: It is 2 * 3., correct: true}
  hints: [Divide by two.]
"""


def shown(steps: str, *keys: str) -> str:
    """What stands on the terminal after these keys; a digit means an option as the step has it."""
    lesson = lesson_of(steps)
    step = lesson.steps[0]
    assert isinstance(step, ChoiceStep)
    player = Player([Item(lesson, step)], Progress.open(None))
    order = player.shuffled(len(step.options))
    places = {str(i + 1): str(place) for place, i in enumerate(order, start=1)}
    terminal = Emulator(rows=60)
    terminal.keys = [places.get(key, key) for key in keys]
    with terminal.session() as screen, Runner() as runner:
        Taking(player, screen, runner).take()
    assert not terminal.keys
    return terminal.text()


def test_enter_does_not_give_again_what_was_wrong() -> None:
    said = shown(SINGLE, "1", ENTER, ENTER, ENTER, ENTER)
    assert "Right." in said


def test_a_hint_keeps_the_marks() -> None:
    said = shown(SEVERAL, "1", ENTER, ENTER, "1", "2", "3", "h", ENTER, ENTER)
    assert "Divide by two." in said
    assert "Right." in said


CODE = """
- key: write
  kind: code
  context: none
  body: Print `1`, then `2`.
  starter: |
    print(0)
  solution: |
    print(1)
    print(2)
  prints: |
    1
    2
"""
NOT_YET, OF_OTHER = "Not yet. This is still the code", "about the code that you submitted before:"


def editor_opened(*keys: str) -> list[str]:
    """The rows in sight of a small terminal when the editor stands after these keys."""
    lesson = lesson_of(CODE)
    terminal = Emulator(rows=18)
    terminal.keys = list(keys)
    sights: list[list[str]] = []
    with terminal.session() as screen, Runner() as runner:
        player = Player([Item(lesson, lesson.steps[0])], Progress.open(None))
        with contextlib.suppress(EOFError):
            Taking(player, screen, runner).take()
        sights.append(terminal.rows_in_sight())
    return sights[0]


def test_a_verdict_stands_over_the_code_that_it_is_of() -> None:
    said = "\n".join(editor_opened(CTRL_S, ENTER))
    assert NOT_YET in said
    assert OF_OTHER not in said


def test_code_given_again_has_no_verdict_yet() -> None:
    sight = editor_opened("7", CTRL_S, ENTER, "8", CTRL_G, "u", "y")
    title = max(n for n, row in enumerate(sight) if "1 of 1" in row)
    assert not any("Not yet" in row for row in sight[title:])


def test_a_verdict_over_other_code_says_so() -> None:
    said = "\n".join(editor_opened(CTRL_S, ENTER, "7", CTRL_R, ENTER))
    assert OF_OTHER in said

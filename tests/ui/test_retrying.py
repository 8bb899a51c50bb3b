"""On the terminal, a question that is asked again: where the cursor stands, what is marked."""

from __future__ import annotations

from flasktutor.items import Item
from flasktutor.player import Player
from flasktutor.progress import Progress
from flasktutor.runner.runner import Runner
from flasktutor.steps.choice import ChoiceStep
from flasktutor.ui.asking.taking import Taking
from tests.reading import lesson_of
from tests.ui.emulator import ENTER, Emulator

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

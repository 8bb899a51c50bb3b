"""`predict`: an outcome that comes true is right; one that nobody foresaw blames the lesson."""

from __future__ import annotations

import pytest

from flasktutor.runner.runner import Runner
from flasktutor.steps.predict import PredictStep
from tests.reading import graded, step_of

HERE = """
key: here
kind: predict
body: What is printed on this machine?
context: none
setup: false
code: |
  import os
  print(os.getpid() > 0, 1)
choices:
  - {{output: "{true}", why: It is.}}
  - {{output: "False 1", why: It is not., misconception: a-belief}}
  - {{raises: OSError, why: It cannot be known.}}
"""


@pytest.mark.parametrize(("chosen", "right", "belief"), [(0, True, None), (1, False, "a-belief")])
def test_what_comes_true_is_right(
    runner: Runner, chosen: int, right: bool, belief: str | None
) -> None:
    verdict = graded(runner, step_of(HERE.format(true="True 1")), (chosen,))
    assert (verdict.right, verdict.belief, verdict.fault) == (right, belief, "")


@pytest.mark.parametrize("chosen", [0, 1, 2])
def test_what_no_option_foresaw_is_no_fault_of_the_learner(runner: Runner, chosen: int) -> None:
    verdict = graded(runner, step_of(HERE.format(true="True 2")), (chosen,))
    assert (verdict.right, verdict.belief) == (False, None)
    assert verdict.fault == "the run came out as no option foresaw"


BEFORE = """
key: before
kind: predict
body: What happens?
context: none
setup: false
code: |
  print("open")
  raise OSError
choices:
  - {output: open, raises: OSError, why: It is.}
  - {output: shut, raises: OSError, why: It is open., misconception: a-belief}
  - {output: open, why: There is an error., misconception: a-belief}
"""


@pytest.mark.parametrize("chosen", [0, 1, 2])
def test_what_is_printed_before_an_error_is_a_part_of_the_outcome(
    runner: Runner, chosen: int
) -> None:
    step = step_of(BEFORE)
    assert isinstance(step, PredictStep)
    assert str(step.choices[0]) == "open\nOSError"
    verdict = graded(runner, step, (chosen,))
    assert (verdict.right, verdict.fault) == (chosen == 0, "")


SILENT = """
key: silent
kind: predict
body: What is printed?
context: none
setup: false
code: x = 1
choices:
  - {output: "", why: Nothing is printed.}
  - {output: "1", why: Nothing prints it.}
"""


def test_an_outcome_that_prints_nothing_can_be_read(runner: Runner) -> None:
    step = step_of(SILENT)
    assert isinstance(step, PredictStep)
    assert [str(choice) for choice in step.choices] == ["(nothing printed)", "1"]
    assert graded(runner, step, (0,)).right

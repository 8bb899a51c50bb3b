"""Of several blanks the one that is filled rightly need not be typed again."""

from __future__ import annotations

from pathlib import Path

import pytest

from flasktutor.steps.fill import FillStep
from tests.process import flasktutor
from tests.reading import step_of

KEPT = "(Enter keeps “with”, which is right)"
STEP = """
key: pair
kind: fill
body: Fill both.
context: none
code: |
  a = ____
  print(a + ____)
accept:
  - ["1", "2"]
  - ["2", "1"]
prints: "3"
"""


def said(home: Path, *typed: str) -> str:
    """What is said at the step that pushes an app context by hand."""
    words = ("--lang", "en", "lesson", "app-context", "--from", "by-hand")
    return flasktutor(*words, home=home, text="\n".join((*typed, "q", ""))).stdout


def test_enter_keeps_what_is_right(tmp_path: Path) -> None:
    told = said(tmp_path, "with", "request_context", "", "app_context")
    assert told.count(KEPT) == 1
    assert "Right." in told


def test_it_may_be_typed_otherwise_all_the_same(tmp_path: Path) -> None:
    told = said(tmp_path, "with", "request_context", "if", "app_context", "with", "")
    assert "Blank 2 (Enter keeps “app_context”, which is right)" in told
    assert "Right." in told


def test_an_empty_line_for_one_that_is_wrong_is_asked_again(tmp_path: Path) -> None:
    told = said(tmp_path, "with", "request_context", "", "")
    assert "Type what belongs into the blank." in told
    assert "Right." not in told


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        (("1", "1"), {0}),
        (("3", "1"), {1}),
        (("3", "3"), set()),
        (("1", "2"), {0, 1}),
        ((" 2 ", "x"), {0}),
    ],
)
def test_right_is_what_stands_in_one_answer(typed: tuple[str, str], right: set[int]) -> None:
    step = step_of(STEP)
    assert isinstance(step, FillStep)
    assert step.right_blanks(typed) == right

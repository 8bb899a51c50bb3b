"""`order`: every order that does it is right; one line too many, or too few, is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasktutor.runner.runner import Runner
from flasktutor.steps.order import OrderStep
from tests.reading import graded, step_of

BUILD = """
key: build
kind: order
body: Put the lines in order.
context: none
lines: |
  with app.test_request_context("/books"):
      title = "Saman"
      path = request.path
      print(path, title)
distractors: |2
      print(request)
  with app.test_request_context:
prints: /books Saman
"""


def build() -> OrderStep:
    step = step_of(BUILD)
    assert isinstance(step, OrderStep)
    return step


def test_the_pool_keeps_indentation() -> None:
    assert build().pool()[-2:] == ("    print(request)", "with app.test_request_context:")


@pytest.mark.parametrize(
    ("order", "right"),
    [
        ((0, 1, 2, 3), True),
        ((0, 2, 1, 3), True),
        ((0, 1, 2, 3, 4), True),
        ((0, 2, 3, 1), False),
        ((3, 2, 1, 0), False),
        ((0, 1, 2), False),
        ((5, 1, 2, 3), False),
        ((), False),
        (None, False),
    ],
)
def test_orders(runner: Runner, order: tuple[int, ...] | None, right: bool) -> None:
    """Equivalent orders pass; extra prints do no harm."""
    verdict = graded(runner, build(), order)
    assert verdict.right is right, verdict


def test_an_uncalled_context_is_said(runner: Runner) -> None:
    verdict = graded(runner, build(), (5, 1, 2, 3))
    assert verdict.message == (
        "`app.test_request_context` is only named here, not called: "
        "write `app.test_request_context()`."
    )


def test_the_solution_is_shown_as_lines() -> None:
    assert build().solution_text().startswith('with app.test_request_context("/books"):\n    title')


@given(st.permutations(range(len(build().pool()))), st.integers(1, 9))
def test_whichever_lines_are_chosen_make_an_answer(order: list[int], count: int) -> None:
    step = build()
    source = step.source_of(tuple(order[:count]))
    assert step.why_no_answer(source) == ""
    assert step.why_no_answer(source + "x = 1\n")
    assert step.why_no_answer(source + source.splitlines(keepends=True)[0] * 9)
    assert step.why_no_answer("")

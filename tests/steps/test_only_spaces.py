"""An answer that is right but for its spaces is told so; it stays wrong, for spaces count."""

from __future__ import annotations

import pytest

from flasktutor.runner.runner import Runner
from flasktutor.steps.base import Answer
from flasktutor.steps.code import CodeStep
from tests.reading import graded, step_of

SPACES = "All is as asked but the spaces or line breaks: they count here."
BLANK = "That is a right answer but for its spaces: they count here."
WRITE = """
key: write
kind: code
body: Do it.
context: none
starter: pass
solution: |
  from flask import Flask
  app = Flask("shop")
  title = "Saman, 3"
  @app.get("/books")
  def books():
      return "Saman, 3 copies"
  print("in stock: 3")
  print("all")
checks:
  - prints: |
      in stock: 3
      all
    fail: The stock is missing.
  - request: /books
    body: Saman, 3 copies
  - request: /books
    contains: "3 copies"
  - value: title
    equals: "Saman, 3"
"""
FILL = """
key: fill
kind: fill
body: Fill it in.
context: none
code: |
  config = {"SERVER_NAME": "shop", "NAME": 1}
  print(config["____"])
accept: [SERVER_NAME]
prints: shop
mistakes:
  - error: KeyError
    example: |
      config = {"SERVER_NAME": "shop", "NAME": 1}
      print(config["HOST"])
    say: No setting has this name.
"""


def writing() -> CodeStep:
    step = step_of(WRITE)
    assert isinstance(step, CodeStep)
    return step


@pytest.mark.parametrize(
    ("right", "other"),
    [
        ("in stock: 3", "in stock:3"),
        ("in stock: 3", "instock : 3"),
        ('in stock: 3")\nprint("all', "in stock: 3 all"),
        ("Saman, 3 copies", "Saman,  3copies"),
        ('"Saman, 3"\n', '"Saman,3"\n'),
    ],
)
def test_code_whose_output_differs_in_spaces_alone(runner: Runner, right: str, other: str) -> None:
    step = writing()
    code = step.solution.replace(right, other)
    assert code != step.solution
    verdict = graded(runner, step, code)
    assert not verdict.right
    assert verdict.message == SPACES


@pytest.mark.parametrize(
    ("right", "other"),
    [("in stock: 3", "in stock: 4"), ("Saman, 3 copies", "Saman 3 copies"), ('"all"', '"al"')],
)
def test_what_differs_in_more_is_not_told_so(runner: Runner, right: str, other: str) -> None:
    step = writing()
    verdict = graded(runner, step, step.solution.replace(right, other))
    assert not verdict.right
    assert verdict.message != SPACES


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("SERVER _NAME", BLANK),
        ("SERVER_ NAME", BLANK),
        ("SERVERNAME", "No setting has this name."),
        ("HOST", "No setting has this name."),
    ],
)
def test_a_blank_with_spaces_too_many(runner: Runner, typed: str, said: str) -> None:
    answer: Answer = (typed,)
    verdict = graded(runner, step_of(FILL), answer)
    assert not verdict.right
    assert verdict.message == said


def test_blanks_at_the_end_of_what_is_typed_never_count(runner: Runner) -> None:
    assert graded(runner, step_of(FILL), (" SERVER_NAME  ",)).right

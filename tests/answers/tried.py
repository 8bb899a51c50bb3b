"""Owns the answers that are tried at a step: those that its lesson holds, and those written down.

`tests/answers/LESSON.yaml` holds, by the key of a step, what learners would type:

    whoami:
      right:
        - |
          @app.get("/whoami")
          def whoami(): ...
      wrong:
        - return request.user_agent

An answer is code at a `code` step; a text at a `fill` step, or a list of texts where there are
several blanks; at an `order` step the numbers of lines, as they stand in the lesson file (`lines`,
then `distractors`), from 1: `2 1 3`. An answer may say `{{ words.NAME }}` where the lesson does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from flasktutor.schema.wording import said
from flasktutor.steps.code import CodeStep
from flasktutor.steps.exercise import Exercise
from flasktutor.steps.fill import FillStep
from flasktutor.steps.order import OrderStep
from flasktutor.values import frozen

FOLDER = Path(__file__).parent
Written = dict[str, dict[str, list[Any]]]
"""Step key → `right` or `wrong` → answers."""


@frozen
class Tried:
    """An answer as code, what it is, and whether it has to be accepted."""

    what: str
    source: str
    right: bool


def written_for(lesson: str) -> Written:
    """The answers that were written down for a lesson."""
    path = FOLDER / f"{lesson}.yaml"
    if not path.exists():
        return {}
    # As texts: a learner types `1`, not a number.
    found = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return dict(found or {})


def tried_at(
    step: Exercise, written: Written, words: Mapping[str, str] | None = None
) -> Iterator[Tried]:
    """All that is tried at a step of a lesson with these `words`, each code once."""
    seen: set[str] = set()
    for one in (*_of_lesson(step), *_of_file(step, written.get(step.key, {}), words or {})):
        if one.source not in seen:
            seen.add(one.source)
            yield one


def _of_file(
    step: Exercise, given: dict[str, list[Any]], words: Mapping[str, str]
) -> Iterator[Tried]:
    unknown = set(given) - {"right", "wrong"}
    assert not unknown, f"{step.key}: {unknown} is neither right nor wrong"
    for kind, answers in given.items():
        for answer in answers:
            yield Tried("tried", said(source_of(step, answer), words), kind == "right")


def source_of(step: Exercise, answer: Any) -> str:
    """The code that a written answer stands for."""
    if isinstance(step, OrderStep):
        numbers = [int(number) - 1 for number in answer.split()]
        assert all(0 <= number < len(step.pool()) for number in numbers), answer
        return step.source_of(tuple(numbers))
    if isinstance(step, FillStep):
        return step.source_of((answer,) if isinstance(answer, str) else tuple(answer))
    return str(answer)


def _of_lesson(step: Exercise) -> Iterator[Tried]:
    """The answers that the lesson itself knows."""
    yield Tried("the solution", step.solution_text(), True)
    yield from _of_kind(step)
    for number, mistake in enumerate(step.mistakes, 1):
        yield Tried(f"mistake {number}", mistake.example, False)


def _of_kind(step: Exercise) -> Iterator[Tried]:
    if isinstance(step, CodeStep):
        yield Tried("the starter", step.starter, False)
        yield Tried("nothing", "", False)
    elif isinstance(step, FillStep):
        for answer in step.accept[1:]:
            yield Tried("accepted", step.source_of(answer), True)
        yield Tried("nothing", step.source_of(("",) * step.blanks()), False)
    elif isinstance(step, OrderStep):
        key = step.model_answer()
        yield Tried("reversed", step.source_of(key[::-1]), False)
        yield Tried("as they stand", step.source_of(tuple(range(len(step.pool())))), False)
        for left_out in key:
            rest = tuple(number for number in key if number != left_out)
            yield Tried(f"without line {left_out + 1}", step.source_of(rest), False)

"""Owns how records stand in rows: into them and back, in the order of `tables.COLUMNS`.

A row that no longer makes sense (a damaged disk can do that) is left out when read.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from flasktutor.progress.records import (
    RESULTS,
    Attempt,
    Card,
    Draft,
    Place,
    moment_of,
    moment_text,
)
from flasktutor.varied.drawn import read as read_drawn

Row = tuple[Any, ...]
T = TypeVar("T")


def sound(rows: Iterable[Row], make: Callable[[Row], T]) -> list[T]:
    """What `make` makes of the rows that make sense."""
    found = []
    for row in rows:
        with contextlib.suppress(ValueError, TypeError, OverflowError):
            found.append(make(row))
    return found


def attempt(row: Row) -> Attempt:
    """The attempt in a row; ValueError, TypeError or OverflowError where there is none."""
    key, lesson, step, result, at, answer, hints, seconds, misconception, review, _take, drawn = row
    if result not in RESULTS:
        raise ValueError(result)
    return Attempt(
        id=str(key),
        lesson=str(lesson),
        step=str(step),
        result=result,
        at=moment_of(at),
        answer=str(answer),
        hints=int(hints),
        seconds=float(seconds),
        misconception=None if misconception is None else str(misconception),
        review=bool(review),
        drawn=None if drawn is None else read_drawn(str(drawn)),
    )


def of_attempt(made: Attempt) -> Row:
    """The row of an attempt, which belongs to no take yet."""
    return (
        made.id,
        made.lesson,
        made.step,
        made.result,
        moment_text(made.at),
        made.answer,
        made.hints,
        made.seconds,
        made.misconception,
        int(made.review),
        None,
        made.drawn.written() if made.drawn else None,
    )


def place(row: Row) -> Place:
    """The place in a row; raises as `attempt` does."""
    lesson, step, finished, at = row
    return Place(lesson=str(lesson), step=str(step), finished=bool(finished), at=moment_of(at))


def of_place(made: Place) -> Row:
    """The row of a place."""
    return made.lesson, made.step, int(made.finished), moment_text(made.at)


def draft(row: Row) -> Draft:
    """The draft in a row; raises as `attempt` does."""
    lesson, step, text = row
    return Draft(lesson=str(lesson), step=str(step), text=str(text))


def of_draft(made: Draft) -> Row:
    """The row of a draft."""
    return made.lesson, made.step, made.text


def card(row: Row) -> Card:
    """The card in a row; raises as `attempt` does."""
    lesson, step, due, state = row
    return Card(lesson=str(lesson), step=str(step), due=moment_of(due), state=str(state))


def of_card(made: Card) -> Row:
    """The row of a card."""
    return made.lesson, made.step, moment_text(made.due), made.state

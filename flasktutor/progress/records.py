"""Owns the records of the progress store, and how a moment is written as text."""

from __future__ import annotations

import os
from dataclasses import field
from datetime import datetime, timezone
from typing import Literal, get_args

from flasktutor.values import frozen
from flasktutor.varied.drawn import Drawn

Result = Literal["right", "wrong", "skipped", "gave-up", "seen"]
RESULTS: tuple[Result, ...] = get_args(Result)
ANSWERS: tuple[Result, ...] = ("right", "wrong", "gave-up")
"""The results of a question that was answered."""

LONG_AGO = datetime.min.replace(tzinfo=timezone.utc)


def new_id() -> str:
    """A name that nothing else has."""
    # As random as a UUID, without the start-up time of importing uuid.
    return os.urandom(16).hex()


def now() -> datetime:
    """The time on the clock, in UTC."""
    return datetime.now(timezone.utc)


def require_zone(moment: datetime) -> None:
    """Refuse a moment that does not say its time zone (ValueError)."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")


def moment_text(moment: datetime) -> str:
    """The moment in UTC, always equally long, so that texts sort as moments do."""
    return moment.astimezone(timezone.utc).isoformat(timespec="microseconds")


def moment_of(text: str) -> datetime:
    """The moment that `moment_text` wrote; ValueError when it is none or has no zone."""
    moment = datetime.fromisoformat(text)
    require_zone(moment)
    return moment if moment.tzinfo is timezone.utc else moment.astimezone(timezone.utc)


@frozen(kw_only=True)
class Attempt:
    """One answer, or one step seen (`seen`: a text read, a run step run).

    `at` is aware; `seconds` runs from the question shown to the answer given;
    `hints` counts the hints shown before this answer; `misconception` is the
    belief that a wrong option stands for. `drawn` says what a varied question was. `id`
    makes recording idempotent.
    """

    lesson: str
    step: str
    result: Result
    at: datetime
    answer: str = ""
    hints: int = 0
    seconds: float = 0.0
    misconception: str | None = None
    review: bool = False
    drawn: Drawn | None = None
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        require_zone(self.at)


@frozen(kw_only=True)
class Place:
    """Where a lesson was left: the step shown last, and whether the lesson is done."""

    lesson: str
    step: str
    finished: bool
    at: datetime

    def __post_init__(self) -> None:
        require_zone(self.at)


@frozen(kw_only=True)
class Draft:
    """Code that a learner wrote at a step, kept for the next time."""

    lesson: str
    step: str
    text: str


@frozen(kw_only=True)
class Card:
    """A question that comes back: when it is due, and FSRS's own state as JSON."""

    lesson: str
    step: str
    due: datetime
    state: str

    def __post_init__(self) -> None:
        require_zone(self.due)

    @property
    def last_review(self) -> datetime:
        """When the card was answered last; long ago when its state does not say."""
        import json  # only an import asks this, and every command imports this module

        try:
            return moment_of(json.loads(self.state)["last_review"])
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return LONG_AGO

"""A short lesson with a step of every kind, and how its steps are answered."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

from flasktutor import lesson
from flasktutor.items import Item
from flasktutor.lesson import Lesson

FOLDER = Path(__file__).parent / "lessons"


def sampler() -> Lesson:
    """The lesson, read anew."""
    return lesson.load(FOLDER / "sampler.yaml")


def items(*keys: str, review: bool = False) -> list[Item]:
    """All its steps, or those of `keys`, as a player takes them."""
    taken = sampler()
    wanted = keys or [str(step.key) for step in taken.steps]
    return [Item(taken, taken.step(key), review) for key in wanted]


class Clock:
    """A clock that goes on by a minute at each look."""

    def __init__(self) -> None:
        self.time = datetime(2030, 1, 1, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        self.time += timedelta(minutes=1)
        return self.time

"""Owns the items of a sitting: steps to be taken, and how it went with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flasktutor.values import frozen

if TYPE_CHECKING:
    from flasktutor.lesson import Lesson
    from flasktutor.progress import Attempt
    from flasktutor.steps import Step


@frozen
class Item:
    """A step to be taken; `review` marks a card that came back.

    `seed` makes the program of a varied question; without one, any seed does. `taken` are
    programs that it shall not be. `drill` marks a question of a sitting that has no last one,
    `most` one of a sitting that asks so many at most.
    """

    lesson: Lesson
    step: Step
    review: bool = False
    seed: int | None = None
    taken: frozenset[str] = frozenset()
    drill: bool = False
    most: int = 0


@frozen
class Score:
    """How it went: questions asked, right at the first try, steps missed, skipped, not come to."""

    asked: int
    first_try: int
    missed: tuple[Item, ...]
    skipped: tuple[Item, ...]
    unanswered: tuple[Item, ...]


def summarize(items: Iterable[Item], attempts: Iterable[Attempt]) -> Score:
    """The summary of `items`, of which `attempts` were made, the oldest first."""
    first: dict[tuple[str, str], Attempt] = {}
    last: dict[tuple[str, str], Attempt] = {}
    for attempt in attempts:
        key = (attempt.lesson, attempt.step)
        if attempt.result != "skipped":
            first.setdefault(key, attempt)
        last[key] = attempt
    asked = [item for item in items if item.step.asks]
    answered = [item for item in asked if _key(item) in first]
    clean = [i for i in answered if first[_key(i)].result == "right" and not first[_key(i)].hints]
    return Score(
        asked=len(asked),
        first_try=len(clean),
        missed=tuple(i for i in answered if first[_key(i)].result in ("wrong", "gave-up")),
        skipped=tuple(i for i in asked if _key(i) in last and _key(i) not in first),
        unanswered=tuple(i for i in asked if _key(i) not in last),
    )


def _key(item: Item) -> tuple[str, str]:
    return item.lesson.lesson, item.step.key

"""Owns reviewing: from an answer to a rating, and when its card comes back (FSRS).

The clock is always passed in; fsrs is imported only when a card is scheduled.
"""

from __future__ import annotations

import contextlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, Literal

from flasktutor.progress import Card, Result

if TYPE_CHECKING:
    import fsrs

Rating = Literal["Again", "Hard", "Good", "Easy"]
QUICK_SECONDS = 10.0
"""Up to here an answer counts as quick: time to read a short question, none to puzzle it out."""

CLOCKS_DIFFER = timedelta(days=1)
"""How far clocks that are right may differ: two machines', or one set to local time as UTC."""

PORTION = 5
"""How many questions are offered at a time: few enough to begin with, and to have an end."""

USUAL_SECONDS = 40.0
"""What a question is taken to last for whoever has answered none in a review yet: a guess."""

WEEK = 7
"""How many days a look ahead has, today among them."""


def rate(result: Result, hints: int, seconds: float, first_sight: bool) -> Rating | None:
    """How well a question was known, in FSRS's words; None when the answer does not tell.

    A step skipped or merely seen tells nothing, so its card stays as it is.
    `seconds` is 0 when nobody took the time, which is never quick; `first_sight`
    says that the question was never answered before.
    """
    if result in ("skipped", "seen"):
        return None
    if result != "right":
        return "Again"
    if hints:
        return "Hard"
    return "Easy" if first_sight and 0 < seconds <= QUICK_SECONDS else "Good"


def schedule(card: Card | None, rating: Rating, now: datetime, *, lesson: str, step: str) -> Card:
    """The card of `lesson` and `step` after an answer at `now`; None starts a new one.

    FSRS's own default parameters and learning steps hold, without its random
    fuzz: the same answers always give the same days.
    """
    import fsrs

    moment = now.astimezone(timezone.utc)
    if card is not None:
        # A state from a damaged file or a foreign import can be anything, and fsrs
        # trusts its input: whatever it trips over, the card starts anew.
        with contextlib.suppress(Exception):
            return _reviewed(fsrs.Card.from_json(card.state), rating, moment, lesson, step)
    return _reviewed(fsrs.Card(card_id=0), rating, moment, lesson, step)


def is_due(card: Card, now: datetime) -> bool:
    """Whether the card is to be asked at `now`.

    One answered in the future was answered under a clock that stood wrong then or
    stands wrong now: its day says nothing, and it is asked rather than lost.
    """
    return card.due <= now or card.last_review > now + CLOCKS_DIFFER


def due(cards: Iterable[Card], now: datetime) -> list[Card]:
    """The cards due at `now`, mixed over the lessons, the longest due first in each.

    Two of one lesson follow each other only when no other lesson's is left.
    """
    waiting: dict[str, list[Card]] = defaultdict(list)
    for card in sorted(cards, key=_urgency, reverse=True):
        if is_due(card, now):
            waiting[card.lesson].append(card)
    mixed: list[Card] = []
    while waiting:
        lesson = _next_lesson(waiting, mixed[-1].lesson if mixed else None)
        mixed.append(waiting[lesson].pop())
        if not waiting[lesson]:
            del waiting[lesson]
    return mixed


def portion(cards: Iterable[Card], now: datetime) -> list[Card]:
    """The cards to ask next: up to `PORTION`, of as many lessons as there are, mixed like `due`."""
    return _out_of_all(cards, now, PORTION)


def minutes(count: int, seconds: Sequence[float]) -> int:
    """How long so many questions will take whose answers took `seconds` before, at least 1.

    The middle one counts: a question left open over lunch says nothing of the others.
    """
    each = sorted(seconds)[len(seconds) // 2] if seconds else USUAL_SECONDS
    return max(1, round(count * each / 60))


def ahead(cards: Iterable[Card], now: datetime, zone: tzinfo | None = None) -> tuple[int, ...]:
    """How many cards come back on each of the days of a week, the first of them today.

    Those due already are not among them. Days are those of `zone`, without one this machine's.
    """
    today = now.astimezone(zone).date()
    coming = (card.due for card in cards if not is_due(card, now))
    days = Counter((moment.astimezone(zone).date() - today).days for moment in coming)
    return tuple(days[day] for day in range(WEEK))


def next_due(cards: Iterable[Card], now: datetime) -> datetime | None:
    """When the next card that is not due yet comes back."""
    return min((card.due for card in cards if not is_due(card, now)), default=None)


def openers(cards: Iterable[Card], lesson: str, now: datetime, most: int = 3) -> list[Card]:
    """Up to `most` questions to open `lesson` with, of as many other lessons as there are."""
    return _out_of_all((card for card in cards if card.lesson != lesson), now, most)


def keep_known(
    cards: Iterable[Card], known: Collection[tuple[str, str]], loaded: Collection[str] = ()
) -> tuple[list[Card], list[Card]]:
    """The cards that can be asked, and those to drop because their step is gone.

    `known` holds (lesson, step) of every question that can be reviewed; `loaded`
    names lessons that are there but may have no such question left. A card whose
    lesson is not there now is in neither list: it waits until the lesson is back.
    """
    lessons = {lesson for lesson, _step in known} | set(loaded)
    askable, gone = [], []
    for card in cards:
        if (card.lesson, card.step) in known:
            askable.append(card)
        elif card.lesson in lessons:
            gone.append(card)
    return askable, gone


def _out_of_all(cards: Iterable[Card], now: datetime, most: int) -> list[Card]:
    """The longest due of each lesson, then the second of each, and so on.

    Those due longest of all are most often of one lesson: they were learned at one sitting.
    """
    turns: Counter[str] = Counter()
    in_turn: list[tuple[int, Card]] = []
    for card in sorted((card for card in cards if is_due(card, now)), key=_urgency):
        in_turn.append((turns[card.lesson], card))
        turns[card.lesson] += 1
    in_turn.sort(key=lambda one: one[0])
    return due((card for _turn, card in in_turn[:most]), now)


def _urgency(card: Card) -> tuple[datetime, str, str]:
    return card.due, card.lesson, card.step


def _next_lesson(waiting: dict[str, list[Card]], last: str | None) -> str:
    # The fullest lesson first: any other choice can leave it a tail of its own.
    others = [lesson for lesson in waiting if lesson != last] or list(waiting)
    return min(others, key=lambda name: (-len(waiting[name]), _urgency(waiting[name][-1])))


def _reviewed(memory: fsrs.Card, rating: Rating, now: datetime, lesson: str, step: str) -> Card:
    import fsrs

    scheduler = fsrs.Scheduler(enable_fuzzing=False)
    after, _log = scheduler.review_card(memory, fsrs.Rating[rating], now)
    return Card(lesson=lesson, step=step, due=after.due, state=after.to_json())

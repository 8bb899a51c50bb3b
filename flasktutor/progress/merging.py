"""Owns bringing two databases of one learner together.

Attempts are told apart by their ids, of two places the later wins, of two cards
the one answered last; of drafts and settings, what is there stays.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from flasktutor.progress import copies, tables
from flasktutor.progress.migrations import APPLICATION_ID
from flasktutor.progress.records import Card, Place

Kept = TypeVar("Kept", Place, Card)


def merge(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Bring all of `source`, a database of today's shape, into `target`, in its transaction."""
    tables.copy(source, target, ("attempt", "draft", "setting", "begun"), "IGNORE")
    put_places(target, tables.places(source))
    put_cards(target, tables.cards(source))


def put_places(connection: sqlite3.Connection, places: list[Place]) -> int:
    """Write those places that are later than what is there; how many they were."""
    won = _winners(tables.places(connection), places, _place_order, _by_lesson)
    for place in won:
        tables.put_place(connection, place)
    return len(won)


def put_cards(connection: sqlite3.Connection, cards: list[Card]) -> int:
    """Write those cards that were answered later than those there; how many they were."""
    won = _winners(tables.cards(connection), cards, _card_order, _by_step)
    for card in won:
        tables.put_card(connection, card)
    return len(won)


def take_over(older: Path, target: sqlite3.Connection) -> None:
    """Move answers that an older flasktutor kept in a file of its own into `target`.

    The older file is emptied, not deleted: a program that has it open goes on
    writing to it, and what it writes is moved the next time.
    """
    with contextlib.closing(sqlite3.connect(str(older), isolation_level=None)) as source:
        copies.speak_text(source)
        if not _holds_answers(source):
            return
        source.execute("BEGIN IMMEDIATE")
        with contextlib.closing(copies.rescued(source)) as known:
            tables.transact(target, lambda connection: merge(known, connection))
        for table in tables.ALWAYS_OF_LESSONS:
            tables.delete(source, table)
        source.execute("COMMIT")


def _holds_answers(source: sqlite3.Connection) -> bool:
    if source.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        return False
    return any(
        source.execute(f"SELECT EXISTS (SELECT 1 FROM {table})").fetchone()[0]
        for table in tables.ALWAYS_OF_LESSONS
    )


def _by_lesson(record: Place) -> tuple[str, ...]:
    return (record.lesson,)


def _by_step(record: Card) -> tuple[str, ...]:
    return (record.lesson, record.step)


def _winners(
    ours: list[Kept],
    theirs: list[Kept],
    order: Callable[[Kept], tuple[Any, ...]],
    key: Callable[[Kept], tuple[str, ...]],
) -> list[Kept]:
    best = {key(record): record for record in ours}
    won: dict[tuple[str, ...], Kept] = {}
    for record in theirs:
        rival = best.get(key(record))
        if rival is None or order(record) > order(rival):
            best[key(record)] = won[key(record)] = record
    return list(won.values())


# Beyond the moment, the order goes on so that a tie ends alike on both machines.
def _place_order(place: Place) -> tuple[Any, ...]:
    return place.at, place.finished, place.step


def _card_order(card: Card) -> tuple[Any, ...]:
    return card.last_review, card.due, card.state

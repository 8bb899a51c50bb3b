"""Sixty days of review in the real store, beside the fsrs package used directly."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import fsrs
import pytest

from flasktutor import review
from flasktutor.progress import Attempt, Progress, Result

START = datetime(2025, 1, 1, 18, 30, tzinfo=timezone.utc)
DAYS = 60
QUESTIONS = [(lesson, f"step-{n}") for lesson in ("contexts", "install") for n in range(4)]


@dataclass
class Learner:
    """Answers by chance, and remembers what FSRS itself makes of each answer."""

    chance: random.Random
    scheduler: fsrs.Scheduler
    cards: dict[tuple[str, str], fsrs.Card]
    answers: int = 0

    def answer(self, progress: Progress, key: tuple[str, str], now: datetime) -> None:
        lesson, step = key
        result: Result = self.chance.choices(("right", "wrong"), (8, 2))[0]
        hints, seconds = self.chance.choice((0, 0, 1)), self.chance.uniform(2, 40)
        first_sight = not any(one.step == step for one in progress.attempts(lesson))
        rating = review.rate(result, hints, seconds, first_sight)
        assert rating is not None
        progress.record(
            Attempt(lesson=lesson, step=step, result=result, at=now, hints=hints, seconds=seconds)
        )
        old = progress.card(lesson, step)
        progress.save_card(review.schedule(old, rating, now, lesson=lesson, step=step))
        theirs = self.cards.get(key) or fsrs.Card(card_id=1)
        self.cards[key], _ = self.scheduler.review_card(theirs, fsrs.Rating[rating], now)
        self.answers += 1


@pytest.mark.parametrize("seed", range(3))
def test_cards_come_back_exactly_at_fsrs_intervals(tmp_path: Path, seed: int) -> None:
    learner = Learner(random.Random(seed), fsrs.Scheduler(enable_fuzzing=False), {})
    path = tmp_path / "progress.db"
    with Progress.open(path) as progress:
        for minute, key in enumerate(QUESTIONS):
            learner.answer(progress, key, START + timedelta(minutes=minute))
    for day in range(DAYS):
        with Progress.open(path) as progress:
            one_evening(progress, learner, START + timedelta(days=day))
    assert learner.answers > 5 * len(QUESTIONS)


def one_evening(progress: Progress, learner: Learner, now: datetime) -> None:
    """Every quarter of an hour of one: what is due by FSRS is what is asked, no more, no less."""
    for _ in range(4):
        now += timedelta(minutes=15)
        expected = {key for key, theirs in learner.cards.items() if theirs.due <= now}
        asked = [(one.lesson, one.step) for one in review.due(progress.cards(), now)]
        assert set(asked) == expected
        assert len(asked) == len(expected)
        for key in asked:
            learner.answer(progress, key, now)
        coming = min(theirs.due for theirs in learner.cards.values())
        assert review.next_due(progress.cards(), now) == coming


def test_right_answers_space_out_day_by_day() -> None:
    card, now, intervals = None, START, []
    while now < START + timedelta(days=DAYS):
        card = review.schedule(card, "Good", now, lesson="contexts", step="why")
        intervals.append(card.due - now)
        now = card.due
    assert intervals[0] == timedelta(minutes=10)
    assert [gap.days for gap in intervals[1:]] == [2, 11, 46, 163]
    forgotten = review.schedule(card, "Again", now, lesson="contexts", step="why")
    assert forgotten.due - now == timedelta(minutes=10)

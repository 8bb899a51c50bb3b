"""The player: where one is, what counts, what is kept and when, all on a real database."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from flasktutor.player import Player
from flasktutor.progress import Progress
from flasktutor.steps.base import Verdict
from flasktutor.ui.flows import opened
from tests.ui.sampler import Clock, items, sampler

RIGHT, WRONG = (0,), (1,)


@pytest.fixture
def progress() -> Iterator[Progress]:
    with Progress.open(None) as store:
        yield store


def at(progress: Progress, key: str) -> Player:
    """A player over the whole sampler that stands at `key`."""
    whole = items()
    start = next(n for n, item in enumerate(whole) if item.step.key == key)
    return Player(whole, progress, start=start, clock=Clock(), rng=random.Random(1))


def resumed(progress: Progress) -> str | None:
    keys = [str(step.key) for step in sampler().steps]
    return opened.resume_key(progress, sampler().lesson, keys)


def test_a_lesson_goes_on_at_the_step_where_it_was_left(progress: Progress) -> None:
    assert resumed(progress) is None
    at(progress, "pick")
    assert resumed(progress) == "pick"


@pytest.mark.parametrize("answer", [RIGHT, WRONG])
def test_it_goes_on_after_a_step_that_was_answered_rightly(
    progress: Progress, answer: tuple[int, ...]
) -> None:
    at(progress, "pick").answer(answer, None)
    expected = "several" if answer == RIGHT else "pick"
    assert resumed(progress) == expected


def test_it_goes_on_after_a_step_that_was_read(progress: Progress) -> None:
    at(progress, "read").see()
    assert resumed(progress) == "go"


def test_it_stays_at_the_last_step_even_when_that_was_answered(progress: Progress) -> None:
    one = at(progress, "make")
    one._keep("right")
    assert resumed(progress) == "make"


def test_a_finished_lesson_begins_anew(progress: Progress) -> None:
    one = at(progress, "make")
    one.forward()
    assert one.finished
    assert resumed(progress) is None
    place = progress.place("sampler")
    assert place is not None
    assert (place.step, place.finished) == ("make", True)


def test_a_place_at_a_step_that_is_gone_begins_anew(progress: Progress) -> None:
    progress.set_place("sampler", "no-longer-there", finished=False, at=Clock()())
    assert resumed(progress) is None


def test_the_score_counts_from_where_the_lesson_was_begun_last(progress: Progress) -> None:
    clock = Clock()
    first = Player(items(), progress, start=3, clock=clock)
    first.answer(WRONG, None)
    assert len(first.summary().missed) == 1
    progress.begin(sampler().lesson)
    again = Player(items(), progress, start=3, clock=clock)
    assert not again.summary().missed
    again.answer(RIGHT, None)
    assert again.summary().first_try == 1


class Jumping(Clock):
    """A clock that is set anew in the middle of a lesson."""

    days = 0.0

    def __call__(self) -> datetime:
        return super().__call__() + timedelta(days=self.days)


@pytest.mark.parametrize("days", [-3650.0, -0.1, 3650.0])
def test_the_score_does_not_hang_on_the_clock(progress: Progress, days: float) -> None:
    clock = Jumping()
    progress.begin(sampler().lesson)
    one = Player(items(), progress, start=3, clock=clock)
    one.answer(WRONG, None)
    clock.days = days
    one.answer(RIGHT, None)
    assert [item.step.key for item in one.summary().missed] == ["pick"]
    assert resumed(progress) == "several"
    assert all(attempt.seconds >= 0 for attempt in progress.attempts())
    assert all(attempt.seconds >= 0 for attempt in one.made)
    # Begun again under the new clock, nothing of before counts.
    progress.begin(sampler().lesson)
    again = Player(items(), progress, start=3, clock=clock)
    assert not again.summary().missed
    again.answer(RIGHT, None)
    assert again.summary().first_try == 1


def test_a_restarted_lesson_does_not_take_old_answers_for_new(progress: Progress) -> None:
    clock = Clock()
    Player(items(), progress, clock=clock).see()
    progress.begin(sampler().lesson)
    assert resumed(progress) == "read"


def test_only_the_first_try_counts(progress: Progress) -> None:
    one = at(progress, "pick")
    one.answer(WRONG, None)
    one.answer(RIGHT, None)
    summary = one.summary()
    assert summary.first_try == 0
    assert [item.step.key for item in summary.missed] == ["pick"]


def test_a_right_answer_after_a_hint_is_neither_clean_nor_missed(progress: Progress) -> None:
    one = at(progress, "pick")
    one.hint()
    one.answer(RIGHT, None)
    assert (one.summary().first_try, one.summary().missed) == (0, ())


def test_a_skipped_step_that_is_answered_later_was_not_skipped(progress: Progress) -> None:
    one = at(progress, "pick")
    one.skip()
    assert [item.step.key for item in one.summary().skipped] == ["pick"]
    one.back()
    one.answer(RIGHT, None)
    assert (one.summary().first_try, one.summary().skipped) == (1, ())


def test_a_step_given_up_at_once_was_missed(progress: Progress) -> None:
    one = at(progress, "pick")
    one.give_up()
    assert [item.step.key for item in one.summary().missed] == ["pick"]


def test_hints_are_a_ladder_whose_last_rung_is_the_solution(progress: Progress) -> None:
    one = at(progress, "pick")
    ladder = [one.hint() for _ in range(4)]
    assert [(h.number, h.total, h.text, h.is_solution) for h in ladder if h] == [
        (1, 3, "It is sweet.", False),
        (2, 3, "It grows on a tree.", False),
        (3, 3, "- An apple", True),
    ]
    assert ladder[-1] is None


def test_what_asks_nothing_has_no_hints(progress: Progress) -> None:
    assert at(progress, "read").hint() is None
    assert at(progress, "go").hint() is None


def test_hints_count_with_the_answer_and_begin_anew_at_each_arrival(progress: Progress) -> None:
    one = at(progress, "pick")
    one.hint()
    one.answer(RIGHT, None)
    one.forward()
    one.back()
    one.answer(RIGHT, None)
    assert [attempt.hints for attempt in progress.attempts("sampler")] == [1, 0]


@pytest.mark.parametrize("key", [str(item.step.key) for item in items()])
def test_back_and_skip_at_every_step(progress: Progress, key: str) -> None:
    one = at(progress, key)
    number = one.number
    assert one.is_first == (number == 1)
    one.back()
    assert one.number == max(1, number - 1)
    here = at(progress, key)
    here.skip()
    assert here.finished == (key == "make")
    assert progress.attempts("sampler")[-1].result == "skipped"
    here.back()
    assert here.step.key == key


def test_what_is_so_is_kept_once_and_what_is_not_so_yet_never(progress: Progress) -> None:
    one = at(progress, "make")
    one.judged(Verdict(right=False, message="A mistake.", belief="idea"))
    assert progress.attempts("sampler") == []
    one.hint()
    one.judged(Verdict(right=True))
    one.back()
    one.forward()
    one.judged(Verdict(right=True))
    kept = [(one.step, one.result, one.hints) for one in progress.attempts("sampler")]
    assert kept == [("make", "right", 1)]
    assert one.summary().first_try == 0


def test_options_keep_their_order_until_the_step_is_taken_anew(progress: Progress) -> None:
    one = at(progress, "pick")
    order = one.shuffled(3)
    assert all(one.shuffled(3) == order for _ in range(10))
    orders = set()
    for _ in range(60):
        one.stay()
        orders.add(one.shuffled(3))
    assert len(orders) == 6


def test_each_arrival_shuffles_anew(progress: Progress) -> None:
    one = at(progress, "pick")
    orders = set()
    for _ in range(60):
        orders.add(one.shuffled(3))
        one.forward()
        one.back()
    assert len(orders) == 6

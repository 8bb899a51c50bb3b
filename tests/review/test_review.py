"""From an answer to a rating, and which cards are asked when."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flasktutor import review
from flasktutor.progress import Card, Result

NOW = datetime(2025, 3, 4, 12, tzinfo=timezone.utc)


def card(lesson: str, step: str = "why", hours: float = 0) -> Card:
    """A card due so many hours from now."""
    return Card(lesson=lesson, step=step, due=NOW + timedelta(hours=hours), state="{}")


@pytest.mark.parametrize(
    ("result", "hints", "seconds", "first_sight", "rating"),
    [
        ("wrong", 0, 1.0, True, "Again"),
        ("wrong", 2, 90.0, False, "Again"),
        ("gave-up", 4, 90.0, True, "Again"),
        ("right", 1, 1.0, True, "Hard"),
        ("right", 0, 60.0, True, "Good"),
        ("right", 0, 1.0, False, "Good"),
        ("right", 0, review.QUICK_SECONDS, True, "Easy"),
        ("right", 0, review.QUICK_SECONDS + 0.01, True, "Good"),
        ("right", 0, 0.0, True, "Good"),
        ("skipped", 0, 1.0, True, None),
        ("seen", 0, 1.0, True, None),
    ],
)
def test_the_rating_of_an_answer(
    result: Result, hints: int, seconds: float, first_sight: bool, rating: review.Rating | None
) -> None:
    assert review.rate(result, hints, seconds, first_sight) == rating


def test_a_card_is_about_its_step_and_the_same_every_time() -> None:
    one = review.schedule(None, "Good", NOW, lesson="contexts", step="why")
    assert (one.lesson, one.step) == ("contexts", "why")
    assert one == review.schedule(None, "Good", NOW, lesson="contexts", step="why")
    assert one.last_review == NOW
    assert one.due > NOW


def test_the_zone_of_the_clock_does_not_matter() -> None:
    jakarta = NOW.astimezone(timezone(timedelta(hours=7)))
    assert review.schedule(None, "Good", jakarta, lesson="a", step="b") == review.schedule(
        None, "Good", NOW, lesson="a", step="b"
    )


@pytest.mark.parametrize("state", ["", "{}", "[]", "null", "[" * 9999, '{"card_id": "x"}'])
def test_a_card_whose_state_is_lost_starts_anew(state: str) -> None:
    lost = Card(lesson="a", step="b", due=NOW, state=state)
    fresh = review.schedule(None, "Good", NOW, lesson="a", step="b")
    assert review.schedule(lost, "Good", NOW, lesson="a", step="b") == fresh


STATES = st.fixed_dictionaries(
    {
        "card_id": st.integers(),
        "state": st.sampled_from([1, 2, 3, 4, "2"]),
        "step": st.none() | st.integers(-2, 5) | st.text(max_size=2),
        "stability": st.none() | st.floats(),
        "difficulty": st.none() | st.floats(),
        "due": st.just("2025-03-01T00:00:00+00:00") | st.just("2025-03-01"),
        "last_review": st.none()
        | st.just("2025-03-01T00:00:00+00:00")
        | st.just("2025-03-01T00:00:00"),
    }
)


@settings(deadline=None)
@given(state=STATES, rating=st.sampled_from(["Again", "Hard", "Good", "Easy"]))
def test_no_state_makes_scheduling_raise(state: dict[str, object], rating: review.Rating) -> None:
    odd = Card(lesson="a", step="b", due=NOW, state=json.dumps(state))
    assert review.schedule(odd, rating, NOW, lesson="a", step="b").due > NOW


def test_only_due_cards_are_asked() -> None:
    cards = [card("a", hours=-1), card("b", hours=0), card("c", hours=1)]
    assert [one.lesson for one in review.due(cards, NOW)] == ["a", "b"]


def test_lessons_alternate_and_the_longest_due_of_each_comes_first() -> None:
    cards = [card("a", "1", -9), card("a", "2", -8), card("a", "3", -7), card("b", "4", -1)]
    mixed = review.due(cards, NOW)
    assert [one.step for one in mixed] == ["1", "4", "2", "3"]


CARDS = st.lists(
    st.builds(card, st.sampled_from("abcd"), st.text(max_size=3), st.integers(-50, 50)),
    max_size=30,
    unique_by=lambda one: (one.lesson, one.step),
)


@given(CARDS)
def test_one_lesson_follows_itself_only_when_it_must(cards: list[Card]) -> None:
    mixed = review.due(cards, NOW)
    assert Counter(mixed) == Counter(one for one in cards if one.due <= NOW)
    pairs = pairwise(mixed)
    doubled = sum(one.lesson == other.lesson for one, other in pairs)
    fullest = max(Counter(one.lesson for one in mixed).values(), default=0)
    assert doubled == max(0, 2 * fullest - len(mixed) - 1)


def test_a_portion_is_of_as_many_lessons_as_have_something_due() -> None:
    old = [card("a", str(n), -90 + n) for n in range(9)]
    cards = [*old, card("b", "1", -20), card("b", "2", -19), card("c", "1", -1)]
    asked = review.portion(cards, NOW)
    assert Counter(one.lesson for one in asked) == {"a": 2, "b": 2, "c": 1}
    assert [one.step for one in asked if one.lesson == "a"] == ["0", "1"]
    assert {one.lesson for one in review.openers(cards, "z", NOW)} == {"a", "b", "c"}
    assert review.portion(old, NOW) == old[: review.PORTION]


@given(CARDS, st.randoms())
def test_the_order_of_the_cards_given_does_not_matter(
    cards: list[Card], chance: random.Random
) -> None:
    shuffled = chance.sample(cards, len(cards))
    assert review.due(cards, NOW) == review.due(shuffled, NOW)


YEARS = timedelta(days=3650)


@pytest.mark.parametrize("rating", ["Again", "Hard", "Good", "Easy"])
def test_a_card_answered_under_a_clock_years_ahead_is_asked_now(rating: review.Rating) -> None:
    ahead = review.schedule(None, rating, NOW + YEARS, lesson="a", step="b")
    assert ahead.due > NOW + YEARS
    assert review.due([ahead], NOW) == [ahead]
    assert review.portion([ahead], NOW) == [ahead]
    assert review.openers([ahead], "other", NOW) == [ahead]
    assert review.next_due([ahead], NOW) is None
    mended = review.schedule(ahead, "Good", NOW, lesson="a", step="b")
    assert NOW < mended.due < NOW + YEARS
    assert mended.last_review == NOW
    assert review.due([mended], NOW) == []


def test_a_clock_set_back_for_a_while_leaves_nothing_due_for_ever() -> None:
    known = review.schedule(None, "Easy", NOW, lesson="a", step="b")
    back = NOW - YEARS
    assert review.due([known], back) == [known]
    answered = review.schedule(known, "Good", back, lesson="a", step="b")
    assert answered.due > back
    assert review.due([answered], back) == []
    assert review.due([answered], NOW) == [answered]


def test_clocks_that_differ_by_hours_change_nothing() -> None:
    other = review.schedule(None, "Easy", NOW + timedelta(hours=14), lesson="a", step="b")
    assert review.due([other], NOW) == []
    assert review.next_due([other], NOW) == other.due


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-4000, 4000), st.sampled_from(["Again", "Hard", "Good", "Easy"])),
        min_size=1,
        max_size=8,
    )
)
def test_under_a_clock_that_jumps_a_card_comes_back_within_its_own_interval(
    answered: list[tuple[int, review.Rating]],
) -> None:
    card: Card | None = None
    for days, rating in answered:
        card = review.schedule(card, rating, NOW + timedelta(days=days), lesson="a", step="b")
        assert card.due > card.last_review == NOW + timedelta(days=days)
    assert card is not None
    longest = card.due - card.last_review + review.CLOCKS_DIFFER
    for days in (-4000, 0, 4000):
        moment = NOW + timedelta(days=days)
        assert review.is_due(card, moment) or card.due <= moment + longest


def test_when_the_next_card_comes_back() -> None:
    cards = [card("a", hours=-1), card("b", hours=5), card("c", hours=2)]
    assert review.next_due(cards, NOW) == NOW + timedelta(hours=2)
    assert review.next_due(cards[:1], NOW) is None
    assert review.next_due([], NOW) is None


def test_a_lesson_opens_with_the_longest_due_of_other_lessons() -> None:
    cards = [
        card("contexts", "own", -99),
        card("install", "1", -5),
        card("install", "2", -9),
        card("install", "3", -8),
        card("routing", "4", -7),
        card("routing", "not yet", 7),
    ]
    opening = review.openers(cards, "contexts", NOW)
    assert [one.step for one in opening] == ["2", "4", "3"]
    assert [one.step for one in review.openers(cards, "contexts", NOW, most=1)] == ["2"]
    assert review.openers(cards[:1], "contexts", NOW) == []


def test_a_card_goes_only_when_its_lesson_is_there_without_its_step() -> None:
    kept, removed, elsewhere = card("a", "kept"), card("a", "removed"), card("away", "x")
    askable, gone = review.keep_known([kept, removed, elsewhere], {("a", "kept"), ("a", "new")})
    assert askable == [kept]
    assert gone == [removed]


def test_a_lesson_that_lost_its_last_question_drops_its_cards() -> None:
    old = card("a", "old")
    assert review.keep_known([old], set()) == ([], [])
    assert review.keep_known([old], set(), loaded={"a"}) == ([], [old])


def test_the_middle_answer_says_how_long_a_portion_takes() -> None:
    assert review.minutes(5, [20.0, 60.0, 7200.0]) == 5
    assert review.minutes(5, []) == round(5 * review.USUAL_SECONDS / 60)
    assert review.minutes(1, [2.0]) == 1


def test_a_week_ahead_counts_what_is_not_due_yet_by_the_learners_days() -> None:
    cards = [card("a", str(n), hours) for n, hours in enumerate((-5, 0, 1, 11, 13, 36, 24 * 7))]
    assert review.ahead(cards, NOW, timezone.utc) == (2, 1, 1, 0, 0, 0, 0)
    east = timezone(timedelta(hours=7))
    assert review.ahead(cards, NOW, east) == (1, 2, 1, 0, 0, 0, 0)

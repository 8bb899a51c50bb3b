"""From answers to beliefs: what is told, what is not, and how it fades."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from flasktutor import beliefs
from flasktutor.beliefs import LATEST, PRIOR, SLIP, ProgramAnswer
from flasktutor.progress import Attempt
from flasktutor.varied.drawn import Drawn

NOW = datetime(2026, 11, 28, tzinfo=timezone.utc)
WORLDS = ("one-g", "first-app", "global-request", "threads-inherit")
EACH = (frozenset[str](), *(frozenset({world}) for world in WORLDS))


def said(*chosen: int, foreseen: tuple[frozenset[str], ...] = EACH) -> list[ProgramAnswer]:
    return [ProgramAnswer(option, foreseen) for option in chosen]


def told(*chosen: int) -> tuple[str, ...]:
    return beliefs.weigh(said(*chosen), WORLDS).told


def test_without_answers_nothing_is_told_and_each_belief_is_as_likely_as_the_prior_says() -> None:
    nothing = beliefs.weigh([], WORLDS)
    assert nothing.told == ()
    assert set(nothing.of_each.values()) == {PRIOR / (1 + 4 * PRIOR)}


def test_one_wrong_answer_may_be_a_slip() -> None:
    assert told(1) == ()
    assert told(0, 0, 2, 0) == ()


def test_two_answers_of_one_world_are_a_belief() -> None:
    assert told(1, 1) == ("one-g",)
    assert told(0, 2, 2, 2) == ("first-app",)
    assert told(0, 2, 0, 2) == ()


def test_several_beliefs_are_told_at_once() -> None:
    assert set(told(1, 2, 1, 2, 1, 2)) == {"one-g", "first-app"}


def test_wrong_answers_all_over_are_no_belief() -> None:
    assert told(1, 0, 2, 0, 3, 0, 4, 0) == ()


def test_two_worlds_that_foresee_the_same_cannot_be_told_apart() -> None:
    pair = (frozenset[str](), frozenset({"one-g", "first-app"}), frozenset({"threads-inherit"}))
    both = beliefs.weigh(said(1, 1, 1, foreseen=pair), WORLDS)
    assert both.told == ()
    apart = beliefs.weigh([*said(1, 1, 1, foreseen=pair), *said(2, 2)], WORLDS)
    assert apart.told == ("first-app",)


def test_a_belief_is_gone_after_four_answers_against_it_however_old_it_is() -> None:
    for held in (2, LATEST, 40):
        assert told(*[1] * held) == ("one-g",)
        assert told(*[1] * held, *[0] * 4) == ()


def test_answers_about_something_else_do_not_wear_a_belief_down() -> None:
    other = (frozenset[str](), frozenset({"threads-inherit"}))
    assert beliefs.weigh([*said(1, 1), *said(*[0] * 50, foreseen=other)], WORLDS).told == ("one-g",)


def test_worlds_of_a_course_that_is_gone_are_left_out() -> None:
    assert beliefs.weigh(said(1, 1, 1), ("first-app",)).told == ()
    assert beliefs.weigh(said(1, 1, 1), ()).of_each == {}


def test_the_same_answers_give_the_same_beliefs_in_any_order_of_worlds() -> None:
    answers = said(1, 0, 1, 2)
    one, other = beliefs.weigh(answers, WORLDS), beliefs.weigh(answers, WORLDS[::-1])
    assert one.of_each == pytest.approx(other.of_each)
    assert sum(one.weighed.values()) == pytest.approx(1)


def test_chances_are_the_expected_options_and_slips() -> None:
    nothing = beliefs.weigh([], ())
    assert nothing.chances(EACH) == pytest.approx([1 - SLIP, *[SLIP / 4] * 4])
    assert nothing.chances((frozenset(),)) == [1.0]


def test_a_question_about_worlds_in_doubt_tells_most() -> None:
    doubt = beliefs.weigh(said(1), WORLDS)
    about = (frozenset[str](), frozenset({"one-g"}))
    beside = (frozenset[str](), frozenset({"first-app"}))
    assert doubt.information(about) > doubt.information(beside) > 0
    assert doubt.information(EACH) > doubt.information(about)
    assert doubt.information((frozenset(), frozenset())) == pytest.approx(0)


def test_a_choice_looks_for_one_belief_more_than_are_told() -> None:
    evenly = dict.fromkeys(WORLDS, 1)
    for answers, told in (((), 0), ((1,), 0), ((1, 1), 1)):
        now = beliefs.weigh(said(*answers), WORLDS)
        assert len(now.told) == told
        sought = now.sought(evenly).weighed
        assert max(map(len, sought)) == told + 1
        assert sum(sought.values()) == pytest.approx(1)
    torn = beliefs.Beliefs({frozenset(pair): 0.25 for pair in ("ab", "cd", "ef", "gh")})
    assert torn.sought(dict.fromkeys("abcdefgh", 1)).weighed == torn.weighed, "there is no less"


def test_a_choice_weighs_less_what_is_suspected_and_more_what_few_questions_ask() -> None:
    suspected, other = frozenset({"one-g"}), frozenset({"first-app"})
    doubt = beliefs.weigh(said(1), WORLDS)
    evenly = doubt.sought(dict.fromkeys(WORLDS, 5)).weighed
    odds = doubt.weighed[suspected] / doubt.weighed[other]
    assert odds > 10
    assert evenly[suspected] / evenly[other] == pytest.approx(odds**0.5)
    rarely = doubt.sought({**dict.fromkeys(WORLDS, 9), "first-app": 1}).weighed
    assert evenly[suspected] / evenly[other] == pytest.approx(3 * rarely[suspected] / rarely[other])


def attempt(chosen: int, minute: int, seed: int = 0, hints: int = 0, lesson: str = "a") -> Attempt:
    drawn = Drawn(seed=seed, chosen=chosen, worlds=tuple(tuple(worlds) for worlds in EACH))
    return Attempt(
        lesson=lesson,
        step="s",
        result="wrong" if chosen else "right",
        at=NOW + timedelta(minutes=minute),
        hints=hints,
        drawn=drawn,
    )


def test_only_the_first_answer_to_a_program_counts_and_none_after_a_hint() -> None:
    made = [attempt(1, 2), attempt(2, 1), attempt(1, 3, seed=1, hints=1), attempt(0, 4, seed=1)]
    assert [one.chosen for one in beliefs.answers(made)] == [2]


def test_what_was_answered_when_its_solution_was_seen_tells_nothing() -> None:
    asked = attempt(1, 1)
    assert asked.drawn is not None
    given_up = replace(asked, result="gave-up", drawn=replace(asked.drawn, chosen=None))
    assert list(beliefs.answers([given_up, attempt(0, 2)])) == []


def test_answers_that_kept_no_program_tell_nothing() -> None:
    plain = Attempt(lesson="a", step="s", result="wrong", at=NOW, misconception="g-dies")
    assert list(beliefs.answers([plain])) == []


def test_worlds_of_other_courses_are_others() -> None:
    made = [attempt(1, number, seed=number, lesson="club/a") for number in range(3)]
    answers = list(beliefs.answers(made))
    assert beliefs.weigh(answers, ["club/one-g", "one-g"]).told == ("club/one-g",)

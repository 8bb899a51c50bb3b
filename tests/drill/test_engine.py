"""What drill asks next, how hard, and what a sitting is said to have changed."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from flasktutor import beliefs, drill
from flasktutor.drill import Drill, Question
from flasktutor.progress import Attempt, Result
from flasktutor.report import LessonAsked, report
from flasktutor.varied.drawn import Drawn
from flasktutor.varied.values import level

NOW = datetime(2026, 11, 28, tzinfo=timezone.utc)
NESTED = Question(place=("a", "nested"), ideas=("order",), worlds=("first-app", "one-g"))
THREADS = Question(place=("b", "threads"), ideas=("threads",), worlds=("inherit", "global"))
BLANK = Question(place=("c", "blank"), ideas=("g",), worlds=("one-g",), tells=False)
ALL = (NESTED, THREADS, BLANK)


def attempt(question: Question, chosen: int, minute: int = 0, seed: int | None = None) -> Attempt:
    worlds = ((), *((world,) for world in question.worlds))
    return Attempt(
        lesson=question.place[0],
        step=question.place[1],
        result="wrong" if chosen else "right",
        at=NOW + timedelta(minutes=minute),
        drawn=Drawn(seed=minute if seed is None else seed, chosen=chosen, worlds=worlds),
    )


def test_what_tells_nothing_comes_last() -> None:
    best = Drill(ALL, []).best()
    assert best in (NESTED, THREADS)
    assert Drill([BLANK], []).best() == BLANK
    assert Drill([], []).best() is None


def test_what_was_right_does_not_come_twice_in_a_row_while_there_is_another() -> None:
    assert Drill((NESTED, BLANK), [attempt(NESTED, 0)]).best() == BLANK
    assert Drill((NESTED,), [attempt(NESTED, 0)]).best() == NESTED


def test_what_was_missed_may_come_at_once_with_another_program() -> None:
    missed = attempt(NESTED, 1)
    assert Drill((NESTED, BLANK), [missed]).best() == NESTED
    again = replace(missed, result="right", at=NOW + timedelta(minutes=1))
    assert Drill((NESTED, BLANK), [missed, again]).best() == NESTED


@pytest.mark.parametrize("left", ["skipped", "gave-up"])
def test_nor_does_one_that_was_left_unanswered(left: Result) -> None:
    made = [attempt(NESTED, 0), replace(attempt(THREADS, 0, 1), result=left)]
    assert Drill((NESTED, THREADS), made).best() == NESTED
    assert Drill(ALL, made).best() != THREADS


def skip(question: Question, minute: int) -> Attempt:
    shown = attempt(question, 0, minute)
    assert shown.drawn is not None
    return replace(shown, result="skipped", drawn=replace(shown.drawn, chosen=None))


def skipped(count: int) -> list[Question]:
    """What is asked of who skips so many questions, one after another."""
    wide = [
        Question(place=("e", str(n)), worlds=(f"w{n}", f"v{n}")) for n in range(drill.RESTS + 2)
    ]
    made: list[Attempt] = []
    asked = []
    for minute in range(count):
        best = Drill((*wide, NESTED), made).best()
        assert best is not None
        asked.append(best)
        made.append(skip(best, minute))
    return asked


def test_who_skips_again_and_again_is_asked_ever_others() -> None:
    asked = skipped(drill.RESTS + 1)
    assert len({one.place for one in asked}) == drill.RESTS + 1


def test_where_all_rest_the_one_that_has_rested_longest_is_asked() -> None:
    made = [skip(one, minute) for minute, one in enumerate((THREADS, NESTED, BLANK))]
    assert Drill(ALL, made).best() == THREADS
    assert Drill(ALL, [*made, skip(THREADS, 9)]).best() == NESTED


def test_what_was_skipped_is_asked_again_when_enough_others_were_shown() -> None:
    made = [skip(NESTED, 0)]
    made += [attempt(BLANK, 0, minute) for minute in range(1, drill.RESTS)]
    assert Drill((NESTED, BLANK), made).standing.rests == (BLANK.place, NESTED.place)
    made.append(attempt(BLANK, 0, drill.RESTS))
    assert Drill((NESTED, BLANK), made).best() == NESTED


def test_who_answers_what_they_had_skipped_is_asked_it_again_as_ever() -> None:
    missed = attempt(NESTED, 1, 1, seed=0)
    assert Drill((NESTED, BLANK), [skip(NESTED, 0), missed]).best() == NESTED


def test_a_doubt_is_followed_up() -> None:
    other = Question(place=("d", "other"), ideas=("order",), worlds=("first-app",))
    made = [attempt(NESTED, 1), attempt(THREADS, 0, 1)]
    for given in (made[:1], made):
        assert Drill((NESTED, THREADS, other), given).best() in (NESTED, other)
    assert Drill((THREADS, other), made).best() == other


def test_a_miss_at_a_question_of_many_worlds_is_asked_again_with_all_that_it_asks() -> None:
    """So a slip costs one question: to clear the suspicion by another would leave the rest open."""
    wide = Question(place=("d", "wide"), worlds=tuple("abcdefghi"))
    apart = Question(place=("d", "apart"), worlds=("a", "b"))
    rest = [Question(place=("e", pair), worlds=tuple(pair)) for pair in ("jk", "lm", "no", "pq")]
    pairs = ((), *(tuple(pair) for pair in ("ab", "cd", "ef", "gh", "i")))
    missed, again = (
        replace(attempt(wide, 1, minute), drawn=Drawn(seed=minute, chosen=1, worlds=pairs))
        for minute in (0, 1)
    )
    assert Drill((wide, apart, *rest), []).best() == wide
    assert Drill((wide, apart, *rest), [missed]).best() == wide
    assert Drill((wide, apart, *rest), [missed, again]).best() == apart


def test_what_few_questions_ask_comes_before_what_many_ask() -> None:
    often = [Question(place=("d", str(n)), worlds=("a", "b")) for n in range(4)]
    seldom = Question(place=("d", "seldom"), worlds=("c", "d"))
    assert Drill((*often, seldom), []).best() == seldom


def test_of_more_worlds_than_options_neighbours_are_taken_to_share_one() -> None:
    few, many = (Question(place=("d", "wide"), worlds=tuple(names)) for names in ("ab", "abcdefg"))
    assert [sorted(one) for one in few.foreseen()] == [[], ["a"], ["b"]]
    assert ["".join(sorted(one)) for one in many.foreseen()] == ["", "ab", "cd", "ef", "g"]
    assert Question(place=("d", "none")).foreseen() == (frozenset(),)


def test_programs_that_are_drawn_say_better_what_they_tell() -> None:
    nothing = {NESTED.place: (frozenset[str](), frozenset[str]())}
    assert Drill((NESTED, THREADS), []).best(ready=nothing) == THREADS


def test_what_may_come_is_looked_for_after_each_likely_answer() -> None:
    foreseen = (frozenset[str](), frozenset({"first-app"}), frozenset({"one-g"}))
    drawn = Drill(ALL, [attempt(THREADS, 0), attempt(THREADS, 0, 1)])
    assert drawn.standing.level == 1
    coming = drawn.coming(NESTED.place, foreseen)
    assert [level for question, level in coming if question == NESTED] == [0], "after a miss"
    assert coming[0][1] == 1


@pytest.mark.parametrize(
    ("answers", "reached"),
    [
        ("", 0),
        ("r", 0),
        ("rr", 1),
        ("rrr", 1),
        ("rrrr", 2),
        ("rrrrrrrr", 2),
        ("rrrrw", 1),
        ("rrrrwrr", 2),
        ("www", 0),
        ("rwrw", 0),
    ],
)
def test_success_makes_it_harder_and_a_miss_easier(answers: str, reached: int) -> None:
    assert drill.level_after(answer == "r" for answer in answers) == reached


def test_ideas_that_were_missed_lately_weigh_more() -> None:
    ideas = {NESTED.place: ("order",), THREADS.place: ("threads",)}
    tries = [attempt(NESTED, 1, n) for n in range(3)] + [attempt(THREADS, 0, n) for n in range(3)]
    weak = drill.weak(tries, ideas)
    assert weak["order"] > 0.5 > weak["threads"]
    mended = [attempt(NESTED, 0, n) for n in range(3, 3 + drill.LATELY)]
    assert drill.weak([*tries, *mended], ideas)["order"] < 0.2


def test_a_fresh_seed_has_a_program_that_was_not_seen() -> None:
    rng = random.Random(1)
    seeds = {drill.fresh_seed(1, lambda seed: str(seed % 30), {"1", "4"}, rng) for _n in range(50)}
    assert {level(seed) for seed in seeds if seed is not None} == {1}
    assert not {seed % 30 for seed in seeds if seed is not None} & {1, 4}


def test_where_a_level_has_no_more_programs_the_nearest_has_the_next_then_none() -> None:
    rng = random.Random(1)
    seed = drill.fresh_seed(2, lambda seed: str(level(seed)), {"2"}, rng)
    assert seed is not None
    assert level(seed) == 1
    assert drill.fresh_seed(0, lambda _seed: "the same", {"the same"}, rng) is None


def test_a_second_try_is_no_first() -> None:
    made = [attempt(NESTED, 0, 5, seed=7), attempt(NESTED, 1, 4, seed=7)]
    assert [one.result for one in drill.first_tries(made)] == ["wrong"]


def test_an_idea_is_mended_where_no_question_that_showed_it_is_open() -> None:
    """What `drill` ends with, `progress` and `notes` do not contradict it."""
    elsewhere = replace(attempt(BLANK, 1), lesson="l", step="s", drawn=None, misconception="order")
    before = [elsewhere, attempt(NESTED, 1, 1)]
    right = [attempt(NESTED, 0, 2)]
    gain = drill.gain(ALL, before, right)
    assert (gain.mended, gain.wavering) == ((), ("order",))
    repaired = replace(elsewhere, result="right", misconception="", at=NOW + timedelta(hours=1))
    gain = drill.gain(ALL, before, [*right, repaired])
    assert (gain.mended, gain.wavering) == (("order",), ())


def test_what_wavers_is_what_progress_lists() -> None:
    rng = random.Random(7)
    asked = [LessonAsked(name=name, title=name, steps=("s", "t", "u")) for name in "ab"]
    results: tuple[Result, ...] = ("right", "wrong", "gave-up", "skipped", "seen")
    for _case in range(300):
        made = [
            Attempt(
                lesson=rng.choice("ab"),
                step=rng.choice("stu"),
                result=(result := rng.choice(results)),
                at=NOW + timedelta(minutes=rng.randrange(100), seconds=n),
                misconception=rng.choice(("", "x", "y")) if result == "wrong" else "",
            )
            for n in range(rng.randrange(9))
        ]
        assert beliefs.wavering(made) == set(report(made, asked).overall.wavering)


def test_what_got_better_is_what_the_answers_show() -> None:
    before = [attempt(NESTED, 1, n) for n in range(2)]
    made = [attempt(NESTED, 0, n) for n in range(2, 6)]
    gain = drill.gain(ALL, before, made)
    assert (gain.before, gain.first) == ((0, 2), (4, 4))
    assert (gain.gone, gain.new, gain.held) == (("first-app",), (), ())
    assert gain.mended == ("order",)
    assert gain.levels == (0, 2)
    worse = drill.gain(ALL, made, [attempt(NESTED, 2, n) for n in range(6, 12)])
    assert (worse.new, worse.gone, worse.mended) == (("one-g",), (), ())
    assert drill.gain(ALL, before, []).first == (0, 0)

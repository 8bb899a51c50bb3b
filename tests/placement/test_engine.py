"""What answers say of where a learner stands, and what is asked next."""

from __future__ import annotations

import pytest

from flasktutor.placement import MOST, Placement, PlacementAnswer, PlacementQuestion, Stage


def stage(name: str, *requires: str, questions: int = 4, guess: float = 0.25) -> Stage:
    asked = (PlacementQuestion((name, f"{name}-{number}"), guess) for number in range(questions))
    return Stage(name, requires, tuple(asked))


CHAIN = [stage(name, *needs) for name, needs in zip("abcdef", ["", *"abcde"], strict=True)]


def answers(stages: list[Stage], **rights: tuple[bool, ...]) -> list[PlacementAnswer]:
    """Answers to the first questions of stages."""
    return [
        PlacementAnswer(question, right)
        for one in stages
        for question, right in zip(one.questions, rights.get(one.name, ()), strict=False)
    ]


def name(found: Placement) -> str | None:
    return found.proposal.name if found.proposal else None


def test_the_first_question_is_of_the_beginning_and_the_second_goes_up_or_down() -> None:
    first = Placement(CHAIN).following()
    assert first is not None
    assert first.place[0] == "b"
    after = {}
    for right in (True, False):
        second = Placement(CHAIN, [PlacementAnswer(first, right)]).following()
        assert second is not None
        after[right] = second.place[0]
    assert after[False] == "a"
    assert after[True] > "b"


def test_where_the_beginning_has_no_question_the_first_is_of_what_comes_later() -> None:
    bare = [stage(one.name, *one.requires, questions=0) for one in CHAIN[:3]]
    first = Placement([*bare, *CHAIN[3:]]).following()
    assert first is not None
    assert first.place[0] in "def"


def test_the_border_between_right_and_wrong_is_proposed() -> None:
    given = answers(CHAIN, b=(True, True), c=(True, True), d=(False, False), e=(False,))
    assert name(Placement(CHAIN, given)) == "d"


def test_who_misses_everything_begins_at_the_beginning() -> None:
    assert name(Placement(CHAIN, answers(CHAIN, a=(False,) * 3, b=(False,), c=(False,)))) == "a"


def test_who_knows_everything_needs_nothing() -> None:
    given = answers(CHAIN, c=(True,), e=(True, True), f=(True, True, True))
    assert Placement(CHAIN, given).proposal is None


def test_one_slip_does_not_send_anybody_back() -> None:
    given = answers(CHAIN, b=(False, True), c=(True, True), d=(True, True), e=(False, False))
    assert name(Placement(CHAIN, given)) == "e"


def test_what_was_asked_is_not_asked_again_and_ten_are_enough() -> None:
    asked: list[PlacementAnswer] = []
    while question := Placement(CHAIN, asked).following():
        asked.append(PlacementAnswer(question, len(asked) % 2 == 0))
    assert len(asked) <= MOST
    assert len({one.question.place for one in asked}) == len(asked)


def test_who_is_sure_is_asked_no_more() -> None:
    given = answers(CHAIN, a=(False,) * 3, b=(False,) * 2)
    assert Placement(CHAIN, given).following() is None


def test_a_question_that_is_hard_to_guess_is_asked_first() -> None:
    hard = PlacementQuestion(("a", "blank"), 0.1)
    both = Stage("a", (), (PlacementQuestion(("a", "choice"), 0.5), hard))
    others = [Stage(name, (), ()) for name in "bcd"]
    assert Placement([both, *others]).following() == hard


BRANCHES = [
    stage("base"),
    stage("left", "base"),
    stage("right", "base"),
    stage("top", "right"),
    stage("end", "top"),
]


def test_a_branch_that_is_missing_is_needed_before_what_is_known_beside_it() -> None:
    given = answers(
        BRANCHES, left=(False,) * 3, right=(True, True), top=(True, True), end=(True, True, True)
    )
    assert name(Placement(BRANCHES, given)) == "left"


def test_nothing_that_is_built_on_what_is_missing_counts_as_known() -> None:
    chain = answers(CHAIN, b=(False,) * 3, d=(True, True), e=(True, True), f=(True, True))
    assert name(Placement(CHAIN, chain)) != "b"


def test_what_no_answer_shows_is_named() -> None:
    given = answers(BRANCHES, top=(True, True), end=(True, True, True))
    found = Placement(BRANCHES, given)
    assert found.proposal is None
    assert [one.name for one in found.unasked] == ["left"]


def test_what_is_missed_is_not_called_unasked() -> None:
    given = answers(BRANCHES, left=(False,), right=(True,) * 3, top=(True,) * 3, end=(True,) * 4)
    assert Placement(BRANCHES, given).unasked == ()


SHOP = [stage("a"), stage("b", "a"), stage("shop", "b", questions=0), stage("c", "b")]


def test_a_lesson_without_questions_is_passed_and_told() -> None:
    given = answers(SHOP, a=(True, True), b=(True, True, True), c=(False, False, False))
    found = Placement(SHOP, given)
    assert name(found) == "c"
    assert [one.name for one in found.passed] == ["shop"]


def test_a_lesson_without_questions_is_proposed_where_it_is_the_last() -> None:
    ending = SHOP[:3]
    found = Placement(ending, answers(ending, a=(True, True), b=(True, True, True)))
    assert name(found) == "shop"
    assert found.passed == ()


@pytest.mark.parametrize("stages", [[], [stage("a", questions=0)]], ids=["none", "unasked"])
def test_where_nothing_can_be_asked_nothing_is(stages: list[Stage]) -> None:
    assert Placement(stages).following() is None


def test_chances_are_probabilities() -> None:
    for given in ([], answers(BRANCHES, top=(True, False), left=(False,))):
        chances = Placement(BRANCHES, given).chances
        assert len(chances) == len(BRANCHES) + 1
        assert sum(chances) == pytest.approx(1)

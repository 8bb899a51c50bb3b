"""The figures of `flasktutor progress`, counted by hand beside what the report says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from flasktutor.progress import Attempt, Result
from flasktutor.report import Figures, LessonAsked, Missed, report
from flasktutor.varied.drawn import Drawn

CONTEXTS = LessonAsked(name="contexts", title="Contexts", steps=("why", "push", "g-lifetime"))
INSTALL = LessonAsked(name="install", title="Install", steps=("pip", "venv"))
START = datetime(2025, 3, 4, 12, tzinfo=timezone.utc)
UTC = timezone.utc


class Story:
    """Attempts one minute apart."""

    def __init__(self) -> None:
        self.attempts: list[Attempt] = []
        self.now = START

    def does(
        self,
        step: str,
        result: Result,
        *,
        lesson: str = "contexts",
        hints: int = 0,
        belief: str | None = None,
        review: bool = False,
    ) -> None:
        self.now += timedelta(minutes=1)
        self.attempts.append(
            Attempt(
                lesson=lesson,
                step=step,
                result=result,
                at=self.now,
                hints=hints,
                misconception=belief,
                review=review,
            )
        )

    def contexts(self) -> Figures:
        return report(self.attempts, [CONTEXTS], UTC).lessons[0].figures


@pytest.fixture
def story() -> Story:
    return Story()


def test_nothing_done_yet(story: Story) -> None:
    told = report([], [CONTEXTS, INSTALL], UTC)
    assert [one.lesson for one in told.lessons] == ["contexts", "install"]
    assert (told.overall.steps, told.overall.answered, told.overall.days) == (5, 0, ())


def test_only_the_first_answer_is_a_first_try(story: Story) -> None:
    story.does("why", "right")
    story.does("push", "wrong")
    story.does("push", "right")
    figures = story.contexts()
    assert (figures.answered, figures.right_first_try) == (2, 1)


def test_a_text_read_is_no_answer_but_a_day(story: Story) -> None:
    story.does("intro", "seen")
    story.does("why", "seen")
    figures = story.contexts()
    assert (figures.answered, figures.days) == (0, (date(2025, 3, 4),))


def test_hints_of_a_sitting_are_counted_once(story: Story) -> None:
    story.does("why", "wrong", hints=1)
    story.does("why", "wrong", hints=2)
    story.does("why", "right", hints=2)
    story.does("why", "right", hints=1)  # taken again
    story.does("push", "wrong", hints=3)  # left there
    assert story.contexts().hints == 2 + 1 + 3


def test_skipped_until_answered(story: Story) -> None:
    story.does("why", "skipped")
    story.does("push", "skipped")
    story.does("push", "right")
    figures = story.contexts()
    assert (figures.skipped, figures.answered, figures.right_first_try) == (1, 1, 1)


def test_giving_up_is_an_answer_and_a_miss(story: Story) -> None:
    story.does("why", "wrong")
    story.does("why", "gave-up", hints=4)
    figures = story.contexts()
    assert (figures.gave_up, figures.answered, figures.right_first_try) == (1, 1, 0)
    assert figures.missed[0].times == 2


def test_a_miss_names_the_beliefs_behind_it(story: Story) -> None:
    story.does("g-lifetime", "wrong", belief="g is global")
    story.does("g-lifetime", "wrong", belief="g lives in the session")
    story.does("g-lifetime", "wrong", belief="g lives in the session")
    story.does("push", "wrong")
    story.does("push", "right")
    assert story.contexts().missed == (
        Missed(lesson="contexts", step="push", times=1, misconceptions=(), mended=True),
        Missed(
            lesson="contexts",
            step="g-lifetime",
            times=3,
            misconceptions=("g lives in the session", "g is global"),
            mended=False,
        ),
    )


def test_reviews_are_counted_apart(story: Story) -> None:
    story.does("why", "right")
    story.does("why", "wrong", review=True)
    story.does("why", "right", review=True)
    story.does("push", "skipped", review=True)
    figures = story.contexts()
    assert (figures.answered, figures.right_first_try, figures.skipped) == (1, 1, 0)
    assert (figures.reviewed, figures.reviewed_right) == (2, 1)
    assert figures.missed[0].mended


def test_a_step_that_was_removed_counts_only_as_a_day(story: Story) -> None:
    story.does("removed", "wrong")
    figures = story.contexts()
    assert (figures.answered, figures.missed, len(figures.days)) == (0, (), 1)


def test_days_are_the_learners_own() -> None:
    late = datetime(2025, 3, 4, 18, tzinfo=timezone.utc)
    attempts = [
        Attempt(lesson="contexts", step="why", result="right", at=late),
        Attempt(lesson="contexts", step="why", result="right", at=late + timedelta(hours=8)),
    ]
    jakarta = timezone(timedelta(hours=7))
    assert report(attempts, [CONTEXTS], UTC).overall.days == (date(2025, 3, 4), date(2025, 3, 5))
    assert report(attempts, [CONTEXTS], jakarta).overall.days == (date(2025, 3, 5),)


def test_over_all_sums_the_lessons_and_counts_a_day_once(story: Story) -> None:
    story.does("why", "right", hints=1)
    story.does("pip", "wrong", lesson="install", belief="pip is Python")
    story.does("x", "right", lesson="of another course")
    told = report(reversed(story.attempts), [CONTEXTS, INSTALL], UTC)
    assert told.overall == Figures(
        steps=5,
        answered=2,
        right_first_try=1,
        hints=1,
        skipped=0,
        gave_up=0,
        reviewed=0,
        reviewed_right=0,
        practised=0,
        practised_right=0,
        missed=told.lessons[1].figures.missed,
        days=(date(2025, 3, 4),),
    )


def test_json_holds_all_of_it(story: Story) -> None:
    story.does("why", "wrong", belief="g is global")
    told = json.loads(json.dumps(report(story.attempts, [CONTEXTS], UTC).to_json()))
    assert told["lessons"][0]["lesson"] == "contexts"
    assert told["lessons"][0]["missed"][0]["misconceptions"] == ["g is global"]
    assert told["overall"]["days"] == ["2025-03-04"]
    assert set(told["overall"]) <= set(told["lessons"][0])


def test_an_answer_to_a_step_that_was_renamed_counts_once(story: Story) -> None:
    story.does("push-it", "wrong")
    varied = replace(story.attempts[0], drawn=Drawn(seed=1, chosen=1, worlds=((), ("w",))))
    renamed = replace(CONTEXTS, was={"push-it": "push"})
    figures = report([varied], [renamed], UTC).lessons[0].figures
    assert (figures.answered, figures.practised) == (1, 0)

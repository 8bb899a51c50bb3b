"""What `drill` asks of who has begun some lessons: what is near to them."""

from __future__ import annotations

import io
from collections.abc import Iterable

import pytest

from flasktutor.drill import Question
from flasktutor.errors import UsageError
from flasktutor.progress.records import now
from flasktutor.runner.runner import Runner
from flasktutor.ui.flows import drill_flow, practice
from flasktutor.ui.flows.desk import Desk
from flasktutor.ui.plain.plain_screen import PlainScreen
from tests.placement.course import course
from tests.placement.test_flow import desk_with


@pytest.fixture(scope="module")
def desk(runner: Runner) -> Desk:
    return desk_with(course(), PlainScreen(io.StringIO(), io.StringIO()), runner)


def every(desk: Desk) -> list[Question]:
    return practice.questions(desk, practice.of(desk))


def begin(desk: Desk, lessons: Iterable[str]) -> None:
    for name in lessons:
        desk.progress.set_place(name, "any", finished=False, at=now())


def test_more_is_asked_with_each_lesson_begun_and_nothing_far_from_them(desk: Desk) -> None:
    questions = every(desk)
    assert list(practice.met(desk, questions)) == questions, "before the first lesson"
    named = practice.met(desk, questions, ["contexts"])
    begin(desk, ["contexts"])
    near = practice.met(desk, questions)
    assert near == named
    assert len(near) >= practice.NEAR
    assert {one.place[0] for one in near} == {"contexts"}
    begin(desk, ["errors"])
    assert "closed-and-signed-out" not in [q.place[1] for q in practice.met(desk, questions)]
    begin(desk, desk.outlines)
    assert list(practice.met(desk, questions)) == questions
    assert practice.met(desk, []) == []


def test_a_lesson_names_the_ideas_that_it_teaches(desk: Desk) -> None:
    questions = every(desk)
    meant = drill_flow._ideas(desk, questions, ["threads"])
    assert "copy-context-and-g" in meant
    assert "abort-raises" not in meant
    assert drill_flow._ideas(desk, questions, ["abort-raises"]) == {"abort-raises"}
    with pytest.raises(UsageError, match="what-is-flusk"):
        drill_flow._ideas(desk, questions, ["what-is-flusk"])

"""A varied question's answers come by running: Flask's is right, those of worlds are wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flasktutor import drawing
from flasktutor.runner.protocol import RunRequest, RunResult
from flasktutor.runner.runner import Runner
from flasktutor.steps.drawn import DrawnFill, DrawnPredict
from flasktutor.steps.varied import VariedStep
from flasktutor.varied.drawn import MOST_SEEDS
from flasktutor.worlds import World
from tests.varied import shop


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as made:
        yield made


@pytest.fixture(scope="module")
def questions(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[dict[str, VariedStep], tuple[World, ...]]:
    path = shop.written(tmp_path_factory.mktemp("shop"), shop.NESTED, shop.BLANK)
    lesson, worlds = shop.read(path)
    steps = [step for step in lesson.practice if isinstance(step, VariedStep)]
    return {str(step.key): step for step in steps}, worlds


Questions = tuple[dict[str, VariedStep], tuple[World, ...]]


def test_the_right_answer_is_what_flask_does(runner: Runner, questions: Questions) -> None:
    steps, worlds = questions
    drawn = drawing.draw(steps["nested"], "", 2, worlds, runner.run)
    assert isinstance(drawn, DrawnPredict)
    result = runner.run(drawn.request("", None))
    assert [choice.is_of(result) for choice in drawn.choices] == [True, False, False]
    assert drawn.foreseen == ((), ("one-g",), ("first-app",))
    assert "inner.app_context" in drawn.code
    assert drawn.code.count("print") == 2


def test_a_wrong_answer_says_the_worlds_reason_or_a_sharper_one(
    runner: Runner, questions: Questions
) -> None:
    steps, worlds = questions
    drawn = drawing.draw(steps["nested"], "", 1, worlds, runner.run)
    assert isinstance(drawn, DrawnPredict)
    _truth, one_g, first = drawn.choices
    assert one_g.why == "Each context has its own `g`."
    assert (one_g.misconception, first.misconception) == ("g-dies", "app-changes")
    assert first.why.startswith("The inner block pushed")
    assert "{{" not in first.why


def test_a_seed_makes_one_program(runner: Runner, questions: Questions) -> None:
    steps, worlds = questions
    one, again, other = (
        drawing.draw(steps["nested"], "", seed, worlds, runner.run) for seed in (4, 4, 5)
    )
    assert one == again
    assert one != other


def test_what_was_answered_is_kept_with_its_seed(runner: Runner, questions: Questions) -> None:
    steps, worlds = questions
    drawn = drawing.draw(steps["nested"], "", 7, worlds, runner.run)
    assert isinstance(drawn, DrawnPredict)
    result = runner.run(drawn.request("", (2,)))
    kept = drawn.kept((2,), drawn.grade((2,), result))
    assert (kept.seed, kept.chosen, kept.worlds[2]) == (7, 2, ("first-app",))


def test_blanks_are_judged_by_what_the_first_answer_prints(
    runner: Runner, questions: Questions
) -> None:
    steps, worlds = questions
    drawn = drawing.draw(steps["blank"], "", 0, worlds, runner.run)
    assert isinstance(drawn, DrawnFill)
    assert drawn.prints is not None
    assert drawn.prints.endswith("None")
    assert drawn.differing == ("one-g",)
    for text, right in [("app_context", True), ("test_request_context", True), ("open", False)]:
        verdict = drawn.grade((text,), runner.run(drawn.request("", (text,))))
        assert verdict.right is right
        assert drawn.kept((text,), verdict).chosen == (0 if right else 2)


def test_the_next_seed_is_one_that_can_be_kept(questions: Questions) -> None:
    """Behind the last seed there is none, and an answer to such a program would be lost."""
    steps, _worlds = questions
    tried: list[str] = []

    def seen(request: RunRequest) -> RunResult:
        tried.append(request.source)
        return RunResult(outcome="timeout")

    with pytest.raises(drawing.UndrawnError):
        drawing.draw_any(steps["nested"], "", MOST_SEEDS - 1, (), seen)
    assert len(tried) == 1


def test_worlds_that_agree_leave_too_few_options(runner: Runner, questions: Questions) -> None:
    steps, worlds = questions
    with pytest.raises(drawing.UndrawnError, match="wrong options: 1"):
        drawing.draw_any(steps["nested"], "", 0, worlds[:1], runner.run)

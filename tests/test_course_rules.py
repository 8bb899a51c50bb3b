"""The course keeps its promises: size, pace, kinds of steps, ideas, hints, and both languages."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import pytest
from rich.console import Console
from rich.markdown import Markdown

from flasktutor import course, lesson, paths
from flasktutor.lesson import Lesson
from flasktutor.steps import KINDS, Step
from flasktutor.steps.choice import ChoiceStep
from flasktutor.steps.do import DoStep
from tests import coverage_table

FOLDER = Path(paths.own_lessons())
FILES = sorted(course.lesson_files(FOLDER))
ROOM = 20
"""Lines of a terminal of 24 that the words of a step may take."""
WORKSHOPS = [path for path in FILES if any(
    isinstance(step, DoStep) for step in lesson.load(path).steps
)]  # fmt: skip
"""The lessons that are done on one's own machine, by rules of their own."""
each_lesson = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
each_taken = pytest.mark.parametrize(
    "path", [path for path in FILES if path not in WORKSHOPS], ids=lambda path: path.stem
)
each_workshop = pytest.mark.parametrize("path", WORKSHOPS, ids=lambda path: path.stem)
each_language = pytest.mark.parametrize("language", ["en", "id"])


def kinds(taken: Lesson) -> list[str]:
    return [step.kind for step in taken.steps]


def test_the_course_names_all_its_lessons_in_an_order_that_holds() -> None:
    spec = course.course(FOLDER)
    assert spec is not None
    assert [path.stem for path in FILES] == sorted(spec.lessons)
    loaded = [lesson.load(FOLDER / f"{name}.yaml") for name in spec.lessons]
    for number, taken in enumerate(loaded):
        before = {str(other.lesson) for other in loaded[:number]}
        assert set(taken.requires) <= before, taken.lesson


@each_taken
def test_size_and_pace(path: Path) -> None:
    taken = lesson.load(path)
    asked = [kind for kind in kinds(taken) if kind != "text"]
    assert 15 <= len(taken.steps) <= 30
    assert 10 <= taken.minutes <= 20
    assert len(asked) > len(taken.steps) / 2
    assert any(kind != "text" for kind in kinds(taken)[:2])
    assert ("text", "text") not in pairwise(kinds(taken))


@each_workshop
def test_size_and_pace_of_a_workshop(path: Path) -> None:
    taken = lesson.load(path)
    assert 15 <= len(taken.steps) <= 25
    assert kinds(taken).count("do") > len(taken.steps) / 2, "one `do` step makes it a workshop"
    assert any(kind != "text" for kind in kinds(taken)[:2])
    assert ("text", "text") not in pairwise(kinds(taken))
    assert sum(step.review for step in taken.steps) >= 3


@each_taken
def test_every_kind_of_practice(path: Path) -> None:
    found = kinds(lesson.load(path))
    assert found.count("predict") >= 2
    assert found.count("fill") + found.count("order") >= 1
    assert found.count("code") >= 2
    assert sum(step.review for step in lesson.load(path).steps) >= 6


@each_taken
def test_it_ends_with_a_task_and_a_recap(path: Path) -> None:
    taken = lesson.load(path)
    assert kinds(taken)[-1] == "text"
    assert [step.kind for step in taken.steps if step.asks][-1] == "code"


@each_lesson
def test_whatever_asks_has_a_hint(path: Path) -> None:
    taken = lesson.load(path)
    assert [step.key for step in taken.steps if step.asks and not step.hints] == []


@each_lesson
def test_whatever_must_be_written_has_a_ladder(path: Path) -> None:
    written = [step for step in lesson.load(path).steps if step.kind == "code"]
    assert [step.key for step in written if len(step.hints) < 2] == []


@each_lesson
def test_choices_are_worth_asking(path: Path) -> None:
    """A question is no question where every option is right."""
    for step in lesson.load(path).steps:
        if isinstance(step, ChoiceStep):
            assert any(not option.correct for option in step.options), step.key


@each_lesson
@each_language
def test_the_words_of_a_step_fit_on_a_screen(path: Path, language: str) -> None:
    taken = lesson.load(path, language)
    assert {step.key: n for step in taken.steps if (n := _height(step)) > ROOM} == {}


def _height(step: Step) -> int:
    console = Console(file=io.StringIO(), width=80)
    return len(console.render_lines(Markdown(step.body)))


@each_lesson
def test_the_indonesian_is_whole(path: Path) -> None:
    taken, overlay = lesson.translate(lesson.load(path), "id")
    assert not taken.untranslated
    assert not overlay.gaps
    assert not overlay.reader.issues


@each_taken
def test_contexts_are_drawn_where_a_lesson_is_about_them(path: Path) -> None:
    drawn = any(getattr(step, "show", "") == "contexts" for step in lesson.load(path).steps)
    assert drawn or path.stem in ("what-is-flask", "install", "first-app"), (
        "no step has `show: contexts`"
    )


def test_every_idea_is_taught() -> None:
    spec = course.course(FOLDER)
    assert spec is not None
    taught = {idea for path in FILES for step in lesson.load(path).steps for idea in step.teaches}
    assert {str(idea.key) for idea in spec.ideas} - taught == set()
    assert len({idea.key for idea in spec.ideas}) == len(spec.ideas)


def test_the_table_of_what_is_taught_is_up_to_date() -> None:
    written = coverage_table.PAGE.read_text(encoding="utf-8")
    assert written == coverage_table.table(), "run python -m tests.coverage_table"


def test_contexts_uses_every_kind() -> None:
    assert set(kinds(lesson.load(FOLDER / "contexts.yaml"))) == set(KINDS) - {"do"}

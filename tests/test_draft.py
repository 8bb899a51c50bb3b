"""A new lesson works as it is, whatever it is called, and never replaces another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasktutor import audit, draft, lesson
from flasktutor.draft import courses
from flasktutor.errors import TutorError, UsageError
from flasktutor.schema import is_key
from flasktutor.steps import KINDS


def test_a_new_lesson_proves_itself_and_has_every_kind(tmp_path: Path) -> None:
    files = draft.write("url-rules", tmp_path / "new" / "folder")
    found = audit.audit([files[0]])
    assert not found.issues
    assert found.runs > len(KINDS)
    read = lesson.load(files[0])
    assert {step.kind for step in read.steps} == set(KINDS)
    assert (read.lesson, read.title) == ("url-rules", "Url rules")
    assert not lesson.load(files[0], "id").untranslated


def test_each_file_names_a_schema_that_is_there(tmp_path: Path) -> None:
    for path in draft.write("mine", tmp_path):
        modeline = path.read_text("utf-8").split("\n")[0]
        name = modeline.removeprefix("# yaml-language-server: $schema=")
        assert (tmp_path / name).is_file(), modeline


@pytest.mark.parametrize("taken", ["mine.yaml", "mine.id.yaml"])
def test_nothing_is_replaced(taken: str, tmp_path: Path) -> None:
    (tmp_path / taken).write_text("mine\n")
    with pytest.raises(UsageError):
        draft.write("mine", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [taken]


@pytest.mark.parametrize("write", [courses.write_course, courses.write_package])
def test_no_course_is_called_as_the_one_that_came_along(
    write: Callable[[str, Path], list[Path]], tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="cannot be called `flasktutor`"):
        write("flasktutor", tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("My Lesson", "my-lesson"),
        ("contexts.yaml", "contexts"),
        ("folder/contexts.id.yaml", "contexts"),
        ("404_pages", "lesson-404-pages"),
        ("Üben!", "uben"),
        ("日本", ""),
        ("", ""),
        ("course", ""),
    ],
)
def test_a_bad_name_is_answered_with_a_good_one(name: str, near: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as told:
        draft.write(name, tmp_path)
    assert (f"`{near}`" in told.value.hint) if near else not told.value.hint
    assert not list(tmp_path.iterdir())


@given(st.text())
def test_what_is_suggested_is_a_name(name: str) -> None:
    near = draft.suggestion(name)
    assert not near or is_key(near)


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(TutorError, match="cannot be written"):
        draft.write("mine", tmp_path / "file" / "folder")

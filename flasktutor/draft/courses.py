"""Owns the start of a new course: a folder of lessons, or a package that hands one out."""

from __future__ import annotations

from pathlib import Path

from flasktutor import draft, sources
from flasktutor.course import COURSE_FILE
from flasktutor.errors import UsageError
from flasktutor.language import _

FIRST = "first-lesson"
"""The lesson that a new course begins with."""
_NAME, _MODULE, _PROJECT = "routing", "routing_course", "routing-course"
_COURSE = """\
# yaml-language-server: $schema=course.schema.json
format: 1
course: {name}
title: {title}
lessons: [{first}]          # their order; add each new lesson here
"""
_WORDS = """\
format: 1
course: {name}
language: id
title: {title}
"""


def write_course(name: str, folder: Path) -> list[Path]:
    """Write a course called `name` into a folder of that name; its first lesson's file comes first.

    Raises `TutorError` as `draft.write` does.
    """
    _refuse_bad(name)
    return _written(name, folder / name)


def write_package(name: str, folder: Path) -> list[Path]:
    """Write a package that hands out a course called `name`; the first lesson's file comes first.

    Raises `TutorError` as `draft.write` does.
    """
    _refuse_bad(name)
    module = _MODULE.replace(_NAME, name.replace("-", "_"))
    project = (Path(__file__).parent / "package.toml").read_text("utf-8")
    named = project.replace(_MODULE, module).replace(_PROJECT, f"{name}-course")
    extra = {
        folder / name / "pyproject.toml": named.replace(f"{_NAME} = ", f"{name} = "),
        folder / name / module / "__init__.py": "",
    }
    draft.refuse_there(extra, _another())
    lessons = _written(name, folder / name / module)
    draft.put(extra)
    return [*lessons, *extra]


def _written(name: str, folder: Path) -> list[Path]:
    """The files of a course with its first lesson, in `folder`."""
    words = {"name": name, "title": draft.title_of(name), "first": FIRST}
    files = {
        folder / COURSE_FILE: _COURSE.format(**words),
        folder / "course.id.yaml": _WORDS.format(**words),
    }
    draft.refuse_there(files, _another())
    lessons = draft.write(FIRST, folder)
    draft.put(files)
    draft.write_schema(folder / "course.schema.json", "course")
    return [*lessons, *files]


def _refuse_bad(name: str) -> None:
    draft.refuse_bad(name)
    if sources.sounds_own(name):
        text = _("A course cannot be called `{name}`: that is the course that came along.")
        raise UsageError(text.format(name=name), hint=_another())


def _another() -> str:
    return _("Choose another name.")

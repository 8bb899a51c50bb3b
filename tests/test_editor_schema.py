"""What editors are told of the format is what `lessons check` reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from flasktutor import draft, editor_schema, lesson, paths, yamlsource
from flasktutor.checks import CHECKS
from flasktutor.schema import Json, Reader
from flasktutor.steps import KINDS

VALIDATORS = {
    sort: Draft202012Validator(editor_schema.schema_of(sort)) for sort in editor_schema.SORTS
}
FOLDERS = (
    Path(paths.own_lessons()),
    Path(draft.__file__).parent,
    Path(__file__).parent / "ui/lessons",
)
FILES = [path for folder in FOLDERS for path in sorted(folder.glob("*.yaml"))]


def sort_of(path: Path) -> editor_schema.Sort:
    if path.name == "course.yaml":
        return "course"
    return "translation" if "." in path.stem else "lesson"


def values(path: Path) -> Any:
    """What an editor sees of a file: YAML 1.2's values."""
    top, issues = yamlsource.parse(yamlsource.read(path))
    assert top is not None, issues
    return Reader(path).value(Json, top)


def flaws(path: Path) -> list[str]:
    return [error.message for error in VALIDATORS[sort_of(path)].iter_errors(values(path))]


@pytest.mark.parametrize("sort", editor_schema.SORTS)
def test_is_a_json_schema(sort: editor_schema.Sort) -> None:
    Draft202012Validator.check_schema(editor_schema.schema_of(sort))


@pytest.mark.parametrize(
    "path", [p for p in FILES if p.name != "course.id.yaml"], ids=lambda path: path.name
)
def test_every_real_file_is_valid(path: Path) -> None:
    assert not flaws(path)


LESSON = """
format: 1
lesson: flawed
title: A title
summary: A sentence.
steps:
  - {key: one, kind: text, body: Words}
"""
FLAWED = {
    "unknown-key": LESSON + "stpes: []\n",
    "missing-title": LESSON.replace("title: A title\n", ""),
    "other-format": LESSON.replace("format: 1", "format: 2"),
    "bad-level": LESSON + "level: expert\n",
    "bad-minutes": LESSON + "minutes: many\n",
    "bad-name": LESSON.replace("lesson: flawed", "lesson: Flawed One"),
    "steps-by-key": LESSON.replace("  - {key: one, kind: text, body: Words}", "  one: {body: W}"),
    "unknown-kind": LESSON.replace("kind: text", "kind: txt"),
    "no-kind": LESSON.replace("kind: text, ", ""),
    "bad-key": LESSON.replace("key: one", "key: One_"),
    "list-for-text": LESSON.replace("body: Words", "body: [Words]"),
    "of-another-kind": LESSON.replace("body: Words", "body: Words, code: print()"),
    "run-without-code": LESSON.replace("kind: text", "kind: run"),
    "bad-bool": LESSON.replace("body: Words", "body: Words, review: perhaps"),
    "bad-context": LESSON.replace(
        "kind: text, body: Words", "kind: run, body: W, code: '1', prints: '', context: nowhere"
    ),
    "bad-method": LESSON.replace(
        "kind: text, body: Words", "kind: run, body: W, code: '1', prints: '', context: GRAB /a"
    ),
    "unknown-check": LESSON.replace(
        "kind: text, body: Words",
        "kind: code, body: W, starter: '', solution: '1', checks: [{output: a}]",
    ),
    "two-checks-in-one": LESSON.replace(
        "kind: text, body: Words",
        "kind: code, body: W, starter: '', solution: '1', checks: [{uses: a, avoids: b}]",
    ),
}


@pytest.mark.parametrize("name", FLAWED)
def test_a_flaw_of_form_is_seen_by_editors_and_by_the_reader(name: str, tmp_path: Path) -> None:
    path = tmp_path / "flawed.yaml"
    path.write_text(FLAWED[name], "utf-8")
    assert lesson.read(path)[1]
    assert flaws(path)


def test_the_lesson_that_the_flaws_are_made_of_has_none(tmp_path: Path) -> None:
    path = tmp_path / "flawed.yaml"
    path.write_text(LESSON, "utf-8")
    assert not lesson.read(path)[1]
    assert not flaws(path)


@pytest.mark.parametrize(
    "words",
    [
        "steps: {one: {code: print()}}",
        "steps: [{body: Kata}]",
        "level: beginner",
        "steps: {one: {body: [Kata]}}",
    ],
)
def test_a_translation_holds_only_words(words: str, tmp_path: Path) -> None:
    (tmp_path / "flawed.yaml").write_text(LESSON, "utf-8")
    path = tmp_path / "flawed.id.yaml"
    path.write_text(f"format: 1\nlesson: flawed\nlanguage: id\ntitle: Judul\n{words}\n", "utf-8")
    read, _issues = lesson.read(tmp_path / "flawed.yaml")
    assert read is not None
    assert lesson.translate(read, "id")[1].reader.issues
    assert flaws(path)


def undescribed(schema: Any, place: str) -> Iterator[str]:
    if isinstance(schema, list):
        for one in schema:
            yield from undescribed(one, place)
    if isinstance(schema, dict):
        for name, value in schema.get("properties", {}).items():
            if "description" not in value and "const" not in value and place != "if":
                yield f"{place} {name}"
        for name, value in schema.items():
            yield from undescribed(value, name)


@pytest.mark.parametrize("sort", ["lesson", "course"])
def test_every_field_is_described(sort: editor_schema.Sort) -> None:
    assert not list(undescribed(editor_schema.schema_of(sort), sort))


def test_every_kind_of_step_and_check_is_there() -> None:
    definitions = editor_schema.schema_of("lesson")["$defs"]
    kinds = {kind.__name__ for kind in (*KINDS.values(), *CHECKS.values())}
    assert kinds <= set(definitions)

"""What a lesson file says is what is read, field by field; a translation replaces words only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, make_dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasktutor import lesson as lessons
from flasktutor import schema, trust, yamlsource
from flasktutor.checks import CHECKS
from flasktutor.lesson import Lesson
from flasktutor.overlay import holds_words, needs_translation
from flasktutor.schema import Code, Reader, Spec, Words
from flasktutor.steps import KINDS
from tests import generated
from tests.generated import Data
from tests.reading import spec_of

CHANCES = st.integers(0, 2**32).map(Random)


def read(data: Data, path: Path = Path("lesson.yaml")) -> Lesson:
    file = yamlsource.File(path, generated.written(data).encode())
    lesson, issues = lessons.made_of(replace(trust.content_of(path), file=file))
    assert not issues
    assert lesson is not None
    return lesson


def assert_says(spec: Spec, data: Data) -> None:
    """Each field that the data name has its value, in the type of the field."""
    hints = schema.hints(type(spec))
    for name, value in data.items():
        if name != type(spec).tag:
            assert_is(getattr(spec, name), value, hints[name])


def assert_is(value: object, said: Any, hint: Any) -> None:
    origin, args = schema.parts(hint)
    if origin is tuple:
        assert isinstance(value, tuple)
        given = said if isinstance(said, list) else [said]
        assert len(value) == len(given)
        for one, other in zip(value, given, strict=True):
            assert_is(one, other, args[0])
    elif isinstance(value, Spec):
        if isinstance(said, dict):
            assert_says(value, said)
    elif origin is Words:
        assert value == said.strip()
    elif origin is Code:
        assert value == said
    elif origin in (bool, int):
        assert value == {"true": True, "false": False}.get(said, said) or str(value) == said
    else:
        assert value == said


@given(CHANCES)
def test_a_lesson_is_read_as_it_is_written(chance: Random) -> None:
    data = generated.lesson(chance)
    assert_says(read(data), data)


def test_what_is_generated_has_each_kind_of_step_and_check() -> None:
    """Else what is new is read by no test of whole lessons."""
    written = [generated.lesson(Random(seed)) for seed in range(200)]
    steps = [step for data in written for step in data["steps"]]
    checks = {key for step in steps for check in step.get("checks", []) for key in check}
    missing = set(KINDS) - {"do"} - {step["kind"] for step in steps} | set(CHECKS) - checks
    assert not missing, "give it a maker in tests/generated.py"


@given(CHANCES)
def test_every_part_knows_its_place(chance: Random) -> None:
    data = generated.lesson(chance)
    lines = yamlsource.lines(generated.written(data))
    for step in read(data).steps:
        # The quotes that a key is written in stand before its text.
        found = step.where.issue("", "key")
        assert lines[found.line - 1][found.column - 1 :] == f'"{step.key}"'


@given(CHANCES, st.data())
def test_one_flaw_in_a_whole_lesson_is_one_issue_at_its_place(
    chance: Random, data: st.DataObject
) -> None:
    whole = generated.lesson(chance)
    step = data.draw(st.sampled_from(whole["steps"]))
    step["nonsense"] = "x"
    reader = Reader(Path("lesson.yaml"))
    text = generated.written(whole)
    assert reader.read(Lesson, yamlsource.parse_text(text)) is None
    (issue,) = reader.issues
    assert '"nonsense"' in yamlsource.lines(text)[issue.line - 1]
    assert issue.text.startswith("`nonsense` is not known here")


def translate(tmp: Path, data: Data, words: Data) -> tuple[Lesson, list[str], list[str]]:
    """The lesson under the overlay `words`; its issues, and its gaps."""
    (tmp / "lesson.id.yaml").write_text(generated.written(words), encoding="utf-8")
    laid, overlay = lessons.translate(read(data, tmp / "lesson.yaml"), "id")
    return laid, [i.text for i in overlay.reader.issues], [place for _node, place in overlay.gaps]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("overlays")


@given(chance=CHANCES)
def test_a_whole_translation_replaces_every_word_and_nothing_else(
    folder: Path, chance: Random
) -> None:
    data = generated.lesson(chance)
    laid, issues, gaps = translate(folder, data, generated.overlay(data))
    assert (issues, gaps, laid.untranslated) == ([], [], frozenset())
    assert laid.language == "id"
    # The lesson says whose words it holds.
    assert_translated(replace(read(data), language="id"), laid)


def assert_translated(source: Any, laid: Any) -> None:
    assert type(source) is type(laid)
    for field in fields(source):
        if field.metadata.get("computed"):
            continue
        hint = schema.hints(type(source))[field.name]
        one, other = getattr(source, field.name), getattr(laid, field.name)
        if not holds_words(hint) or not one:
            assert one == other
        elif isinstance(one, tuple):
            for part, laid_part in zip(one, other, strict=True):
                if isinstance(part, Spec):
                    assert_translated(part, laid_part)
                else:
                    assert laid_part == generated.translated(part)
        elif isinstance(one, dict):
            assert other == {name: generated.translated(text) for name, text in one.items()}
        else:
            assert other == generated.translated(one)


@given(chance=CHANCES, pick=st.data())
def test_a_step_without_words_is_the_one_gap(
    folder: Path, chance: Random, pick: st.DataObject
) -> None:
    data = generated.lesson(chance)
    words = generated.overlay(data)
    step = pick.draw(st.sampled_from(data["steps"]))
    del words["steps"][step["key"]]
    laid, issues, gaps = translate(folder, data, words)
    assert issues == []
    said = needs_translation(step["body"])
    assert gaps == ([f"steps → {step['key']}"] if said or gaps else [])
    assert laid.untranslated == ({step["key"]} if gaps else set())
    assert laid.step(step["key"]) == read(data).step(step["key"])


def test_without_steps_every_step_is_untranslated_by_its_key(folder: Path) -> None:
    data = generated.lesson(Random(1))
    words = generated.overlay(data)
    del words["steps"]
    laid, _issues, _gaps = translate(folder, data, words)
    assert laid.untranslated == {step["key"] for step in data["steps"]}


def test_without_an_overlay_every_step_is_untranslated(tmp_path: Path) -> None:
    lesson = read(generated.lesson(Random(1)), tmp_path / "lesson.yaml")
    laid, overlay = lessons.translate(lesson, "id")
    assert laid.untranslated == {step.key for step in lesson.steps}
    assert not overlay.reader.issues


@pytest.mark.parametrize(
    ("text", "needs"),
    [("`g`", False), ("", False), ("`g` is", True), ("1 + 1", False), ("é", True)],
)
def test_code_alone_needs_no_translation(text: str, needs: bool) -> None:
    assert needs_translation(text) is needs


@pytest.mark.parametrize(
    "text", ["true", "1", "-3", "1.5", "null", "~", '""', "'1'", "1e3", "yes", "01"]
)
def test_json_follows_the_core_rules_of_yaml_1_2(text: str) -> None:
    from flasktutor.checks import ValueCheck

    check, issues = spec_of(ValueCheck, f"value: x\nequals: {text}")
    expected = {
        "true": True, "1": 1, "-3": -3, "1.5": 1.5, "null": None, "~": None, '""': "", "'1'": "1",
        "1e3": "1e3", "yes": "yes", "01": "01",
    }  # fmt: skip
    assert not issues
    assert check is not None

    assert repr(check.equals) == repr(expected[text])


@pytest.mark.parametrize(
    ("key", "good"),
    [("a", True), ("a-1", True), ("two-requests", True), ("A", False), ("-a", False), ("a-", False),
     ("a--b", False), ("1a", False), ("a_b", False), ("", False), ("é", False), ("a\n", False)],
)  # fmt: skip
def test_keys(key: str, good: bool) -> None:
    assert schema.is_key(key) is good


def test_the_nearest_name_is_offered() -> None:
    assert schema.nearest("context", ["contexts", "proxies"]) == "Did you mean `contexts`?"
    assert schema.nearest("zzz", ["a", "b"]) == "There are: a, b."
    assert schema.unknown_key("k" * 500, ["a"]).startswith("`" + "k" * 40 + "…` is not known")


@pytest.mark.parametrize(
    "hint",
    [
        float,
        bytes,
        Path,
        list[str],
        str | int,
        Literal[1],
        tuple[str, int],
        tuple[float, ...],
        tuple[tuple[bytes, ...], ...],
        Mapping[int, str],
        Mapping[str, float],
        dict[str, list[str]] | None,
    ],
)
def test_a_field_that_no_file_can_hold_fails_where_it_is_declared(hint: Any) -> None:
    made = make_dataclass("Weighing", [("weight", hint)], bases=(Spec,), kw_only=True)
    with pytest.raises(TypeError, match=r"Weighing\.weight"):
        Reader(Path("lesson.yaml")).read(made, yamlsource.parse_text("weight: '1'\n"))

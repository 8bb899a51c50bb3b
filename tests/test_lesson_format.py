"""Every YAML block of docs/lesson-format.md is true: taken out, put into a lesson, and audited."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import indent

import pytest

from flasktutor import audit, lesson
from flasktutor.checks import CHECKS
from flasktutor.conditions import CONDITIONS
from flasktutor.schema import Spec, hints
from flasktutor.steps import KINDS

PAGE = (Path(__file__).parents[1] / "docs" / "lesson-format.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
STEPS = [block for block in BLOCKS if block.startswith("- key:")]
LESSON = next(block for block in BLOCKS if "\nlesson: " in block and "\nlanguage: id" not in block)
OVERLAY = next(block for block in BLOCKS if "\nlesson: " in block and "\nlanguage: id" in block)
ROWS = re.findall(r"^\| (`.*)$", PAGE, re.MULTILINE)
COURSE, COURSE_WORDS = (block for block in BLOCKS if "\ncourse: " in block)


def test_each_block_is_known() -> None:
    assert len(BLOCKS) == len(STEPS) + 4


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """The page's lesson with all its steps, in the page's course."""
    steps = indent("\n".join(STEPS), "  ", lambda line: bool(line.strip()))
    path = tmp_path / "contexts.yaml"
    path.write_text(LESSON.replace("steps: [...]\n", f"steps:\n{steps}"), encoding="utf-8")
    (tmp_path / "course.yaml").write_text(COURSE, encoding="utf-8")
    (tmp_path / "course.id.yaml").write_text(COURSE_WORDS, encoding="utf-8")
    return path


def test_the_worked_examples_are_proved(page: Path) -> None:
    found = audit.audit([page])
    assert found.issues == ()
    assert found.runs > len(STEPS)


def test_there_is_one_of_each_kind(page: Path) -> None:
    assert {step.kind for step in lesson.load(page).steps} == set(KINDS)


def test_the_translation_is_that_of_the_steps_it_names(page: Path) -> None:
    page.with_suffix(".id.yaml").write_text(OVERLAY, encoding="utf-8")
    read, _issues = lesson.read(page)
    assert read is not None
    translated, overlay = lesson.translate(read, "id")
    assert not overlay.reader.issues
    keys = {str(step.key) for step in read.steps}
    assert keys - translated.untranslated == {"why", "cli-context", "greeting"}
    assert {issue.text.split(":")[0] for issue in audit.audit([page]).issues} == {"not translated"}


def test_every_key_of_every_step_kind_stands_in_the_page() -> None:
    prose = re.sub(r"^```.*?^```$", "", PAGE, flags=re.DOTALL | re.MULTILINE)
    spoken = set(re.findall(r"[a-z]+", " ".join([*re.findall(r"`([^`\n]+)`", prose), *BLOCKS])))
    for kind in KINDS.values():
        assert set(hints(kind)) <= spoken


@pytest.mark.parametrize(("name", "kind"), [*CHECKS.items(), *CONDITIONS.items()])
def test_every_check_and_condition_has_a_row_with_its_keys(name: str, kind: type[Spec]) -> None:
    rows = [row for row in ROWS if re.search(rf"`{name}: ", row.partition(" | ")[0])]
    assert rows, f"docs/lesson-format.md has no row for `{name}: …`"
    spoken = [re.findall(r"[a-z]+", " ".join(re.findall(r"`([^`]+)`", row))) for row in rows]
    # What each may carry is said once, below the table.
    assert any(set(hints(kind)) - {"fail"} <= set(words) for words in spoken), rows

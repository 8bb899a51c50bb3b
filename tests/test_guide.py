"""The guide for writers: its blocks make one lesson that proves itself, its commands are real."""

from __future__ import annotations

import re
import shlex
import textwrap
from pathlib import Path

import pytest

from flasktutor import audit, course, draft, lesson
from flasktutor.steps import KINDS
from tests.cli.lines import read_as_click_does
from tests.process import flasktutor

GUIDE = (Path(__file__).parents[1] / "docs" / "writing-lessons.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def written(folder: Path) -> Path:
    """All that a reader has written who followed the guide to its end."""
    head = next(block for block in blocks("yaml") if "\nsteps:\n  - key" in block)
    steps = [block for block in blocks("yaml") if block.startswith("- key")]
    translation = next(block for block in blocks("yaml") if "\nlesson: " in block and block != head)
    course_file, course_words = (block for block in blocks("yaml") if "\ncourse: " in block)
    assert len(steps) + 4 + len(greeting()) == len(blocks("yaml")), "a block that is not proved"
    (folder / "url-rules.yaml").write_text(
        head + "".join(textwrap.indent(step, "  ") for step in steps), "utf-8"
    )
    (folder / "url-rules.id.yaml").write_text(translation, "utf-8")
    (folder / "course.yaml").write_text(course_file, "utf-8")
    (folder / "course.id.yaml").write_text(course_words, "utf-8")
    return folder / "url-rules.yaml"


def greeting() -> list[str]:
    """The lesson whose code speaks two languages, and its translation."""
    return [block for block in blocks("yaml") if "\nlesson: greeting\n" in block]


def test_what_a_program_says_is_proved_in_both_languages(tmp_path: Path) -> None:
    own, translation = greeting()
    (tmp_path / "greeting.yaml").write_text(own, "utf-8")
    (tmp_path / "greeting.id.yaml").write_text(translation, "utf-8")
    found = audit.audit([tmp_path / "greeting.yaml"])
    assert (found.issues, found.runs) == ((), 2)


def test_the_blocks_make_a_lesson_that_proves_itself(tmp_path: Path) -> None:
    path = written(tmp_path)
    found = audit.audit([path])
    # Its translation is of the first steps only, as the guide says.
    told = [issue.text for issue in found.issues]
    assert set(told) == {"not translated: url-rules.id.yaml"}
    lines = path.read_text("utf-8").splitlines()
    places = {lines[issue.line - 1].strip() for issue in found.issues}
    assert {"- key: word", "- key: by-name"} <= places
    assert {"- key: goal", "- key: number"}.isdisjoint(places)
    assert found.runs > len(KINDS)


def test_its_workshop_is_proved_by_doing_it(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.with_suffix(".id.yaml").unlink()
    done = flasktutor(
        "lessons", "check", "--trust", "--workshops", str(path), home=tmp_path / "home"
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_is_a_worked_example_of_each_kind(tmp_path: Path) -> None:
    read = lesson.load(written(tmp_path))
    assert {step.kind for step in read.steps} == set(KINDS)
    for kind in set(KINDS) - {"text"}:
        assert re.search(rf"^## {kind}: ", GUIDE, re.MULTILINE)


def test_the_translation_is_laid_over_the_lesson(tmp_path: Path) -> None:
    read = lesson.load(written(tmp_path), "id")
    assert read.title == "Aturan URL"
    assert {"goal", "number"}.isdisjoint(read.untranslated)


def test_the_course_file_is_one(tmp_path: Path) -> None:
    written(tmp_path)
    spec = course.course(tmp_path)
    assert spec is not None
    assert (spec.course, spec.lessons) == ("routing", ("url-rules",))
    translated = course.course(tmp_path, "id")
    assert translated is not None
    assert translated.title == "Routing di Flask"
    assert "dibandingkan" in translated.ideas[0].title


@pytest.mark.parametrize("line", [line for block in blocks("sh") for line in block.splitlines()])
def test_each_command_is_one(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draft.write("url-rules", tmp_path)
    monkeypatch.chdir(tmp_path)
    program, *words = shlex.split(line)
    if program == "flasktutor":
        read_as_click_does(words)
    else:
        # test_handing_out runs these.
        assert [program, *words[:2]] == ["python", "-m", "pip"]

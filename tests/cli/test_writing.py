"""`lessons new`, `preview`, `schema` and `check --watch`, as a writer of lessons uses them."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flasktutor import draft
from flasktutor.progress import Progress
from tests.process import environment, flasktutor

WAITING = "Waiting for changes; Ctrl-C ends.\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    return draft.write("first", tmp_path / "mine")[0]


def change(lesson: Path, old: str, new: str) -> None:
    text = lesson.read_text("utf-8")
    assert old in text
    lesson.write_text(text.replace(old, new), "utf-8")


def test_a_new_lesson_is_ours_until_it_is_changed(tmp_path: Path, home: Path) -> None:
    made = flasktutor("lessons", "new", "first", "--folder", str(tmp_path / "mine"), home=home)
    assert made.returncode == 0, made.stderr
    lesson = tmp_path / "mine" / "first.yaml"
    taken = flasktutor("lessons", "preview", str(lesson), "--step", "goal", home=home, text="\n")
    assert taken.returncode == 0, taken.stderr
    assert "After this lesson you can say" in taken.stdout
    change(lesson, "minutes: 5", "minutes: 6")
    asked = flasktutor("lessons", "preview", str(lesson), home=home)
    assert asked.returncode == 1
    assert "--trust" in asked.stderr


def test_new_refuses_to_replace(lesson: Path, home: Path) -> None:
    before = lesson.read_bytes()
    told = flasktutor("lessons", "new", "first", "--folder", str(lesson.parent), home=home)
    assert told.returncode == 2
    assert "left as it is" in told.stderr
    assert lesson.read_bytes() == before


def test_preview_judges_and_records_nothing(lesson: Path, home: Path) -> None:
    typed = "nonsense\n\n" + "app_context\n\n"
    step = ("--step", "push", "--trust")
    wrong = flasktutor("lessons", "preview", str(lesson), *step, home=home, text=typed)
    assert "0 of 1 right at the first try" in wrong.stdout
    assert "nothing was recorded" in wrong.stdout
    progress = Progress.open(home / "progress.db")
    assert not progress.attempts()
    assert not progress.places()
    assert not progress.cards()
    progress.close()


def test_preview_of_a_translation_is_of_its_lesson(lesson: Path, home: Path) -> None:
    path = lesson.with_suffix(".id.yaml")
    taken = flasktutor("lessons", "preview", str(path), "--step", "goal", "--trust", home=home)
    assert taken.returncode == 0
    assert "1 of 1" in taken.stdout


def test_preview_of_a_step_that_is_not_there(lesson: Path, home: Path) -> None:
    told = flasktutor("lessons", "preview", str(lesson), "--step", "puhs", home=home)
    assert told.returncode == 2
    assert "`push`" in told.stderr


def test_preview_shows_every_flaw(lesson: Path, home: Path) -> None:
    change(lesson, "kind: text", "kind: txt")
    told = flasktutor("lessons", "preview", str(lesson), home=home)
    assert told.returncode == 1
    assert "did you mean `text`?" in told.stderr


def test_a_step_for_another_flask_cannot_be_previewed(lesson: Path, home: Path) -> None:
    change(lesson, "kind: fill", 'kind: fill\n    flask: "<1"')
    told = flasktutor("lessons", "preview", str(lesson), "--step", "push", "--trust", home=home)
    assert told.returncode == 1
    assert "No step of it is for Flask" in told.stderr


def test_the_schema_beside_a_lesson_is_the_one_that_is_printed(lesson: Path, home: Path) -> None:
    printed = flasktutor("lessons", "schema", "translation", home=home).stdout
    beside = (lesson.parent / "translation.schema.json").read_text("utf-8")
    assert json.loads(printed) == json.loads(beside)


def test_check_of_a_file_that_is_not_there(tmp_path: Path, home: Path) -> None:
    told = flasktutor("lessons", "check", str(tmp_path / "none.yaml"), home=home)
    assert told.returncode == 2
    assert "There is no lesson file" in told.stderr


@pytest.fixture
def watching(lesson: Path, home: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-u", "-m", "flasktutor", "lessons", "check", "--watch", "--trust"]
    with subprocess.Popen(
        [*command, str(lesson)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment(home),
    ) as process:
        yield process
        process.kill()


def said_in_a_round(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line == WAITING:
            break
    return "".join(lines)


def test_watch_checks_again_after_each_change(
    watching: subprocess.Popen[str], lesson: Path
) -> None:
    assert ": 0 flaws" in said_in_a_round(watching)
    change(lesson, "prints: /books", "prints: /shelves")
    assert "/shelves" in said_in_a_round(watching)
    change(lesson, "prints: /shelves", "prints: /books")
    assert ": 0 flaws" in said_in_a_round(watching)
    change(lesson.with_suffix(".id.yaml"), "  push:\n", "  puhs:\n")
    assert "did you mean `push`?" in said_in_a_round(watching)
    watching.send_signal(signal.SIGINT)
    _rest, complaints = watching.communicate(timeout=30)
    assert watching.returncode == 130
    assert "Traceback" not in complaints


def test_watch_outlives_a_file_that_is_gone(watching: subprocess.Popen[str], lesson: Path) -> None:
    said_in_a_round(watching)
    kept = lesson.read_bytes()
    lesson.unlink()
    said_in_a_round(watching)
    lesson.write_bytes(kept)
    assert ": 0 flaws" in said_in_a_round(watching)
    watching.send_signal(signal.SIGINT)
    _rest, complaints = watching.communicate(timeout=30)
    assert (watching.returncode, "There is no lesson file" in complaints) == (130, True)

"""The first words of a lesson from elsewhere: only what was agreed to, and as it is now."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from flasktutor import openings
from tests.process import flasktutor
from tests.ui.test_opened import taken

LESSON = """\
format: 1
lesson: hello
title: Hello
summary: What hello is.
steps:
  - key: begin
    kind: text
    body: The first words.
  - key: more
    kind: text
    body: The other words.
"""
HALF = "lesson: hello\nlanguage: id\ntitle: Halo\nsteps:\n  begin: {body: Kata pertama.}\n"


@pytest.fixture
def hello(tmp_path: Path) -> Path:
    """A lesson from elsewhere, in two languages, that was taken once and agreed to."""
    folder = tmp_path / "lessons-of-mine"
    folder.mkdir()
    (folder / "hello.yaml").write_text(LESSON, "utf-8")
    (folder / "hello.id.yaml").write_text(HALF, "utf-8")
    assert take(folder, "--trust")[0].count("The first words.") == 1
    return folder


def take(folder: Path, *more: str, language: str = "en") -> tuple[str, str]:
    home = folder.parent / "home"
    arguments = ("--lang", language, "--lessons", str(folder), "lesson", "hello", "--restart")
    return taken(home, *arguments, *more)


def rewritten(file: Path, old: str, new: str) -> None:
    """Put other words of the same length there, so that the file looks as it did before."""
    assert len(old) == len(new)
    status = file.stat()
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def opened(folder: Path, language: str = "en") -> str:
    """What is said by what is kept; it is what is said without it."""
    said, how = take(folder, language=language)
    kept = folder.parent / "home" / openings.FOLDER
    shutil.rmtree(kept)
    whole, read = take(folder, language=language)
    assert (how, read, said) == ("OPENED", "READ", whole)
    return said


def test_a_lesson_from_elsewhere_is_opened_once_it_was_agreed_to(hello: Path) -> None:
    assert "The first words." in opened(hello)


def test_it_says_what_is_not_translated(hello: Path) -> None:
    assert "Kata pertama." in opened(hello, "id")
    (hello / "hello.id.yaml").write_text(HALF.replace("begin: {body: Kata", "more: {body: Kata"))
    assert "READ" in take(hello, "--trust", language="id")[1]
    said = opened(hello, "id")
    assert said.index("Langkah ini belum diterjemahkan") < said.index("The first words.")
    (hello / "hello.id.yaml").unlink()
    assert "READ" in take(hello, "--trust", language="id")[1]
    said = opened(hello, "id")
    assert said.index("terjemahan") < said.index("The first words.")


def test_changed_words_are_never_shown_as_they_were(hello: Path) -> None:
    rewritten(hello / "hello.yaml", "The first words.", "Quite new words.")
    said, told = take(hello)
    # These bytes nobody has agreed to.
    assert said == ""
    assert "--trust" in told
    said, told = take(hello, "--trust")
    assert "Quite new words." in said
    assert "The first words." not in said


def test_a_flaw_that_came_is_told_and_nothing_is_shown(hello: Path) -> None:
    rewritten(hello / "hello.yaml", "key: more\n    kind: text", "key: more\n    kind: tent")
    said, told = take(hello, "--trust")
    assert said == ""
    assert "`tent` is not known here; did you mean `text`?" in told


def test_nothing_is_shown_before_it_is_agreed_to(hello: Path) -> None:
    home = hello.parent / "other"
    assert flasktutor("--lessons", str(hello), "lessons", home=home).returncode == 0
    said, told = taken(home, "--lessons", str(hello), "lesson", "hello")
    assert said == ""
    assert "did not come with flasktutor" in told


def test_of_a_lesson_that_changed_nothing_older_is_kept(hello: Path) -> None:
    kept = hello.parent / "home" / openings.FOLDER
    before = {path.name for path in kept.iterdir()}
    (hello / "hello.yaml").write_text(LESSON.replace("first", "very first"), "utf-8")
    assert take(hello, "--trust")[0].count("The very first words.") == 1
    after = {path.name for path in kept.iterdir()}
    assert (len(before - after), len(after - before)) == (1, 1)

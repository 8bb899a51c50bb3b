"""A lesson may be written in one language alone, whichever it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flasktutor import audit, course
from tests.process import flasktutor

LESSON = """\
format: 1
lesson: salam
language: id
title: Salam
summary: Apa itu salam.
steps:
  - key: mulai
    kind: text
    body: Selamat datang.
  - key: akhir
    kind: text
    body: Sampai jumpa.
"""
COURSE = "format: 1\ncourse: kelas\nlanguage: id\ntitle: Kelas Flask\nlessons: [salam]\n"
UNTRANSLATED = "not translated"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pelajaran"
    folder.mkdir()
    (folder / "salam.yaml").write_text(LESSON, "utf-8")
    (folder / "course.yaml").write_text(COURSE, "utf-8")
    return folder


def take(folder: Path, language: str) -> str:
    arguments = ("--lang", language, "--plain", "--lessons", str(folder))
    done = flasktutor(
        *arguments, "lesson", "salam", "--trust", home=folder.parent / "home", text="\n" * 4
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_is_whole_in_its_own_language(folder: Path) -> None:
    assert audit.audit([folder / "salam.yaml"]).issues == ()
    said = take(folder, "id")
    assert "Selamat datang." in said
    assert "terjemahan" not in said


def test_in_another_language_it_is_taken_as_it_is_with_one_notice(folder: Path) -> None:
    said = take(folder, "en")
    assert said.count("This lesson is in Bahasa Indonesia; there is no translation of it.") == 1
    assert UNTRANSLATED not in said
    assert "Selamat datang." in said
    assert "Sampai jumpa." in said


def test_a_translation_into_english_may_come_later(folder: Path) -> None:
    (folder / "salam.en.yaml").write_text(
        "format: 1\nlesson: salam\nlanguage: en\ntitle: Greeting\nsummary: What a greeting is.\n"
        "steps:\n  mulai:\n    body: Welcome.\n",
        "utf-8",
    )
    said = take(folder, "en")
    assert "Welcome." in said
    assert said.count("This step is not translated yet; it is in Bahasa Indonesia.") == 1
    (issue,) = audit.audit([folder / "salam.yaml"]).issues
    assert (issue.path.name, issue.line) == ("salam.yaml", 10)


def test_lists_say_its_language_and_the_course_its_title(folder: Path) -> None:
    listed = flasktutor("--lessons", str(folder), "lessons", "--json", home=folder.parent / "home")
    (row,) = (one for one in json.loads(listed.stdout) if one["name"] == "kelas/salam")
    assert (row["languages"], row["title"]) == (["id"], "Salam")
    spec = course.course(folder, "en")
    assert spec is not None
    assert spec.title == "Kelas Flask"


def test_the_summary_of_a_check_names_the_languages(folder: Path) -> None:
    done = flasktutor("lessons", "check", str(folder), "--trust", home=folder.parent / "home")
    assert "1 lesson (id), " in done.stdout
    assert done.returncode == 0


def test_a_translation_into_its_own_language_is_refused(folder: Path) -> None:
    (folder / "salam.id.yaml").write_text("format: 1\n")
    (issue,) = audit.audit([folder / "salam.yaml"]).issues
    assert issue.text == "the lesson itself is in `id`"

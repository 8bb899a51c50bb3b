"""Likely answers stand where steps are, and are written as they are typed.

What is said of each is compared where transcripts are: tests/transcripts/test_transcripts.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from flasktutor import lesson, paths
from flasktutor.runner.runner import Runner
from flasktutor.steps.exercise import Exercise
from tests.answers import shown, tried
from tests.reading import step_of


@pytest.mark.parametrize("path", sorted(tried.FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_each_answer_is_for_a_step_that_is_there(path: Path) -> None:
    taken = lesson.load(Path(paths.own_lessons(), path.name))
    there = {step.key for step in taken.steps if isinstance(step, Exercise)}
    assert set(tried.written_for(path.stem)) <= there


def test_nothing_is_kept_of_lessons_that_are_gone() -> None:
    kept = {path.stem for path in (tried.FOLDER / "shown").glob("*.txt")}
    assert kept == set(shown.lessons())


ORDER = """
key: sort
kind: order
body: Sort.
lines: |
  a = 1
  print(a)
distractors: |
  print(b)
prints: "1"
"""


def test_answers_are_written_as_they_are_typed() -> None:
    step = step_of(ORDER)
    assert isinstance(step, Exercise)
    given: tried.Written = {"sort": {"right": ["1 2"], "wrong": ["3 1"]}}
    found = {one.source: (one.what, one.right) for one in tried.tried_at(step, given)}
    assert found["a = 1\nprint(a)\n"] == ("the solution", True)
    assert found["print(b)\na = 1\n"] == ("tried", False)
    assert found["print(a)\n"] == ("without line 1", False)


GREETING = """
format: 1
lesson: greeting
title: A greeting
summary: What is said.
words: {hello: Welcome}
steps:
  - key: say
    kind: fill
    body: Print it.
    context: none
    setup: false
    code: ____("{{ words.hello }}")
    accept: [print]
    prints: "{{ words.hello }}"
  - key: say-it
    kind: code
    body: Print it.
    context: none
    setup: false
    starter: pass
    solution: print("{{ words.hello }}")
    hints: [Print it.]
    checks: [{prints: "{{ words.hello }}"}]
"""
TRANSLATED = """
format: 1
lesson: greeting
language: id
title: Sapaan
summary: Apa yang dikatakan.
words: {hello: Selamat datang}
"""


def test_an_answer_says_the_words_of_the_language_it_is_given_in(
    runner: Runner, tmp_path: Path
) -> None:
    written: tried.Written = {"say-it": {"right": ["print(*['{{ words.hello }}'])"]}}
    (tmp_path / "greeting.id.yaml").write_text(TRANSLATED, "utf-8")
    (tmp_path / "greeting.yaml").write_text(GREETING, "utf-8")
    said = shown.shown("greeting", runner, tmp_path, written)
    assert said.count("✓ accepted") == 3
    assert shown.AMISS not in said


@pytest.mark.parametrize("hello", ["Welcome", "Selamat datang"])
def test_what_is_amiss_in_one_language_is_noticed(
    runner: Runner, tmp_path: Path, hello: str
) -> None:
    written: tried.Written = {"say-it": {"right": [f"print('{hello}')"]}}
    (tmp_path / "greeting.id.yaml").write_text(TRANSLATED, "utf-8")
    (tmp_path / "greeting.yaml").write_text(GREETING, "utf-8")
    assert shown.AMISS in shown.shown("greeting", runner, tmp_path, written)

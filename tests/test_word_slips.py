"""Slips in words, and in translations of them, are said at their lines and with their language."""

from __future__ import annotations

from pathlib import Path

import pytest

from flasktutor import lesson
from tests.worded import LESSON, WORDS, issues, told


def test_what_is_untrue_in_a_translation_alone_is_said_with_its_language(tmp_path: Path) -> None:
    text = LESSON.replace('prints: "{{ words.hello }}"', "prints: Hello")
    (said,) = told(tmp_path, text)
    assert said == "prints: Hello → in `id`: `see`: prints 'Halo', not 'Hello'"


def test_two_options_that_are_one_in_a_translation_are_said(tmp_path: Path) -> None:
    text = LESSON.replace("{{ words.hello }}, None!", "{{ words.hello }}, yang terhormat!")
    words = WORDS.replace("tamu terhormat", "yang terhormat")
    assert told(tmp_path, text, words) == [
        '- output: "{{ words.hello }}, yang terhormat!" → this option stands here twice'
    ]


def test_a_flaw_in_both_languages_is_said_once(tmp_path: Path) -> None:
    text = LESSON.replace("print(app.test_client()", "print(nothing.test_client()")
    (said,) = told(tmp_path, text)
    assert "NameError" in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'flash("{{ words.hello }}")\n          r',
            'flash("{{ words.helo }}")\n          r',
            'flash("{{ words.helo }}") → `helo` is not known here; did you mean `hello`?',
        ),
        (
            'flash("{{ words.hello }}")\n          r',
            "flash({{ words.hello }})\n          r",
            "flash({{ words.hello }}) → in code, words stand only in a string or a comment",
        ),
        (
            "{request.form['name']}",
            "{request.form[{{ words.guest }}]}",
            'print(f"{{ words.hello }}, {request.form[{{ words.guest }}]}!") → '
            "in code, words stand only in a string or a comment",
        ),
        (
            '- uses: flash("{{ words.hello }}")',
            '- uses: "{{ words.hello }}"',
            '- uses: "{{ words.hello }}" → in code, words stand only in a string or a comment',
        ),
        (
            "hello: Hello",
            "hello: Hello\n  Hi-there: Hi",
            "Hi-there: Hi → a word is named by small letters, digits and `_`",
        ),
        ("key: see", 'key: "{{ words.hello }}"', '- key: "{{ words.hello }}" → a key'),
        (
            'prints: "{{ words.hello }}"',
            "prints: {{ words.hello }}",
            "prints: {{ words.hello }} → a key must be plain text; quote a text that begins "
            "with `[` or `{`",
        ),
    ],
)
def test_a_slip_is_said_at_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in LESSON
    found = told(tmp_path, LESSON.replace(old, new))
    assert any(each.startswith(said) for each in found), found


STANDS = (
    "a word stands in strings of code: one line, without straight quotes, backticks, braces and "
    "backslashes (’ and “ ” may stand in it)"
)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  guest: tamu terhormat\n", "", "hello: Halo → not translated: words → guest"),
        ("guest:", "gast:", "gast: tamu terhormat → `gast` is not known here; did you mean"),
        ("Halo", "Ha\"lo'", f"hello: Ha\"lo' → {STANDS}"),
        ("Halo", "'{{ config }}'", f"hello: '{{{{ config }}}}' → {STANDS}"),
        ("Halo", '""', 'hello: "" → this word is empty'),
        ("Halo", "x" * 201, f"hello: {'x' * 201} → a word has at most 200 characters"),
        ("`{{ words.hello }}`.", "`{{ words.halo }}`.", "body: View mengembalikan"),
    ],
)
def test_a_slip_in_a_translation_is_said_at_its_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in WORDS
    found = told(tmp_path, words=WORDS.replace(old, new))
    assert any(each.startswith(said) for each in found), found


@pytest.mark.parametrize("key", ["after: Begitu.", "hints: [Lihat.]", "whys: [{why: Bukan.}]"])
def test_words_for_what_the_lesson_does_not_say_are_said_at_their_line(
    tmp_path: Path, key: str
) -> None:
    words = WORDS.replace("body: Apa yang tercetak?", f"body: Apa yang tercetak?\n    {key}")
    name = key.partition(":")[0]
    assert told(tmp_path, words=words) == [
        f"{key} → the file that this translates has no `{name}` here"
    ]


def test_words_of_code_for_a_lesson_without_any_are_said(tmp_path: Path) -> None:
    text = LESSON.replace("words:\n  hello: Hello\n  guest: dear guest\n", "")
    text = text.replace("{{ words.hello }}", "Halo").replace("{{ words.guest }}", "tamu")
    words = WORDS.replace("{{ words.hello }}", "Halo")
    assert told(tmp_path, text, words) == [
        "words: → the file that this translates has no `words` here"
    ]


def test_what_a_translation_may_not_say_is_said_in_the_own_language(tmp_path: Path) -> None:
    issues(tmp_path, words=WORDS.replace("Halo", "'x\"); evil(\"'"))
    assert 'return "Hello"' in lesson.load(tmp_path / "halo.yaml", "id").setup


def test_a_name_in_a_lesson_without_words_is_said(tmp_path: Path) -> None:
    text = LESSON.replace("words:\n  hello: Hello\n  guest: dear guest\n", "")
    words = WORDS.replace("words:\n  hello: Halo\n  guest: tamu terhormat\n", "")
    assert 'return "{{ words.hello }}" → the lesson has no `words` of its own' in told(
        tmp_path, text, words
    )

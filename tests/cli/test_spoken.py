"""The command line speaks one language at a time, down to click's complaints and helps."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from flasktutor import language
from flasktutor.cli import run
from flasktutor.cli.commands import COMMANDS

ENGLISH = re.compile(
    r"\b(the|is|are|not|of|and|or|for|with|this|that|no such|got|missing|invalid|usage|options?"
    r"|commands|show|try|help|requires?|takes?|does|did|you|unless|what|your)\b",
    re.IGNORECASE,
)
"""Words that no Indonesian sentence of ours has. (`command` is the Indonesian word too.)"""
TYPED = re.compile(
    r"'[^']*'|`[^`]*`|\"[^\"]*\"|--[a-z-]+|^ *-h,.*?(?=  )|\[[a-z|]+\]|No module named|"
    r"^  .*flasktutor.*$|\bcheck-install\b|Yang ada: .*",
    re.MULTILINE,
)
"""What is typed, quoted or named, whatever the language."""
MISTAKES = [
    ("--nope",),
    ("--jsn",),
    ("--plain=3", "lessons"),
    ("--lessons",),
    ("nope",),
    ("lesson", "one", "two"),
    ("lesson", "nope"),
    ("lesson", "contexts", "--from"),
    ("lesson", "contexts", "--from", "nope"),
    ("lessons", "nope"),
    ("lessons", "--jsn"),
    ("--lessons", "/nope", "lessons"),
    ("run",),
    ("run", "/nope"),
    ("run", "/"),
    ("run", "--context", "nope", "-"),
    ("run", "--timeout", "0", "-"),
    ("run", "--timeout", "soon", "-"),
    ("run", "--header", "nope", "-"),
    ("run", "--form", "nope", "-"),
    ("run", "--python", "/nope", os.devnull),
    ("check-install", "--port", "soon"),
    ("check-install", "--port", "0"),
    ("check-install", "--python", "/nope"),
    ("progress", "--export", "/nope/there"),
    ("progress", "--import", "/nope"),
    ("progress", "--import", "/"),
    ("progress", "--export"),
    ("reset", "nope"),
    ("explain", "--json=1"),
]


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("FLASKTUTOR_HOME", str(tmp_path))
    for name in ("FLASKTUTOR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANGUAGE", "en")
    yield
    language.use("en")


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    run(list(arguments))
    captured = capsys.readouterr()
    return captured.out + captured.err


def english_in(text: str) -> set[str]:
    return {found[0].lower() for found in ENGLISH.finditer(TYPED.sub("", text))}


@pytest.mark.parametrize("mistake", MISTAKES, ids=" ".join)
def test_complaints_are_indonesian(
    mistake: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    text = said(capsys, "--lang", "id", *mistake)
    assert text.strip()
    assert english_in(text) == set(), text


@pytest.mark.parametrize("mistake", MISTAKES, ids=" ".join)
def test_complaints_are_english(
    mistake: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert english_in(said(capsys, "--lang", "en", *mistake))


@pytest.mark.parametrize("command", ["", *COMMANDS, "lessons check"])
def test_help_is_indonesian(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "--lang", "id", *command.split(), "--help")
    assert text.startswith("Cara pakai: flasktutor")
    assert "Tampilkan pesan ini, lalu selesai." in text
    assert english_in(text) == set(), text


def test_one_process_may_speak_both(capsys: pytest.CaptureFixture[str]) -> None:
    before = said(capsys, "--lang", "en", "--help")
    assert "Opsi:" in said(capsys, "--lang", "id", "--help")
    assert said(capsys, "--lang", "en", "--help") == before


@pytest.mark.parametrize("option", [("--lang", "id"), ("--lang=id",)])
def test_the_language_holds_for_what_stands_before_it(
    option: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Tidak ada opsi" in said(capsys, "--nope", *option)


def test_an_unknown_language_is_refused_in_the_known_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASKTUTOR_LANG", "id")
    assert run(["--lang", "xx", "lessons"]) == 2
    assert "'xx' bukan salah satu dari 'en', 'id'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("environment", "heard"),
    [
        ({"LANG": "id_ID.UTF-8"}, "Cara pakai"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "id_ID"}, "Cara pakai"),
        ({"LANG": "C.UTF-8"}, "Usage"),
        ({"LANG": "de_DE.UTF-8"}, "Usage"),
        ({"LANG": "en_US.UTF-8", "FLASKTUTOR_LANG": "id"}, "Cara pakai"),
        ({"LANG": "id_ID.UTF-8", "FLASKTUTOR_LANG": "en"}, "Usage"),
    ],
)
def test_the_environment_chooses(
    environment: dict[str, str],
    heard: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert said(capsys, "--help").startswith(heard)


def test_the_stored_choice_goes_before_the_environment(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from flasktutor.progress import Progress

    with Progress.open(tmp_path / "progress.db") as progress:
        progress.set_setting("language", "id")
    monkeypatch.setenv("FLASKTUTOR_LANG", "en")
    assert said(capsys, "--help").startswith("Cara pakai")
    assert said(capsys, "--lang", "en", "--help").startswith("Usage")

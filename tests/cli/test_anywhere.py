"""The program's own options, where they stand after a command."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from flasktutor import draft
from flasktutor.cli import group, run
from tests.cli.tree import commands
from tests.process import flasktutor

HELP = "--help"
PATHS = [name for name, _command in commands()]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLASKTUTOR_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def heard(*words: str) -> dict[str, object]:
    """What the program knows of its options, once click has read all of a command line."""
    top = context = group.make_context("flasktutor", list(words), resilient_parsing=True)
    while isinstance(context.command, click.Group):
        rest = [*context._protected_args, *context.args]
        name, command, rest = context.command.resolve_command(context, rest)
        assert command is not None
        context = command.make_context(name, rest, parent=context, resilient_parsing=True)
        if not [*context._protected_args, *context.args]:
            break
    return top.params


@pytest.mark.parametrize("path", PATHS)
def test_after_each_command_they_are_heard(path: str) -> None:
    given = ("--lang", "id", "--plain", "--lessons", "mine")
    expected = {"lang": "id", "plain": True, "folders": ("mine",)}
    assert heard(*path.split(), *given) == heard(*given, *path.split()) == expected


@pytest.mark.parametrize("path", PATHS)
def test_help_is_in_the_language_that_stands_after_the_command(
    path: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words, lang = path.split(), ("--lang", "id")
    said = []
    for line in ([*lang, *words, HELP], [*words, *lang, HELP], [*words, HELP, *lang]):
        assert run(line) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1] == said[2]
    assert "Cara pakai:" in said[0]
    # They are told of once, where the program tells of itself.
    assert "--plain" not in said[0]


def test_the_last_language_holds_and_folders_add_up() -> None:
    words = ("--lang", "en", "--lessons", "one", "lessons", "--lessons", "two", "check", "x.yaml")
    assert heard(*words, "--lang", "id", "--lessons", "three") == {
        "lang": "id", "plain": False, "folders": ("one", "two", "three"),
    }  # fmt: skip


def test_lists_speak_the_language_and_know_the_folder(home: Path, tmp_path: Path) -> None:
    draft.write("first", tmp_path / "mine")
    before = flasktutor("--lang", "id", "--lessons", str(tmp_path / "mine"), "lessons", home=home)
    after = flasktutor("lessons", "--lang", "id", "--lessons", str(tmp_path / "mine"), home=home)
    assert (after.returncode, after.stdout, after.stderr) == (0, before.stdout, "")
    assert "mine/first" in after.stdout


def test_what_follows_two_dashes_belongs_to_the_command_there(home: Path, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text("import json, sys\nprint(json.dumps(sys.argv[1:]))\n")
    done = flasktutor("trace", "--plain", "--", str(program), "--lang", "id", "--plain", home=home)
    assert json.loads(done.stdout.splitlines()[0]) == ["--lang", "id", "--plain"]
    assert "Tidak ada" not in done.stdout + done.stderr


def test_an_unknown_language_is_refused_there_too(home: Path) -> None:
    done = flasktutor("lessons", "--lang", "xx", home=home)
    assert (done.returncode, done.stdout) == (2, "")
    assert "'xx' is not one of 'en', 'id'" in done.stderr
    assert "flasktutor lessons --help" in done.stderr

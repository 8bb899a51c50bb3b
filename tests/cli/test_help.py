"""Help: every command has its section, and every help an example that is a real command line."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from flasktutor.cli import group
from flasktutor.cli.commands import COMMANDS, SECTIONS
from flasktutor.cli.output.streams import columns
from tests.cli.lines import read_as_click_does
from tests.process import flasktutor

_EXAMPLE = re.compile(r"^(?:Examples?: |  )flasktutor (.*?)(?:   .*)?$", re.MULTILINE)


def commands() -> Iterator[tuple[str, ...]]:
    """The path of every command, those inside others included."""
    with click.Context(group, info_name="flasktutor") as ctx:
        for name in group.list_commands(ctx):
            yield (name,)
            command = group.get_command(ctx, name)
            if isinstance(command, click.Group):
                yield from ((name, inner) for inner in command.list_commands(ctx))


def examples(path: tuple[str, ...]) -> list[list[str]]:
    """The words after `flasktutor` in each example of that command's help."""
    with click.Context(group, info_name="flasktutor") as ctx:
        command: click.Command | None = group
        for name in path:
            assert isinstance(command, click.Group)
            command = command.get_command(ctx, name)
        assert command is not None
        return [shlex.split(line) for line in _EXAMPLE.findall(command.help or "")]


def test_each_command_stands_in_one_section() -> None:
    listed = [name for names in SECTIONS.values() for name in names]
    assert set(listed) == set(COMMANDS), "name it in `SECTIONS` of flasktutor/cli/commands.py"
    assert len(listed) == len(COMMANDS)


@pytest.mark.parametrize("said", ["", "0", "37", "200", "-3", "wide"])
def test_columns_are_counted_as_the_standard_library_does(
    said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", said)
    assert columns() == shutil.get_terminal_size().columns


def test_without_an_output_there_are_columns_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr(sys, "__stdout__", None)
    assert columns() == 80


def test_help_is_grouped_and_names_every_command(tmp_path: Path) -> None:
    said = flasktutor("--help", home=tmp_path).stdout
    order = [said.index(f"\n{section}:\n") for section in SECTIONS]
    assert order == sorted(order)
    for name, (_module, line) in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(line)}$", said, re.MULTILINE)


@pytest.mark.parametrize("path", [(), *commands()], ids=lambda path: "-".join(path) or "flasktutor")
def test_both_spellings_of_help_are_known_and_listed_everywhere(
    path: tuple[str, ...], tmp_path: Path
) -> None:
    short, long = (flasktutor(*path, option, home=tmp_path) for option in ("-h", "--help"))
    assert (short.returncode, long.returncode) == (0, 0)
    assert short.stdout == long.stdout
    assert re.search(r"^  -h, --help +Show this message and exit\.$", long.stdout, re.MULTILINE)


def test_no_command_at_all_shows_the_help(tmp_path: Path) -> None:
    told = flasktutor(home=tmp_path)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == flasktutor("--help", home=tmp_path).stdout


@pytest.mark.parametrize("path", [(), *commands()], ids=lambda path: "-".join(path) or "flasktutor")
def test_every_help_shows_an_example_that_is_accepted(
    path: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("hello.py", "app.py", "my-lesson.yaml"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    found = examples(path)
    assert found
    for words in found:
        # Pipes and redirections are the shell's.
        mine = words[
            : next((i for i, word in enumerate(words) if word in ("|", ">", "2>&1")), None)
        ]
        assert not path or tuple(mine[: len(path)]) == path
        read_as_click_does(mine)

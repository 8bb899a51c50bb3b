"""All commands as click knows them, for tests that hold for every one of them."""

from __future__ import annotations

from collections.abc import Iterator

import click

from flasktutor.cli import group
from flasktutor.cli.commands import COMMANDS


def commands() -> Iterator[tuple[str, click.Command]]:
    """Each command and sub-command by what is typed for it."""
    context = click.Context(group)
    for name in COMMANDS:
        command = group.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            for below in command.list_commands(context):
                inner = command.get_command(context, below)
                assert inner is not None
                yield f"{name} {below}", inner


def options(command: click.Command) -> Iterator[click.Option]:
    """The options that `command` declares: those of the program it takes too, unseen."""
    return (one for one in command.params if isinstance(one, click.Option) and not one.hidden)


def asked_for_json() -> list[str]:
    """What is typed for each command that has `--json`."""
    return sorted(
        name for name, one in commands() if any("--json" in option.opts for option in options(one))
    )

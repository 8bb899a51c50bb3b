"""Reads command lines as click does, without running them."""

from __future__ import annotations

import click

from flasktutor.cli import group


def read_as_click_does(words: list[str]) -> None:
    """Read a command line as click does, without running it; what it refuses is raised."""
    ctx: click.Context | None = None
    command: click.Command = group
    while True:
        ctx = command.make_context(words[0] if words else None, list(words), parent=ctx)
        rest = [*ctx._protected_args, *ctx.args]
        if not isinstance(command, click.Group) or not rest:
            return
        _name, found, words = command.resolve_command(ctx, rest)
        assert found is not None
        command = found

"""Runs the program as its users do: a process of its own, with a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click

from flasktutor.cli import group

ROOT = Path(__file__).parents[2]


def environment(home: Path, **more: str) -> dict[str, str]:
    """The variables of a user whose data lives in `home`."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("FLASKTUTOR")}
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    mine = {"FLASKTUTOR_HOME": str(home), "PYTHONPATH": path, "LC_ALL": "C.UTF-8"}
    return {**inherited, **mine, **more}


def flasktutor(
    *arguments: str, home: Path, typed: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """What `flasktutor ARGUMENTS` says and ends with, given the lines `typed`."""
    return subprocess.run(
        [sys.executable, "-m", "flasktutor", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment(home, **more),
        check=False,
    )


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

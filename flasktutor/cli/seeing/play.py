"""`flasktutor play`: a prompt inside a live Flask session."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from flasktutor.cli.options import here, python_option
from flasktutor.language import later


@click.command(
    "play",
    help=later(
        "Try Flask out at a prompt. FILE is run first; without, there is an app to play with.\n\n"
        "After each input the contexts that are pushed are shown, and what current_app, g, "
        "request and session mean then. Statements can be piped in, too.\n\n"
        "Example: flasktutor play app.py"
    ),
)
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@python_option
@click.pass_context
def play(ctx: click.Context, file: Path | None, python: Path | None) -> None:
    from flasktutor.cli import playing
    from flasktutor.runner.launch import find_interpreter
    from flasktutor.trace.run import interpreter

    if file is not None:
        chosen = interpreter((here() / file).parent, python)
    else:
        here()
        chosen = find_interpreter(python or sys.executable)
    failed = playing.play(ctx.obj, chosen, file)
    # A pipe wants to know; who sits at the prompt has seen it.
    ctx.exit(1 if failed and not sys.stdin.isatty() else 0)

"""`flasktutor play`: a prompt inside a live Flask session."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from flasktutor import paths
from flasktutor.cli.options import here, python_option
from flasktutor.language import later

HISTORY = "play_history"


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
    from flasktutor.play.session import Session
    from flasktutor.runner.launch import find_interpreter
    from flasktutor.trace.run import interpreter
    from flasktutor.ui.play_flow import COMPLETIONS, Play
    from flasktutor.ui.play_prompt import LineInput, TerminalInput

    if file is not None:
        chosen = interpreter((here() / file).parent, python)
    else:
        here()
        chosen = find_interpreter(python or sys.executable)
    flow = Play(ctx.obj.screen, lambda: Session(chosen, file, _write))
    if ctx.obj.plain:
        failed = flow.take(LineInput(sys.stdin, sys.stdout))
    else:
        history = paths.stored(HISTORY)
        kept = Path(history) if history else None
        failed = flow.take(TerminalInput(kept, COMPLETIONS, flow.matches))
    # A pipe wants to know; who sits at the prompt has seen it.
    ctx.exit(1 if failed and not sys.stdin.isatty() else 0)


def _write(stream: str, text: str) -> None:
    out = sys.stderr if stream == "stderr" else sys.stdout
    out.write(text)
    out.flush()

"""Owns the commands of learning: `start`, `lesson`, `review`."""

from __future__ import annotations

from pathlib import Path

import click

from flasktutor.cli.tutor import Tutor


@click.command()
@click.argument("name", required=False)
@click.option("--from", "start", metavar="KEY", help="Begin at the step with this key.")
@click.option("--restart", is_flag=True, help="Begin anew; the score counts from here.")
@click.option("--python", type=click.Path(path_type=Path), help="Run the snippets on this Python.")
@click.pass_obj
def lesson(
    tutor: Tutor, name: str | None, start: str | None, restart: bool, python: Path | None
) -> int:
    """Take a lesson, from where you left it.

    Example: flasktutor lesson contexts
    """
    from flasktutor.ui import lesson_flow

    return lesson_flow.take(tutor.desk(python), name, start=start, restart=restart)

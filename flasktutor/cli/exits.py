"""Owns the exit codes: what a command ends with, by the kind of error that ended it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from flasktutor.errors import TutorError, UsageError

PROBLEM, USAGE, INTERRUPTED = 1, 2, 130


def after(error: TutorError | click.ClickException) -> int:
    """What the process ends with when nothing has caught `error`."""
    if isinstance(error, click.ClickException):
        return error.exit_code
    return USAGE if isinstance(error, UsageError) else PROBLEM


@contextmanager
def told_by_itself() -> Iterator[None]:
    """Around what has its last words after Ctrl-C: click would add an empty line to them."""
    try:
        yield
    except KeyboardInterrupt:
        raise click.exceptions.Exit(INTERRUPTED) from None

"""Owns the exit codes: what a command ends with, by the kind of error that ended it."""

from __future__ import annotations

from collections.abc import Callable

import click

from flasktutor.errors import TutorError, UsageError

PROBLEM, USAGE, INTERRUPTED = 1, 2, 130


def after(error: TutorError | click.ClickException) -> int:
    """What the process ends with when nothing has caught `error`."""
    if isinstance(error, click.ClickException):
        return error.exit_code
    return USAGE if isinstance(error, UsageError) else PROBLEM


def after_sitting(sit: Callable[[], object]) -> int:
    """What the process ends with when a learner has left `sit`, which had its last words.

    As an exception Ctrl-C would go on to click, which adds an empty line to them.
    """
    try:
        sit()
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0

"""Owns how errors look: one screen, what happened, where, and what to do."""

from __future__ import annotations

import os
from pathlib import Path

import click

from flasktutor.errors import Issue, LessonError, TutorError
from flasktutor.language import ngettext

SHOWN = 6
"""How many flaws of a file are shown with their lines before the rest is counted."""


def complain(error: TutorError) -> None:
    """Say on the error stream what went wrong and what to do about it."""
    click.echo(click.style(error.message, bold=True), err=True)
    if isinstance(error, LessonError):
        show_issues(error.issues, err=True, most=SHOWN)
    if error.hint:
        click.echo(error.hint, err=True)


def show_issues(issues: tuple[Issue, ...], *, err: bool = False, most: int | None = None) -> None:
    """Each issue as `file:line:column: text`, with the line it points at."""
    from flasktutor.audit import source_line

    for issue in issues[:most]:
        where = f"{_short(issue.path)}:{issue.line}:{issue.column}:"
        click.echo(f"{click.style(where, bold=True)} {issue.text}", err=err)
        for line in source_line(issue).splitlines():
            click.echo(f"    {line}", err=err)
    left = len(issues) - len(issues[:most])
    if left:
        text = ngettext("… and {n} more flaw.", "… and {n} more flaws.", left)
        click.echo(text.format(n=left), err=err)


def _short(path: Path) -> str:
    near = os.path.relpath(path)
    return str(path) if near.startswith("..") else near

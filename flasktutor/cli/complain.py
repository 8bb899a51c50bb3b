"""Owns how errors look: one screen, what happened, where, and what to do."""

from __future__ import annotations

import io
import os
from functools import cache
from pathlib import Path

import click

from flasktutor import yamlsource
from flasktutor.cli.say import say
from flasktutor.errors import Issue, LessonError, TutorError
from flasktutor.language import ngettext
from flasktutor.text import escape, escape_line

SHOWN = 6
"""How many flaws of a file are shown with their lines before the rest is counted."""


LINE = 100
"""How many characters of a line are shown, of which `LINE_BEFORE` before the caret."""
LINE_BEFORE = 60


def complain(error: TutorError) -> None:
    """Say on the error stream what went wrong and what to do about it."""
    say(error.message, err=True, bold=True)
    if isinstance(error, LessonError):
        show_issues(error.issues, err=True, most=SHOWN)
    if error.hint:
        say(error.hint, err=True)


def complain_of_usage(error: click.ClickException) -> None:
    """Say what click has to say of how the command was typed, without what acts on a terminal."""
    said = io.StringIO()
    error.show(said)
    click.echo(escape(said.getvalue()), nl=False, err=True)


def show_issues(issues: tuple[Issue, ...], *, err: bool = False, most: int | None = None) -> None:
    """Each issue as `file:line:column: text`, with the line it points at."""
    read = cache(_lines_of)
    for issue in issues[:most]:
        where = escape_line(f"{_short(issue.path)}:{issue.line}:{issue.column}:")
        click.echo(f"{click.style(where, bold=True)} {escape_line(issue.text)}", err=err)
        say(*(f"    {line}" for line in pointed_at(issue, read(issue.path))), err=err)
    left = len(issues) - len(issues[:most])
    if left:
        text = ngettext("… and {n} more flaw.", "… and {n} more flaws.", left)
        say(text.format(n=left), err=err)


def _lines_of(path: Path) -> list[str]:
    return yamlsource.lines(yamlsource.read(path).text()[0])


def pointed_at(issue: Issue, lines: list[str]) -> tuple[str, ...]:
    """The one of a file's `lines` that an issue points at, and a caret under its column."""
    from rich.cells import cell_len

    if not 0 < issue.line <= len(lines) or not lines[issue.line - 1].strip():
        return ()
    line, at = lines[issue.line - 1], issue.column - 1
    start = max(0, at - LINE_BEFORE)
    before = ("…" if start else "") + _visible(line[start:at])
    after = _visible(line[at : start + LINE]) + ("…" if len(line) > start + LINE else "")
    return before + after, " " * cell_len(before) + "^"


def _visible(text: str) -> str:
    """As it stands in the file, but with nothing that moves the cursor."""
    return escape(text).replace("\t", "    ")


def _short(path: Path) -> str:
    near = os.path.relpath(path)
    return str(path) if near.startswith("..") else near

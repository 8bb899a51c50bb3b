"""Owns how errors look: one screen, what happened, where, and what to do."""

from __future__ import annotations

import io
import os
from functools import cache
from pathlib import Path

import click

from flasktutor import yamlsource
from flasktutor.cli.output.say import say
from flasktutor.errors import Issue, LessonError, TutorError
from flasktutor.language import _, ngettext
from flasktutor.text import escape, escape_line

SHOWN = 6
"""How many flaws of a file are shown with their lines before the rest is counted."""


LONGEST = 800
"""How many characters of a line of words are shown."""
LINE = 100
"""How many characters of a line are shown, of which `LINE_BEFORE` before the caret."""
LINE_BEFORE = 60


def complain(error: TutorError | click.ClickException) -> None:
    """Say on the error stream what went wrong and what to do about it."""
    if isinstance(error, click.ClickException):
        said = io.StringIO()
        error.show(said)
        click.echo(_fitting(said.getvalue()), err=True, nl=False)
        return
    say(_fitting(error.message), err=True, bold=True)
    if isinstance(error, LessonError):
        show_issues(error.issues, err=True, most=SHOWN)
    if error.hint:
        say(_fitting(error.hint), err=True)


def plainly(error: TutorError | click.ClickException) -> TutorError:
    """`error` as one of ours; what click adds on wrong usage becomes the hint."""
    if isinstance(error, TutorError):
        return error
    hint = ""
    if isinstance(error, click.UsageError) and error.ctx:
        # click's own words, which it has translated by now.
        hint = _("Try '{command} {option}' for help.").format(
            command=error.ctx.command_path, option="--help"
        )
    return TutorError(error.format_message(), hint=hint)


def _fitting(text: str) -> str:
    """Whole lines of a screen: what was typed or stands in a file may have no end."""
    lines = escape(text).split("\n")
    return "\n".join(
        line if len(line) <= LONGEST else f"{line[: LONGEST // 2]} … {line[-LONGEST // 4 :]}"
        for line in lines
    )


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
    try:
        near = os.path.relpath(path)
    except OSError:  # the folder we stand in is gone
        return str(path)
    return str(path) if near.startswith("..") else near

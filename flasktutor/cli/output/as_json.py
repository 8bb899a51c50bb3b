"""Owns what `--json` prints: one JSON value on standard output, a result or an error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from flasktutor.errors import LessonError, TutorError
from flasktutor.text import as_json as text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

OPTION = "--json"
SCHEMA = 1
_printed = False


def wanted(arguments: Sequence[str]) -> bool:
    """Whether a command line asks for JSON, also one that cannot be understood."""
    words = list(arguments)
    return OPTION in (words[: words.index("--")] if "--" in words else words)


def begin() -> None:
    """Nothing was printed yet."""
    global _printed
    _printed = False


def show(value: Any) -> None:
    """Print `value`: readable where the stream knows all its characters, else in ASCII."""
    global _printed
    text = text_of(value)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except UnicodeEncodeError:
        import json  # Few streams need it.

        text = json.dumps(value, indent=2)
    click.echo(text)
    _printed = True


def show_error(error: TutorError, exit_code: int) -> None:
    """Print what went wrong instead of the result, unless that was printed already."""
    if not _printed:
        show({"schema": SCHEMA, "error": _plain(error, exit_code)})


def _plain(error: TutorError, exit_code: int) -> dict[str, Any]:
    told: dict[str, Any] = {
        "message": error.message,
        "hint": error.hint,
        "exit_code": exit_code,
    }
    if isinstance(error, LessonError):
        told["issues"] = [
            {"path": str(one.path), "line": one.line, "column": one.column, "text": one.text}
            for one in error.issues
        ]
    return told

"""Owns what `--json` prints: one JSON value on standard output, a result or an error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from flasktutor.errors import LessonError, TutorError

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
    """Print `value`: readable where the stream knows all characters, else in ASCII."""
    import json  # what prints none starts without it

    global _printed
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    readable = encoding.lower().replace("_", "-") in ("utf-8", "utf8")
    text = json.dumps(value, ensure_ascii=not readable, indent=2)
    # A name that is no text in the system's encoding.
    click.echo(text if text.isascii() or _is_text(text) else json.dumps(value, indent=2))
    _printed = True


def show_error(error: TutorError) -> None:
    """Print what went wrong instead of the result, unless that was printed already."""
    if not _printed:
        show({"schema": SCHEMA, "error": _plain(error)})


def _plain(error: TutorError) -> dict[str, Any]:
    told: dict[str, Any] = {
        "message": error.message,
        "hint": error.hint,
        "exit_code": error.exit_code,
    }
    if isinstance(error, LessonError):
        told["issues"] = [
            {"path": str(one.path), "line": one.line, "column": one.column, "text": one.text}
            for one in error.issues
        ]
    return told


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

"""Owns the command `explain`: where its text comes from, and how an explanation is printed."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO

import click

from flasktutor.causes import Explanation, explain_text, is_cut_off
from flasktutor.causes.system import System, detect
from flasktutor.cli.completion import files
from flasktutor.cli.explanation_text import explanation_lines, nothing_found_lines
from flasktutor.cli.findings_text import Line, show
from flasktutor.errors import TutorError
from flasktutor.language import _, later, reason
from flasktutor.runner.text import escape_all

_NAMES_A_FILE = re.compile(r"[^\s:]*([/\\]|\.(log|txt|out|err|py)$)[^\s:]*")
_MOST = 2_000_000  # characters read; of a longer log, the end tells what happened


@click.command(
    "explain",
    help=later(
        "Say what an error means: a traceback in a file, piped in, or pasted.\n\n"
        "\b\nExamples:\n"
        "  python app.py 2>&1 | flasktutor explain\n"
        "  flasktutor explain error.log\n"
        "  flasktutor explain \"No module named 'flask'\"\n\n"
        "Exit code 0 when the error is known, 1 when it is not."
    ),
)
@click.argument("source", metavar="[FILE|-|TEXT]", nargs=-1, shell_complete=files)
@click.option("--json", "as_json", is_flag=True, help=later("Print the explanation as JSON."))
@click.pass_context
def explain(context: click.Context, source: tuple[str, ...], as_json: bool) -> None:
    text = _read(source)
    system = detect(os.environ)
    explanation = explain_text(text, system)
    if as_json:
        click.echo(json.dumps(escape_all(_as_json(explanation)), indent=2))
    else:
        plain = bool(context.find_root().params.get("plain"))
        show(_lines(text, explanation, system), plain=plain)
    context.exit(0 if explanation and explanation.known else 1)


def _read(source: tuple[str, ...]) -> str:
    if source == ("-",) or (not source and not sys.stdin.isatty()):
        return _read_stream(sys.stdin.buffer)
    if not source:
        click.echo(_("Paste the error, then press {keys}:").format(keys=_end_keys()), err=True)
        return _read_stream(sys.stdin.buffer)
    path = Path(source[0])
    if len(source) == 1 and _is_file(path):
        try:
            with path.open("rb") as stream:
                return _read_stream(stream)
        except OSError as error:
            raise TutorError(
                _("{path} cannot be read: {reason}").format(path=path, reason=reason(error))
            ) from None
    if len(source) == 1 and _NAMES_A_FILE.fullmatch(source[0]):
        text = _("There is no file {path}.")
        raise click.UsageError(text.format(path=source[0]))
    return " ".join(source)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a pasted text makes a name that no system allows
        return False


def _read_stream(stream: IO[bytes]) -> str:
    data = stream.read()
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"  # PowerShell's `>`
    return data.decode(encoding, "replace")[-_MOST:]


def _end_keys() -> str:
    return "Ctrl-Z, Enter" if sys.platform == "win32" else "Ctrl-D"


def _as_json(explanation: Explanation | None) -> dict[str, object]:
    if explanation is None:
        return {"schema": 1, "known": False, "id": None}
    data = asdict(explanation)
    for inner in ("context", "places", "handled") if data["error"] else ():
        del data["error"][inner]
    return {"schema": 1, **data}


def _lines(text: str, explanation: Explanation | None, system: System) -> Iterator[Line]:
    if explanation:
        return explanation_lines(explanation, system)
    return nothing_found_lines(empty=not text.strip(), cut_off=is_cut_off(text))

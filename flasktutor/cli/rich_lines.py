"""Owns printing prepared lines on a terminal, coloured by their kind."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from flasktutor.cli.findings_text import Line, Style

_STYLES: dict[Style, str] = {
    "": "",
    "ok": "green",
    "note": "yellow",
    "problem": "bold red",
    "command": "bold cyan",
    "code": "cyan",
    "dim": "dim",
    "strong": "bold",
}


def print_lines(
    lines: Iterable[Line], console: Console | None = None, *, err: bool = False
) -> None:
    """Print `lines`; commands are never cut, so that they can be copied whole."""
    console = console or Console(highlight=False, stderr=err)
    for line in lines:
        console.print(Text(line.text, style=_STYLES[line.style]), soft_wrap=True)

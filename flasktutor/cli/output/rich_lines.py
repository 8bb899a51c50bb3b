"""Owns printing prepared lines on a terminal, set apart by their kind."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from flasktutor.cli.repairing.findings_text import Line, Style
from flasktutor.ui.protocol import palette

_SIGNS = {
    "✓": palette.style("done"),
    "•": palette.style("accent"),
    "✗": palette.style("bad"),
}
_STYLES: dict[Style, str] = {
    "": "",
    "ok": "",
    "note": "",
    "problem": palette.STRONG,
    "command": palette.STRONG,
    "code": palette.STRONG,
    "dim": "dim",
    "strong": "bold",
}


def print_lines(
    lines: Iterable[Line], console: Console | None = None, *, err: bool = False
) -> None:
    """Print `lines`; commands are never cut, so that they can be copied whole."""
    console = console or Console(highlight=False, stderr=err)
    for line in lines:
        text = Text(line.text, style=_STYLES[line.style])
        text.stylize(_SIGNS.get(line.text[:1], ""), 0, 1)
        console.print(text, soft_wrap=True)

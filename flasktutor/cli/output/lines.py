"""Owns reports of prepared lines: a text, and what kind of line it is; and how they are printed."""

from __future__ import annotations

import io
import sys
import textwrap
from collections.abc import Iterable, Iterator
from typing import Literal

import click

from flasktutor.cli.output.streams import columns
from flasktutor.text import escape
from flasktutor.values import frozen

Style = Literal["", "ok", "note", "problem", "command", "code", "dim", "strong"]
_WIDTH = 78
_NARROWEST = 20


@frozen
class Line:
    """One line to print, and what kind of line it is."""

    text: str
    style: Style = ""


def wrapped(text: str, style: Style = "", *, first: str = "  ") -> Iterator[Line]:
    """`text` in lines that fit the terminal, and are never too long to read."""
    width = min(_WIDTH, columns() - 1)
    lines = textwrap.wrap(
        text, max(width, _NARROWEST), initial_indent=first,
        subsequent_indent=" " * min(len(first), 2),
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    return (Line(line, style) for line in lines)


def show(lines: Iterable[Line], *, plain: bool, err: bool = False) -> None:
    """Print `lines`: coloured on a terminal, as they are for a pipe or a screen reader.

    With `err` they go to the standard error, because the standard output is another program's.
    """
    stream = sys.stderr if err else sys.stdout
    # What another program said may hold characters that steer the terminal.
    if isinstance(stream, io.TextIOWrapper):  # a pipe on Windows may know no “✓”
        stream.reconfigure(errors="replace")
    safe = (Line(escape(line.text), line.style) for line in lines)
    if plain or not stream.isatty():
        for line in safe:
            click.echo(line.text, err=err)
        return
    _show_coloured(safe, err=err)


def _show_coloured(lines: Iterable[Line], *, err: bool) -> None:
    """Commands are never cut, so that they can be copied whole."""
    from rich.console import Console
    from rich.text import Text

    from flasktutor.ui.protocol import palette

    signs = {
        "✓": palette.style("done"),
        "•": palette.style("accent"),
        "✗": palette.style("bad"),
    }
    strong = dict.fromkeys(("problem", "command", "code"), palette.STRONG)
    styles = {**strong, "dim": "dim", "strong": "bold"}
    console = Console(highlight=False, stderr=err)
    for line in lines:
        text = Text(line.text, style=styles.get(line.style, ""))
        text.stylize(signs.get(line.text[:1], ""), 0, 1)
        console.print(text, soft_wrap=True)

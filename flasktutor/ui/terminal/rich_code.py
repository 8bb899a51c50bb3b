"""Owns how Python is highlighted on a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pygments.token import Comment, Keyword, Name, Number, Operator, String, Token
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.style import Style
from rich.syntax import ANSISyntaxTheme, Syntax
from rich.text import Text

from flasktutor.ui.protocol import palette
from flasktutor.ui.protocol.glyphs import GOES_ON

TAB = 4
_BLANK = re.compile(r"_{4,}|__\d+__")
WIDE = 2
"""Columns of the widest sign there is: in fewer no row would come to an end."""

THEME = ANSISyntaxTheme(
    {
        Token: Style(),
        Comment: Style(dim=True, italic=True),
        Keyword: Style(color=palette.CODE["keyword"]),
        Operator.Word: Style(color=palette.CODE["keyword"]),
        Name.Function: Style(color=palette.CODE["name"], bold=True),
        Name.Class: Style(color=palette.CODE["name"], bold=True),
        Name.Decorator: Style(color=palette.CODE["used"]),
        Name.Builtin: Style(color=palette.CODE["used"]),
        String: Style(color=palette.CODE["text"]),
        Number: Style(color=palette.CODE["used"]),
    }
)


class Wrapped:
    """Python as it is highlighted everywhere; a row that goes on with a line has a sign for it."""

    def __init__(self, text: str) -> None:
        self._text = text.rstrip("\n").expandtabs(TAB)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        syntax = Syntax(self._text, "python", theme=THEME, background_color="default")
        for line in syntax.highlight(self._text).split("\n"):
            yield from _rows(line, console, options.max_width)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        longest = max(map(cell_len, self._text.split("\n")))
        return Measurement(1, longest).with_maximum(options.max_width)


def _before_blank(line: str, end: int) -> int:
    """Where a row ends that would end at `end`: before a blank that it would tear."""
    torn = (one for one in _BLANK.finditer(line) if 0 < one.start() < end < one.end())
    return next((one.start() for one in torn), end)


def _rows(line: Text, console: Console, width: int) -> Iterator[Text]:
    """The line in rows no wider than `width`: a row without a sign begins a line of code."""
    before = Text()
    while line.cell_len > (room := max(width - before.cell_len, WIDE)):
        row = line.wrap(console, room)[0]
        row = line[: _before_blank(line.plain, len(row))]
        yield before + row
        line = line[len(row) :]
        line = line[len(line.plain) - len(line.plain.lstrip()) :]
        before = Text(f"{GOES_ON} ", "dim")
    yield before + line

"""Owns the margin of code that is written: numbers, where a line goes on, what is out of sight."""

from __future__ import annotations

from collections.abc import Callable

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout.containers import WindowRenderInfo
from prompt_toolkit.layout.controls import UIContent
from prompt_toolkit.layout.margins import Margin
from prompt_toolkit.utils import get_cwidth

from flasktutor.ui.protocol import palette
from flasktutor.ui.protocol.glyphs import GOES_ON

ABOVE, BELOW = "↑", "↓"


class CodeMargin(Margin):
    """A number for each line, a sign where it goes on, an arrow where more is out of sight."""

    def get_width(self, get_ui_content: Callable[[], UIContent]) -> int:
        return _digits(get_ui_content().line_count) + len(" │ ")

    def create_margin(
        self, window_render_info: WindowRenderInfo, width: int, height: int
    ) -> StyleAndTextTuples:
        shown = window_render_info.visible_line_to_row_col
        digits = width - len(" │ ")
        rows = []
        for y, (line, column) in sorted(shown.items()):
            sign = " "
            if y == 0 and (line or column):
                sign = ABOVE
            elif y == len(shown) - 1 and not window_render_info.bottom_visible:
                sign = BELOW
            number, bar = ("", GOES_ON) if column else (line + 1, "│")
            rows.append(f"{number:>{digits}}{sign}{bar} ")
        return [(palette.prompted("accent"), "\n".join(rows))]


def rows_of(code: str, columns: int) -> int:
    """How many rows `code` takes beside the margin on a terminal of so many columns."""
    lines = code.split("\n")
    room = max(columns - _digits(len(lines)) - len(" │ "), 1)
    # Of a line that fills its row, the cursor at its end stands on one more.
    return sum(get_cwidth(line) // room + 1 for line in lines)


def _digits(lines: int) -> int:
    return max(len(str(lines)), 2)

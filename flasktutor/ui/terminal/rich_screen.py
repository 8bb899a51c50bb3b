"""Owns the terminal screen: rich draws, questionary and prompt_toolkit ask.

What asks is imported when it is needed first: the screen then stands already.
"""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment, SegmentLines

from flasktutor.text import escape_line
from flasktutor.ui.protocol import yes_or_no
from flasktutor.ui.protocol.blocks import (
    Ask,
    Block,
    Note,
    Paste,
    Pick,
    Prose,
    Question,
    Recording,
    Reply,
    Title,
)
from flasktutor.ui.protocol.shown import shown
from flasktutor.ui.terminal import rich_blocks
from flasktutor.ui.terminal.cursor import Cursor

if TYPE_CHECKING:
    from rich.status import Status

KEYS = 3
"""Rows below what is looked at: for keys, or what a shell says next."""
NOTICED = 0.5
"""Seconds after which waiting is noticed, and a spinner shown."""


class RichScreen:
    """A terminal. With `external_editor`, code is written in `$VISUAL` or `$EDITOR`."""

    def __init__(self, console: Console | None = None, *, external_editor: bool = False) -> None:
        self._console = console or Console(theme=rich_blocks.THEME, highlight=False)
        self._cursor = None if external_editor else Cursor()
        self._since = 0
        """Rows that were drawn since the title of the step, the title included."""
        self._below = 0
        """Rows that were drawn since the words of the step, or what they ask, were shown."""
        self._words_come = False
        self._said = 0
        """Rows of what was said last: of an answer, the verdict."""

    def show(self, *blocks: Block) -> None:
        # A title does not stand alone while the words below it are drawn.
        for block, rows in [(block, self._rows(block)) for block in blocks]:
            if isinstance(block, Title):
                self._since, self._words_come = 0, True
            if isinstance(block, Paste):
                # What is to be copied runs on past the edge: the terminal breaks it, and knows.
                drawn = rich_blocks.drawn(block, rich_blocks.width_of(self._console))
                self._console.print(drawn, soft_wrap=True)
                self._count(sum(map(self._rows_of_line, block.lines)) + 2)
            else:
                self._console.print(SegmentLines(rows, new_lines=True), end="")
                self._count(len(rows))
            if isinstance(block, Prose) and self._words_come:
                self._below, self._words_come = 0, False

    def show_before(self, question: Question, *blocks: Block, task: tuple[Block, ...]) -> None:
        from flasktutor.ui.terminal import rich_asking

        coming = self._height(blocks)
        coming += rich_asking.rows_of(question, rich_blocks.width_of(self._console))
        stands_last = self._since <= self._height(task)
        self._said = self._height(blocks[-1:])
        again = self._height(task) + coming > self._console.height and self._fits_below(question)
        if not again and not stands_last and self._since + coming > self._console.height:
            self.show(*task)
        self.show(*blocks)

    def fitting(self, *parts: tuple[Block, ...]) -> list[tuple[Block, ...]]:
        room = self._console.height - KEYS
        together: list[tuple[Block, ...]] = []
        for part in parts:
            if together and self._height((*together[-1], *part)) <= room:
                together[-1] += part
            else:
                together.append(part)
        return together

    def ask(self, question: Question) -> Reply:
        from flasktutor.ui.terminal import rich_asking

        asked = rich_asking.fitted(self._console, shown(question))
        taken = rich_asking.rows_of(asked, rich_blocks.width_of(self._console))
        if isinstance(question, Pick | Ask) and question.about:
            about: tuple[Block, ...] = (Prose(question.about),)
            if self._below + taken + self._height(about) > self._console.height:
                below = question.below if self._fits_below(question) else ()
                self.show(*about, *below)
                self._below = self._height(below)
        above = self._since
        reply = rich_asking.ask(self._console, asked, self._cursor, above)
        self._count(taken)
        return reply

    def _fits_below(self, question: Question) -> bool:
        """Whether what is asked can stand whole between what was said of it and the prompt."""
        if not isinstance(question, Pick | Ask) or not question.below:
            return False
        from flasktutor.ui.terminal import rich_asking

        asked = self._height((Prose(question.about), *question.below))
        taken = rich_asking.rows_of(question, rich_blocks.width_of(self._console))
        return self._said + asked + taken <= self._console.height

    def _count(self, rows: int) -> None:
        self._since += rows
        self._below += rows

    def _rows(self, block: Block) -> list[list[Segment]]:
        """The block as it is drawn, row by row."""
        width = rich_blocks.width_of(self._console)
        options = self._console.options.update(width=width)
        return self._console.render_lines(rich_blocks.drawn(block, width), options, pad=False)

    def _height(self, blocks: tuple[Block, ...]) -> int:
        return sum(len(self._rows(block)) for block in blocks)

    def _rows_of_line(self, line: str) -> int:
        return max(-(-cell_len(line) // self._console.width), 1)

    def confirm(self, question: str, *, default: bool) -> bool:
        from flasktutor.ui.terminal import rich_asking

        said = escape_line(question)
        while (agreed := rich_asking.confirm(said, self._console.width, default=default)) is None:
            self.show(Note(yes_or_no.told(default), "dim"))
        return agreed

    def browse(self, *recordings: Recording) -> None:
        from flasktutor.ui.terminal.walk import application

        application.browse(*map(shown, recordings))

    def busy(self, what: str) -> AbstractContextManager[object]:
        return _Spinner(self._console.status(what))


class _Spinner(AbstractContextManager[None]):
    """A spinner that shows itself only when the work inside takes long enough to be noticed."""

    def __init__(self, status: Status) -> None:
        self._status = status
        self._timer = threading.Timer(NOTICED, status.start)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_raised: object) -> None:
        self._timer.cancel()
        self._timer.join()
        self._status.stop()

"""Owns the terminal screen: rich draws, questionary and prompt_toolkit ask.

What asks is imported when it is needed first: the screen then stands already.
"""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from rich.console import Console

from flasktutor.text import escape_line
from flasktutor.ui import rich_blocks
from flasktutor.ui.blocks import Block, Paste, Question, Recording, Reply
from flasktutor.ui.shown import shown

if TYPE_CHECKING:
    from rich.status import Status

NOTICED = 0.5
"""Seconds after which waiting is noticed, and a spinner shown."""


class RichScreen:
    """A terminal. With `external_editor`, code is written in `$VISUAL` or `$EDITOR`."""

    def __init__(self, console: Console | None = None, *, external_editor: bool = False) -> None:
        self._console = console or Console(theme=rich_blocks.THEME, highlight=False)
        self._external_editor = external_editor

    def show(self, *blocks: Block) -> None:
        width = rich_blocks.width_of(self._console)
        for block in blocks:
            # What is to be copied runs on past the edge: the terminal breaks it, and knows.
            whole = isinstance(block, Paste)
            drawn = rich_blocks.drawn(block, width)
            self._console.print(drawn, width=None if whole else width, soft_wrap=whole)

    def ask(self, question: Question) -> Reply:
        from flasktutor.ui import rich_asking

        asked = shown(question)
        return rich_asking.ask(self._console, asked, external_editor=self._external_editor)

    def confirm(self, question: str, *, default: bool) -> bool:
        from flasktutor.ui import rich_asking

        return rich_asking.confirm(escape_line(question), default=default)

    def browse(self, recording: Recording) -> None:
        from flasktutor.ui import step_view

        step_view.browse(shown(recording))

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

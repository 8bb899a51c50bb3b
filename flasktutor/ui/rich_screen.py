"""Owns the terminal screen: rich draws, questionary and prompt_toolkit ask.

What asks is imported when it is needed first: the screen then stands already.
"""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager

from rich.console import Console
from rich.status import Status
from rich.table import Table
from rich.text import Text

from flasktutor.ui import rich_blocks
from flasktutor.ui.blocks import (
    Ask,
    Block,
    Command,
    Edit,
    Pause,
    Pick,
    Picked,
    Question,
    Reply,
    Typed,
)

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
            self._console.print(rich_blocks.drawn(block, width), width=width)

    def ask(self, question: Question) -> Reply:
        if isinstance(question, Edit):
            from flasktutor.ui.editor import edit, edit_elsewhere

            return edit_elsewhere(question) if self._external_editor else edit(question)
        self._console.print()
        from flasktutor.ui import prompts

        if isinstance(question, Pause):
            return prompts.one_key(question.keys)
        self._show_keys(question)
        if isinstance(question, Pick):
            return self._pick(question)
        return self._typed(question)

    def confirm(self, question: str, *, default: bool) -> bool:
        from flasktutor.ui import prompts

        return prompts.confirm(question, default=default)

    def busy(self, what: str) -> AbstractContextManager[object]:
        return _Spinner(self._console.status(what))

    def _pick(self, question: Pick) -> Reply:
        from flasktutor.ui import prompts

        width = rich_blocks.width_of(self._console)
        picked = prompts.pick(question.options, question.keys, question.multi, width)
        if isinstance(picked, Command):
            return picked
        for index in picked:
            self._echo(index + 1, question.options[index])
        return Picked(picked)

    def _echo(self, number: int, option: str) -> None:
        """What was chosen stays on the screen."""
        grid = Table.grid(padding=(0, 1))
        grid.add_row(Text(f"{prompts.QMARK} {number}.", "cyan"), Text(option, "cyan"))
        self._console.print(grid, width=rich_blocks.width_of(self._console))

    def _typed(self, question: Ask) -> Reply:
        from flasktutor.ui import prompts

        text = prompts.line(question.prompt)
        return prompts.command(text, question.keys) or Typed(text)

    def _show_keys(self, question: Pick | Ask) -> None:
        from prompt_toolkit import print_formatted_text
        from prompt_toolkit.formatted_text import FormattedText

        from flasktutor.ui import prompts

        shown = [(command.key, command.label) for command in question.keys]
        width = rich_blocks.width_of(self._console)
        print_formatted_text(FormattedText([("", "  "), *prompts.keys_line(shown, width)]))


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

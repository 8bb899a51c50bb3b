"""Owns the terminal screen: rich draws, questionary and prompt_toolkit ask."""

from __future__ import annotations

from contextlib import AbstractContextManager

from prompt_toolkit import print_formatted_text
from prompt_toolkit.formatted_text import FormattedText
from rich.console import Console

from flasktutor.ui import prompts, rich_blocks, step_view
from flasktutor.ui.blocks import (
    Ask,
    Block,
    Command,
    Edit,
    Pause,
    Pick,
    Picked,
    Question,
    Recording,
    Reply,
    Typed,
)
from flasktutor.ui.editor import edit, edit_elsewhere


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
            return edit_elsewhere(question) if self._external_editor else edit(question)
        self._console.print()
        if isinstance(question, Pause):
            return prompts.one_key(question.keys, rich_blocks.width_of(self._console))
        self._show_keys(question)
        if isinstance(question, Pick):
            return self._pick(question)
        return self._typed(question)

    def confirm(self, question: str, *, default: bool) -> bool:
        return prompts.confirm(question, default=default)

    def browse(self, recording: Recording) -> None:
        step_view.browse(recording)

    def busy(self, what: str) -> AbstractContextManager[object]:
        return self._console.status(what)

    def _pick(self, question: Pick) -> Reply:
        width = rich_blocks.width_of(self._console)
        picked = prompts.pick(question.options, question.keys, question.multi, width)
        return picked if isinstance(picked, Command) else Picked(picked)

    def _typed(self, question: Ask) -> Reply:
        text = prompts.line(question.prompt)
        return prompts.command(text, question.keys) or Typed(text)

    def _show_keys(self, question: Pick | Ask) -> None:
        shown = [(command.key, command.label) for command in question.keys]
        width = rich_blocks.width_of(self._console)
        print_formatted_text(FormattedText([("", "  "), *prompts.keys_line(shown, width)]))

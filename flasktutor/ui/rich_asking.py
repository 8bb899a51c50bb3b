"""Owns how a question is put on a terminal: which prompt asks it, and what of it stays.

Apart from the screen, which draws first and imports this when something is asked.
"""

from __future__ import annotations

from prompt_toolkit import print_formatted_text
from prompt_toolkit.formatted_text import FormattedText
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flasktutor.language import _
from flasktutor.ui import glyphs, palette, prompts, rich_blocks
from flasktutor.ui.blocks import (
    Ask,
    Command,
    Edit,
    Pause,
    Pick,
    Picked,
    Question,
    Reply,
    Typed,
    Watch,
)
from flasktutor.ui.editor import edit, edit_elsewhere
from flasktutor.ui.prompts import confirm

__all__ = ["ask", "confirm"]


def ask(console: Console, question: Question, *, external_editor: bool) -> Reply:
    """Wait for an answer to `question` on the terminal of `console`."""
    if isinstance(question, Edit):
        return edit_elsewhere(question) if external_editor else edit(question)
    console.print()
    if isinstance(question, Pause):
        return prompts.one_key(question.keys)
    if isinstance(question, Watch):
        from flasktutor.ui import watching

        return watching.watch(console, question)
    _show_keys(console, question)
    return _pick(console, question) if isinstance(question, Pick) else _typed(question)


def _pick(console: Console, question: Pick) -> Reply:
    width = rich_blocks.width_of(console)
    # A menu shows no Markdown.
    bare = (option.replace("`", "") for option in question.options)
    options = tuple(glyphs.shown(option, console.encoding) for option in bare)
    picked = prompts.pick(options, question.keys, question.multi, width)
    if isinstance(picked, Command):
        return picked
    for index in picked:
        _echo(console, index + 1, options[index])
    return Picked(picked)


def _echo(console: Console, number: int, option: str) -> None:
    """What was chosen stays on the screen."""
    grid = Table.grid(padding=(0, 1))
    grid.add_row(Text(f"{prompts.QMARK} {number}.", palette.STRONG), Text(option, palette.STRONG))
    console.print(grid, width=rich_blocks.width_of(console))


def _typed(question: Ask) -> Reply:
    text = prompts.line(question.prompt)
    return prompts.command(text, question.keys) or Typed(text)


def _show_keys(console: Console, question: Pick | Ask) -> None:
    shown = [(command.key, command.label) for command in question.keys]
    if isinstance(question, Ask) and shown:
        shown.append((_("(letter, then Enter)"), ""))
    keys = prompts.keys_line(shown, rich_blocks.width_of(console))
    print_formatted_text(FormattedText([("", "  "), *keys]))

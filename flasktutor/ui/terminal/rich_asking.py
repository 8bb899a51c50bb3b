"""Owns how a question is put on a terminal: which prompt asks it, and what of it stays.

Apart from the screen, which draws first and imports this when something is asked.
"""

from __future__ import annotations

from dataclasses import replace

from prompt_toolkit import print_formatted_text
from prompt_toolkit.formatted_text import FormattedText
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flasktutor.language import _
from flasktutor.ui.protocol import glyphs, palette
from flasktutor.ui.protocol.blocks import (
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
from flasktutor.ui.terminal import menu, prompts, rich_blocks
from flasktutor.ui.terminal.cursor import Cursor
from flasktutor.ui.terminal.editor import LEAST, edit, edit_elsewhere
from flasktutor.ui.terminal.prompts import confirm

AROUND = 5
"""Rows for the words of a question that its options do not take."""
__all__ = ["ask", "confirm", "rows_of"]


def ask(console: Console, question: Question, cursor: Cursor | None, above: int = 0) -> Reply:
    """Wait for an answer to `question` on the terminal of `console`.

    Code is written here where there is a `cursor`, else in the learner's own editor. `above` are
    the rows on the terminal that are about the question.
    """
    if isinstance(question, Edit):
        return edit(question, cursor, above) if cursor else edit_elsewhere(question)
    console.print()
    if isinstance(question, Pause):
        return prompts.one_key(question.keys)
    if isinstance(question, Watch):
        from flasktutor.ui.terminal import watching

        return watching.watch(console, question)
    _show_keys(console, question)
    return _pick(console, question) if isinstance(question, Pick) else _typed(console, question)


def fitted(console: Console, question: Question) -> Question:
    """The question, with long options folded where they alone would fill the terminal."""
    if not isinstance(question, Pick):
        return question
    width = rich_blocks.width_of(console)
    if rows_of(question, width) + AROUND <= console.height:
        return question
    return replace(question, options=tuple(map(menu.folded, question.options)))


def rows_of(question: Question, width: int) -> int:
    """How many rows a question takes at most, its keys and the blank line above included."""
    keys = [] if isinstance(question, Edit) else _keys(question)
    rows = 2 + sum(text.count("\n") for _style, text, *_more in prompts.keys_line(keys, width))
    if isinstance(question, Pick):
        return rows + 1 + menu.rows_of(question.options, question.multi, width)
    if isinstance(question, Edit):
        return rows + LEAST  # whatever stands there: more may be written
    return rows + isinstance(question, Ask)


def _pick(console: Console, question: Pick) -> Reply:
    width = rich_blocks.width_of(console)
    # A menu shows no Markdown.
    bare = (option.replace("`", "") for option in question.options)
    options = tuple(glyphs.shown(option, console.encoding) for option in bare)
    picked = prompts.pick(
        options, question.keys, question.multi, width, question.chosen, question.at, question.keep
    )
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


def _typed(console: Console, question: Ask) -> Reply:
    text = prompts.line(question.prompt, rich_blocks.width_of(console))
    return Command.typed(text, question.keys) or Typed(text)


def _keys(question: Pick | Ask | Pause | Watch) -> list[tuple[str, str]]:
    shown = [(command.key, command.label) for command in question.keys]
    if isinstance(question, Ask) and shown:
        shown.append((_("(letter, then Enter)"), ""))
    return shown


def _show_keys(console: Console, question: Pick | Ask) -> None:
    keys = prompts.keys_line(_keys(question), rich_blocks.width_of(console))
    print_formatted_text(FormattedText([("", "  "), *keys]))

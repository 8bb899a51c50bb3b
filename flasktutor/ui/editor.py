"""Owns writing code on a terminal: a multi-line editor with highlighting and auto-indent."""

from __future__ import annotations

import re
from typing import Literal

import click
from prompt_toolkit import PromptSession
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.lexers import PygmentsLexer
from prompt_toolkit.styles import Style, merge_styles, style_from_pygments_dict
from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, String

from flasktutor.errors import TutorError
from flasktutor.language import _
from flasktutor.ui import palette, prompts
from flasktutor.ui.blocks import Edit, Written
from flasktutor.ui.line_shown import LineShown

Action = Literal["run", "submit", "menu"]
INDENT = 4
KEYS: dict[str, Action] = {"f5": "run", "c-r": "run", "c-s": "submit", "c-g": "menu"}
STYLE = merge_styles(
    [
        style_from_pygments_dict(
            {
                Comment: "italic",
                Keyword: palette.named(palette.CODE["keyword"]),
                Name.Decorator: palette.named(palette.CODE["used"]),
                Name.Builtin: palette.named(palette.CODE["used"]),
                String: palette.named(palette.CODE["text"]),
                Number: palette.named(palette.CODE["used"]),
            }
        ),
        Style.from_dict({"bottom-toolbar": "noreverse"}),
    ]
)
_OPENS_BLOCK = re.compile(r":\s*(#.*)?$")


def edit(question: Edit) -> Written:
    """The code as it stands when a run, a verdict or the menu is asked for.

    Ctrl-X Ctrl-E opens `$VISUAL` or `$EDITOR`, as in a shell.
    """
    session: PromptSession[str] = PromptSession(
        multiline=True,
        lexer=PygmentsLexer(PythonLexer),
        style=STYLE,
        key_bindings=_bindings(),
        bottom_toolbar=_toolbar,
        prompt_continuation=_continuation,
        tempfile_suffix=".py",
        enable_open_in_editor=True,
        enable_suspend=True,
        input_processors=[LineShown()],
        mouse_support=False,
    )
    actions: list[Action] = []
    for key, action in KEYS.items():
        _ends(session, key, action, actions)
    try:
        session.prompt(_margin(1), default=question.code.rstrip("\n"))
    finally:
        # Also when the learner leaves in the middle of a line.
        text = session.default_buffer.text.rstrip() + "\n"
        question.keep(text)
    return Written(text, actions[0] if actions else "submit")


def edit_elsewhere(question: Edit) -> Written:
    """The code as the learner's own editor (`$VISUAL`, `$EDITOR`) leaves it.

    Raises `TutorError` where no editor can be started.
    """
    try:
        text = click.edit(question.code, extension=".py")
    except click.ClickException as error:
        hint = _("Leave `--editor` out to write here in the terminal.")
        raise TutorError(error.format_message(), hint=hint) from error
    code = question.code if text is None else text.rstrip() + "\n"
    question.keep(code)
    return Written(code, "menu")


def _ends(session: PromptSession[str], key: str, action: Action, into: list[Action]) -> None:
    assert isinstance(session.key_bindings, KeyBindings)

    @session.key_bindings.add(key, eager=True)
    def _pressed(event: KeyPressEvent) -> None:
        into.append(action)
        event.current_buffer.validate_and_handle()


def _bindings() -> KeyBindings:
    bindings = KeyBindings()
    prompts.interruptible(bindings)

    @bindings.add("enter")
    def _newline(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text(
            "\n" + indent_after(event.current_buffer.document.current_line_before_cursor)
        )

    @bindings.add("tab")
    def _indent(event: KeyPressEvent) -> None:
        column = event.current_buffer.document.cursor_position_col
        event.current_buffer.insert_text(" " * (INDENT - column % INDENT))

    @bindings.add("backspace")
    def _dedent(event: KeyPressEvent) -> None:
        before = event.current_buffer.document.current_line_before_cursor
        blanks = before and not before.strip() and len(before) % INDENT == 0
        event.current_buffer.delete_before_cursor(INDENT if blanks else 1)

    @bindings.add("c-d")
    def _leave(event: KeyPressEvent) -> None:
        event.app.exit(exception=EOFError)

    return bindings


def indent_after(line: str) -> str:
    """The blanks that the line after `line` starts with."""
    blanks = line[: len(line) - len(line.lstrip())]
    if _OPENS_BLOCK.search(line):
        return blanks + " " * INDENT
    ends_block = line.strip().split(" ")[0] in ("return", "pass", "raise", "break", "continue")
    return blanks[:-INDENT] if ends_block else blanks


def _margin(number: int) -> StyleAndTextTuples:
    return [(palette.prompted("accent"), f"{number:>2} │ ")]


def _continuation(width: int, line: int, wrapped: int) -> StyleAndTextTuples:
    return [(palette.prompted("accent"), "   · ")] if wrapped else _margin(line + 1)


def _toolbar() -> StyleAndTextTuples:
    shown = [("^R", _("run")), ("^S", _("submit")), ("^G", _("hints and more")), ("^C", _("leave"))]
    return [("", "  "), *prompts.keys_line(shown, prompts.columns())]

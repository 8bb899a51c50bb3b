"""Owns writing code on a terminal: a multi-line editor with highlighting and auto-indent."""

from __future__ import annotations

import re
from typing import Literal

import click
from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import Dimension
from prompt_toolkit.lexers import PygmentsLexer
from prompt_toolkit.styles import Style, merge_styles, style_from_pygments_dict
from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, String

from flasktutor.errors import TutorError
from flasktutor.language import _
from flasktutor.ui.protocol import palette
from flasktutor.ui.protocol.blocks import Command, Edit, Written
from flasktutor.ui.terminal import prompts
from flasktutor.ui.terminal.cursor import Cursor
from flasktutor.ui.terminal.editor_margin import CodeMargin, rows_of
from flasktutor.ui.terminal.line_shown import LineShown

Action = Literal["run", "submit", "menu"]
INDENT = 4
LEAST = 10
"""Rows for the code that a long task does not take."""
KEYS: dict[str, Action] = {"f5": "run", "c-r": "run", "c-s": "submit", "c-g": "menu"}
STYLE = merge_styles(
    [
        style_from_pygments_dict(
            {
                Comment: "italic",
                Keyword: palette.named(palette.CODE["keyword"]),
                Name.Decorator: palette.named(palette.CODE["used"]),
                Name.Builtin: palette.named(palette.CODE["used"]),
                Name.Function: palette.named(palette.CODE["name"]),
                Name.Class: palette.named(palette.CODE["name"]),
                String: palette.named(palette.CODE["text"]),
                Number: palette.named(palette.CODE["used"]),
            }
        ),
        Style.from_dict({"bottom-toolbar": "noreverse"}),
    ]
)
_OPENS_BLOCK = re.compile(r":\s*(#.*)?$")


def edit(question: Edit, cursor: Cursor, above: int = 0) -> Written:
    """The code as it stands when a run, a verdict or the menu is asked for.

    The `above` rows of the task are to stay in sight: longer code moves inside what is left.
    Ctrl-X Ctrl-E opens `$VISUAL` or `$EDITOR`, as in a shell.
    """
    room = _Room(above, _offered(question))
    session = _session(room)
    actions: list[Action] = []
    for key, action in KEYS.items():
        _ends(session, key, action, actions)
    buffer = session.default_buffer

    def begin() -> None:
        buffer.cursor_position = cursor.within(buffer.text, whole=room.holds(buffer.text))

    try:
        session.prompt(default=question.code.rstrip("\n"), pre_run=begin)
    finally:
        # Also when the learner leaves in the middle of a line.
        text = buffer.text.rstrip() + "\n"
        cursor.leave(text, buffer.cursor_position)
        question.keep(text)
    return Written(text, actions[0] if actions else "submit")


class _Room:
    """The rows for code, below the task and above the keys."""

    def __init__(self, above: int, offered: tuple[Action, ...]) -> None:
        self._above = above
        self._offered = offered

    def rows(self) -> int:
        """How many there are at most."""
        keys = sum(text.count("\n") for _style, text, *_more in self._line(whole=False)) + 1
        return max(get_app().output.get_size().rows - self._above - keys, LEAST)

    def holds(self, code: str) -> bool:
        """Whether all of `code` can be in sight."""
        return rows_of(code, prompts.columns()) <= self.rows()

    def keys(self, code: str) -> StyleAndTextTuples:
        """What can be pressed, while `code` is written."""
        return self._line(whole=self.holds(code))

    def _line(self, *, whole: bool) -> StyleAndTextTuples:
        of_actions: dict[Action, tuple[str, str]] = {
            "run": ("^R", _("run")),
            "submit": ("^S", _("submit")),
            "menu": ("^G", _("hints and more")),
        }
        shown = [*(of_actions[action] for action in self._offered), ("^C", _("leave"))]
        if not whole:
            shown.append(("↑↓", _("more lines")))
        return [("", "  "), *prompts.keys_line(shown, prompts.columns())]


def _session(room: _Room) -> PromptSession[str]:
    session: PromptSession[str] = PromptSession(
        multiline=True,
        lexer=PygmentsLexer(PythonLexer),
        style=STYLE,
        key_bindings=_bindings(),
        bottom_toolbar=lambda: room.keys(session.default_buffer.text),
        tempfile_suffix=".py",
        enable_open_in_editor=True,
        enable_suspend=True,
        input_processors=[LineShown()],
        mouse_support=False,
    )
    for window in session.layout.find_all_windows():
        if window.content is session.layout.current_control:
            window.height = lambda: Dimension(max=room.rows())
            window.left_margins = [CodeMargin()]
    return session


def _offered(question: Edit) -> tuple[Action, ...]:
    """What can be asked for from inside the editor."""
    if Command.SUBMIT in question.keys:
        return ("run", "submit", "menu")
    return ("run",)


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

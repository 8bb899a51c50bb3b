"""Owns the single prompts on a terminal: one key, one option, a line, yes or no."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable
from typing import Any

import questionary
from prompt_toolkit.application import Application, get_app
from prompt_toolkit.application.current import get_app_session
from prompt_toolkit.filters import Always
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input.typeahead import clear_typeahead
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import Layout, Window
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl
from questionary.prompts.common import InquirerControl

from flasktutor.language import _
from flasktutor.ui.protocol import glyphs, palette, yes_or_no
from flasktutor.ui.protocol.blocks import Command
from flasktutor.ui.terminal import menu, numbers

STYLE = questionary.Style(
    [
        ("qmark", palette.prompted("accent")),
        ("question", palette.STRONG),
        ("pointer", palette.prompted("accent")),
        ("highlighted", palette.STRONG),
        ("selected", palette.STRONG),
        ("instruction", ""),
        ("answer", palette.STRONG),
    ]
)
QMARK = glyphs.shown("❯", sys.stdout.encoding)
NEXT_ROW = "\n  "
"""What a question goes on after, below its words and not below its mark."""
EARLY_ENTER = "c-j"
"""What the terminal makes of an Enter that is pressed before a prompt stands."""
ENTER = ("enter", EARLY_ENTER)
"""What goes on, where nothing is answered by it."""

AS_WHILE_WRITING = {Command.RUN: "c-r", Command.SUBMIT: "c-s"}
"""Keys of the editor: after a run the fingers go on as if it were still open."""


def one_key(keys: tuple[Command, ...]) -> Command:
    """Wait for one of `keys`, or Enter for the first; Space is as good as Enter."""
    bindings = leaving(KeyBindings())
    for command in keys:
        bind(bindings, command.key, command)
        if command in AS_WHILE_WRITING:
            bind(bindings, AS_WHILE_WRITING[command], command)
    for key in (*ENTER, " "):
        bind(bindings, key, keys[0])
    shown = [(_("Enter"), keys[0].label), *((one.key, one.label) for one in keys[1:])]

    def drawn() -> StyleAndTextTuples:
        return [(palette.prompted("accent"), f"{QMARK} "), *keys_line(shown, columns())]

    window = Window(FormattedTextControl(drawn), dont_extend_height=True)
    application: Application[Command] = Application(
        Layout(window), key_bindings=bindings, erase_when_done=True
    )
    return application.run()


def pick(
    options: tuple[str, ...],
    keys: tuple[Command, ...],
    multi: bool,
    width: int,
    chosen: tuple[int, ...] = (),
    at: int = 0,
    keep: Callable[[tuple[int, ...]], None] | None = None,
) -> tuple[int, ...] | Command:
    """Wait for an option by arrows or number (several with `multi`), or for one of `keys`.

    What an earlier try has chosen is ticked again with `multi`, else crossed out. The cursor
    stands on the option `at` first. What is ticked when a key leads away goes to `keep`.
    """
    indent = 5 if multi else 3
    crossed = () if multi else chosen
    choices = [
        questionary.Choice(option, value=index, checked=multi and index in chosen)
        for index, option in enumerate(menu.numbered(options, indent, width, crossed))
    ]
    question = _checkbox(choices, width) if multi else _select(choices, width)
    # Its last words would be questionary's own, in English; the screen says what was chosen.
    question.application.erase_when_done = True
    bindings = question.application.key_bindings
    assert isinstance(bindings, KeyBindings)
    _still(question, bindings)
    for command in keys:
        bind(bindings, command.key, command)
    control = _control(question)
    control.pointed_at = at
    numbers.count(question, bindings, control, multi)
    _nothing_early(bindings)
    leaving(bindings)
    reply: Any = question.unsafe_ask()
    if isinstance(reply, Command):
        if keep:
            keep(tuple(control.selected_options))
        return reply
    return tuple(reply) if multi else (reply,)


def line(prompt: str, width: int) -> str:
    """Wait for a line of text; what was pasted over several lines becomes one."""
    bindings = _unsearched(leaving(KeyBindings()))
    text: str = questionary.text(
        NEXT_ROW.join(_between_words(prompt, width)),
        qmark=QMARK,
        style=STYLE,
        key_bindings=bindings,
    ).unsafe_ask()
    return " ".join(text.split("\n")).strip()


def _between_words(text: str, width: int) -> list[str]:
    """The rows behind the mark: a terminal would break them inside of a word."""
    room = max(width - len(QMARK) - 3, 16)
    return textwrap.wrap(text, room, break_on_hyphens=False) or [""]


def _unsearched(bindings: KeyBindings) -> KeyBindings:
    """Ctrl-S answers, as in the editor for code, and Ctrl-R does nothing: there is no history."""

    @bindings.add("c-s", eager=True)
    def _answered(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @bindings.add("c-r", eager=True)
    def _nothing(_event: KeyPressEvent) -> None:
        pass

    return bindings


def confirm(question: str, width: int, *, default: bool) -> bool | None:
    """Wait for yes or no, by the letters of the language in use or by English ones.

    None to who wants to know what can be answered.
    """
    (yes, no), enter = yes_or_no.words(), _("Enter")
    bindings = leaving(KeyBindings())
    for letter, result in (("n", False), ("y", True), (no[0], False), (yes[0], True)):
        bind(bindings, letter, result)
        bind(bindings, letter.upper(), result)
    bind(bindings, "enter", default)
    bind(bindings, Command.HELP.key, None)
    _nothing_early(bindings)
    keys = f"({yes[0]}/{no[0]}, {enter} = {yes if default else no})"
    lines = _between_words(question, width)
    fits = len(QMARK) + len(lines[-1]) + len(keys) + 3 < width
    words: StyleAndTextTuples = [
        (palette.prompted("accent"), f"{QMARK} "),
        (palette.STRONG, NEXT_ROW.join(lines)),
        ("", f"{' ' if fits else NEXT_ROW}{keys} "),
    ]
    window = Window(FormattedTextControl(words), wrap_lines=True, dont_extend_height=True)
    application: Application[bool | None] = Application(Layout(window), key_bindings=bindings)
    return application.run()


def columns() -> int:
    """How wide the terminal is now: it may have changed since a prompt was opened."""
    return get_app().output.get_size().columns


def keys_line(keys: list[tuple[str, str]], width: int) -> StyleAndTextTuples:
    """Keys and what they do, wrapped between them and never inside."""
    parts: StyleAndTextTuples = []
    column = 2
    for key, label in keys:
        size = len(key) + len(label) + 3
        if column + size > width:
            parts.append(("", "\n  "))
            column = 2
        parts += [(palette.STRONG, key), ("", f" {label}  ")]
        column += size
    return parts


def _select(choices: list[questionary.Choice], width: int) -> questionary.Question:
    message = _("Your answer")
    return questionary.select(
        message,
        choices,
        qmark=QMARK,
        pointer=QMARK,
        style=STYLE,
        use_jk_keys=False,
        instruction=menu.fitted(message, _("(arrows or number, then Enter)"), width),
    )


def _checkbox(choices: list[questionary.Choice], width: int) -> questionary.Question:
    message = _("Your answers")
    return questionary.checkbox(
        message,
        choices,
        qmark=QMARK,
        pointer=QMARK,
        style=STYLE,
        use_jk_keys=False,
        instruction=menu.fitted(message, _("(number or Space marks, Enter answers)"), width),
        validate=lambda marked: bool(marked) or _("Mark at least one."),
    )


def _still(question: questionary.Question, bindings: KeyBindings) -> None:
    """Keep keys from the line that questionary writes the message in.

    It is an input line too: Ctrl-O or Escape, Enter would end the prompt with its text,
    what is pasted would stand there, and a search would take its place.
    """
    for key in ("/", "?", "c-r", "c-s"):
        bindings.add(key, eager=True)(lambda _event: None)
    for control in question.application.layout.find_all_controls():
        if isinstance(control, BufferControl):
            control.buffer.accept_handler = None
            control.buffer.read_only = Always()


def _nothing_early(bindings: KeyBindings) -> None:
    """Let no Enter answer a question that did not stand yet when it was pressed.

    It was meant for what stood there before, such as a second press to go on.
    """
    clear_typeahead(get_app_session().input)

    @bindings.add(EARLY_ENTER, eager=True)
    def _pressed(_event: KeyPressEvent) -> None:
        pass


def _control(question: questionary.Question) -> InquirerControl:
    controls = question.application.layout.find_all_controls()
    return next(control for control in controls if isinstance(control, InquirerControl))


def bind(bindings: KeyBindings, key: str, result: object) -> None:
    """Let `key` end the prompt with `result`."""

    @bindings.add(key, eager=True)
    def _pressed(event: KeyPressEvent) -> None:
        event.app.exit(result=result)


def interruptible(bindings: KeyBindings) -> None:
    """Let Ctrl-C end a prompt, as a key or as the signal that another program sends.

    A second signal may come when the first has ended the prompt already.
    """

    @bindings.add("c-c", eager=True)
    @bindings.add("<sigint>", eager=True)
    def _interrupted(event: KeyPressEvent) -> None:
        if event.app.is_running and not event.app.is_done:
            event.app.exit(exception=KeyboardInterrupt)


def leaving(bindings: KeyBindings) -> KeyBindings:
    """Ctrl-C and Ctrl-D leave every prompt in the same way; Ctrl-Z puts it to sleep."""
    interruptible(bindings)

    @bindings.add("c-d", eager=True)
    def _left(event: KeyPressEvent) -> None:
        event.app.exit(exception=EOFError)

    @bindings.add("c-z", eager=True)
    def _asleep(event: KeyPressEvent) -> None:
        event.app.suspend_to_background()

    return bindings

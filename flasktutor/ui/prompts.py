"""Owns the single prompts on a terminal: one key, one option, a line, yes or no."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

import questionary
from prompt_toolkit.application import Application
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import Layout, Window
from prompt_toolkit.layout.controls import FormattedTextControl
from questionary.prompts.common import InquirerControl

from flasktutor.language import _
from flasktutor.ui.blocks import Command

STYLE = questionary.Style(
    [
        ("qmark", "ansicyan"),
        ("question", "bold"),
        ("pointer", "ansicyan bold"),
        ("highlighted", "ansicyan bold"),
        ("selected", "ansicyan"),
        ("instruction", ""),
        ("answer", "ansicyan"),
    ]
)
QMARK = "❯"


def one_key(keys: tuple[Command, ...], width: int) -> Command:
    """Wait for one of `keys`, or Enter for the first; Space is as good as Enter."""
    bindings = _leaving(KeyBindings())
    for command in keys:
        _bind(bindings, command.key, command)
    for key in ("enter", " "):
        _bind(bindings, key, keys[0])
    shown = [(_("Enter"), keys[0].label), *((one.key, one.label) for one in keys[1:])]
    window = Window(
        FormattedTextControl([("ansicyan", f"{QMARK} "), *keys_line(shown, width)]),
        dont_extend_height=True,
    )
    application: Application[Command] = Application(
        Layout(window), key_bindings=bindings, erase_when_done=True
    )
    return application.run()


def pick(
    options: tuple[str, ...], keys: tuple[Command, ...], multi: bool, width: int
) -> tuple[int, ...] | Command:
    """Wait for an option by arrows or number (several with `multi`), or for one of `keys`."""
    choices = [
        questionary.Choice(_numbered(number, option, width - 6), value=number - 1)
        for number, option in enumerate(options, 1)
    ]
    question = _checkbox(choices) if multi else _select(choices)
    bindings = question.application.key_bindings
    assert isinstance(bindings, KeyBindings)
    for command in keys:
        _bind(bindings, command.key, command)
    control = _control(question)
    for number in range(1, min(len(options), 9) + 1):
        bindings.add(str(number), eager=True)(_by_number(control, number - 1, multi))
    _leaving(bindings)
    reply: Any = question.unsafe_ask()
    if isinstance(reply, Command):
        return reply
    return tuple(reply) if multi else (reply,)


def line(prompt: str) -> str:
    """Wait for a line of text."""
    text: str = questionary.text(prompt, qmark=QMARK, style=STYLE).unsafe_ask()
    return text.strip()


def confirm(question: str, *, default: bool) -> bool:
    """Wait for yes or no."""
    asked = questionary.confirm(question, default=default, qmark=QMARK, style=STYLE)
    assert isinstance(asked.application.key_bindings, KeyBindings)
    _leaving(asked.application.key_bindings)
    answer: bool = asked.unsafe_ask()
    return answer


def command(text: str, keys: tuple[Command, ...]) -> Command | None:
    """The key that `text` is, if it is nothing but a key's letter."""
    return next((one for one in keys if text == one.key), None)


def keys_line(keys: list[tuple[str, str]], width: int) -> StyleAndTextTuples:
    """Keys and what they do, wrapped between them and never inside."""
    parts: StyleAndTextTuples = []
    column = 2
    for key, label in keys:
        size = len(key) + len(label) + 3
        if column + size > width:
            parts.append(("", "\n  "))
            column = 2
        parts += [("ansicyan bold", key), ("", f" {label}  ")]
        column += size
    return parts


def _select(choices: list[questionary.Choice]) -> questionary.Question:
    return questionary.select(
        _("Your answer"),
        choices,
        qmark=QMARK,
        pointer=QMARK,
        style=STYLE,
        use_jk_keys=False,
        instruction=_("(arrows or number)"),
    )


def _checkbox(choices: list[questionary.Choice]) -> questionary.Question:
    return questionary.checkbox(
        _("Your answers"),
        choices,
        qmark=QMARK,
        pointer=QMARK,
        style=STYLE,
        use_jk_keys=False,
        instruction=_("(number or Space marks, Enter answers)"),
        validate=lambda marked: bool(marked) or _("Mark at least one."),
    )


def _numbered(number: int, option: str, width: int) -> str:
    """The option behind its number, wrapped so that no line runs past the screen."""
    lines = [
        part for line in option.split("\n") for part in textwrap.wrap(line, max(width, 16)) or [""]
    ]
    return f"{number}. " + "\n      ".join(lines)


def _by_number(
    control: InquirerControl, index: int, multi: bool
) -> Callable[[KeyPressEvent], None]:
    def chosen(event: KeyPressEvent) -> None:
        control.pointed_at = index
        if not multi:
            control.is_answered = True
            event.app.exit(result=control.get_pointed_at().value)
            return
        value = control.get_pointed_at().value
        marked = control.selected_options
        marked.remove(value) if value in marked else marked.append(value)

    return chosen


def _control(question: questionary.Question) -> InquirerControl:
    controls = question.application.layout.find_all_controls()
    return next(control for control in controls if isinstance(control, InquirerControl))


def _bind(bindings: KeyBindings, key: str, result: Command) -> None:
    @bindings.add(key, eager=True)
    def _pressed(event: KeyPressEvent) -> None:
        event.app.exit(result=result)


def _leaving(bindings: KeyBindings) -> KeyBindings:
    """Ctrl-C and Ctrl-D leave every prompt in the same way."""
    for key, error in (("c-c", KeyboardInterrupt), ("c-d", EOFError)):

        @bindings.add(key, eager=True)
        def _left(event: KeyPressEvent, error: type[BaseException] = error) -> None:
            event.app.exit(exception=error)

    return bindings

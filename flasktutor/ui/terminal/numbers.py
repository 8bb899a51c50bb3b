"""Owns what digits do in a menu: they point at an option, and a number that is none is refused."""

from __future__ import annotations

import textwrap

import questionary
from prompt_toolkit.application import get_app
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from questionary.prompts.common import InquirerControl

from flasktutor.language import _


class _Refusal:
    """Says of a number that it is no option, until something else is pointed at or marked."""

    def __init__(self, control: InquirerControl) -> None:
        self._control = control
        self._said: FormattedText | None = None
        self._of = self._chosen()

    def say(self, number: str) -> None:
        text = _("“{text}” is no answer here.").format(text=number)
        lines = textwrap.wrap(text, get_app().output.get_size().columns - 1)
        self._said = FormattedText([("class:validation-toolbar", "\n".join(lines))])
        self._of = self._chosen()
        self._control.error_message = self._said  # type: ignore[assignment]  # untyped there

    def take_back(self) -> None:
        if self._control.error_message is self._said:
            self._control.error_message = None
        self._said = None

    def stands(self) -> bool:
        return self._said is not None

    def look(self) -> None:
        """Take it back when the learner has gone on to something else."""
        if self.stands() and self._of != self._chosen():
            self.take_back()

    def _chosen(self) -> tuple[object, ...]:
        return (self._control.pointed_at, *self._control.selected_options)


def count(
    question: questionary.Question, bindings: KeyBindings, control: InquirerControl, multi: bool
) -> None:
    """Let digits point at the option of that number; with `multi` they mark it.

    Enter takes what is pointed at: whoever types a number and Enter, as in plain lines,
    does not skip what comes next. Behind a number that is no option it takes nothing.
    """
    highest = len(control.choices)
    refusal = _refusing(question, bindings, control)
    typed = ""

    def pressed(event: KeyPressEvent) -> None:
        nonlocal typed
        pointed = typed and control.pointed_at == int(typed) - 1
        typed = typed + event.data if pointed else event.data
        if not 1 <= int(typed) <= highest:
            typed = event.data
        if not 1 <= int(typed) <= highest:
            typed = ""
            refusal.say(event.data)
            return
        refusal.take_back()
        control.pointed_at = int(typed) - 1
        if multi and int(typed) * 10 > highest:
            typed = ""
            _mark(control)

    for digit in "0123456789":
        bindings.add(digit, eager=True)(pressed)


def _refusing(
    question: questionary.Question, bindings: KeyBindings, control: InquirerControl
) -> _Refusal:
    """What refuses a number, and the Enter behind it."""
    refusal = _Refusal(control)
    question.application.key_processor.after_key_press += lambda _keys: refusal.look()

    @bindings.add("enter", eager=True, filter=Condition(refusal.stands))
    def _nothing(_event: KeyPressEvent) -> None:
        pass

    return refusal


def _mark(control: InquirerControl) -> None:
    value = control.get_pointed_at().value
    marked = control.selected_options
    marked.remove(value) if value in marked else marked.append(value)

"""Owns what a step says first: under which title it stands, and its words."""

from __future__ import annotations

from collections.abc import Iterator

from flasktutor import language
from flasktutor.language import _
from flasktutor.ui.protocol.blocks import Block, Note, Prose, Title


def of(title: str, place: str, body: str, *, only_in: str = "") -> Iterator[Block]:
    """The words of a step of the lesson `title`; `only_in` is their language, if not translated."""
    yield Title(title, place)
    if only_in:
        text = _("This step is not translated yet; it is in {language}.")
        yield Note(text.format(language=language.own_name(only_in)), "dim")
    if body:
        yield Prose(body)


def numbered(number: int, total: int) -> str:
    """The place of a step among those of its lesson."""
    return _("{n} of {total}").format(n=number, total=total)


def in_its_own_language(spoken: str) -> Iterator[Note]:
    """What to say before a lesson that is there in the language `spoken`, not the learner's."""
    if spoken != language.current():
        text = _("This lesson is in {language}; there is no translation of it.")
        yield Note(text.format(language=language.own_name(spoken)), "dim")

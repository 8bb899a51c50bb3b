"""Owns how questions that come back are offered: a portion at a time, with what it takes."""

from __future__ import annotations

from collections.abc import Mapping

from flasktutor import review
from flasktutor.language import _
from flasktutor.outlines import Outline
from flasktutor.progress import Card, Progress
from flasktutor.ui.flows import to_type
from flasktutor.ui.flows.desk import Desk
from flasktutor.ui.protocol import durations
from flasktutor.ui.protocol.blocks import Block, Note


def askable(desk: Desk) -> list[Card]:
    """The cards whose question is still there.

    A card whose step is gone from a lesson that is there is dropped quietly; one
    of a lesson that cannot be found now waits for it.
    """
    there, gone = sorted_out(desk.progress, desk.outlines)
    for card in gone:
        desk.progress.drop_card(card.lesson, card.step)
    return there


def sorted_out(
    progress: Progress, outlines: Mapping[str, Outline]
) -> tuple[list[Card], list[Card]]:
    """The cards that can be asked, and those whose step is gone."""
    sound = [outline for outline in outlines.values() if not outline.flaw]
    known = {(outline.name, key) for outline in sound for key in outline.cards}
    return review.keep_known(progress.cards(), known, {outline.name for outline in sound})


def due(desk: Desk) -> list[Card]:
    """The cards that are due, in the order to ask them."""
    return review.due(askable(desk), desk.clock())


def said(progress: Progress, waiting: int) -> str:
    """What is asked next when so many are due: never more than has an end in sight."""
    now = min(waiting, review.PORTION)
    takes = durations.minutes(review.minutes(now, progress.review_seconds()))
    return _("{n} now, {minutes}").format(n=now, minutes=takes)


def note(desk: Desk) -> list[Block]:
    """What can be reviewed now, or when the next question comes back."""
    moment, cards = desk.clock(), askable(desk)
    waiting = len(review.due(cards, moment))
    if waiting:
        text = _("Questions that come back: {portion}. `{command}` asks them.")
        told = text.format(
            portion=said(desk.progress, waiting), command=to_type.of_all(desk, "review")
        )
        return [Note(told)]
    coming = review.next_due(cards, moment)
    if coming is None:
        return []
    text = _("The next review question is due {when}.")
    return [Note(text.format(when=durations.until(coming - moment)), "dim")]

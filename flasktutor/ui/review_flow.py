"""Owns `flasktutor review`: the questions that are due, one after the other."""

from __future__ import annotations

from flasktutor import review
from flasktutor.language import _, ngettext
from flasktutor.paths import program
from flasktutor.player import Item, Player
from flasktutor.progress import Card
from flasktutor.ui import lesson_flow
from flasktutor.ui.blocks import Note, Title
from flasktutor.ui.desk import Desk
from flasktutor.ui.sitting import Sitting


def due_cards(desk: Desk) -> list[Card]:
    """The cards that are due, in the order to ask them."""
    return review.due(lesson_flow.askable_cards(desk), desk.clock())


def take(desk: Desk) -> int:
    """Ask all that is due; returns the exit code."""
    try:
        return _asked(desk, due_cards(desk))
    except KeyboardInterrupt:
        return _left(desk, lesson_flow.INTERRUPTED)
    except EOFError:
        return _left(desk, 0)


def _asked(desk: Desk, cards: list[Card]) -> int:
    items = lesson_flow.items_of(desk, [(card.lesson, card.step) for card in cards])
    if not items:
        desk.screen.show(Title(_("Review")), Note(_("Nothing is due now."), "good"))
        desk.screen.show(*lesson_flow.due_note(desk))
        return 0
    text = ngettext("{n} question is due.", "{n} questions are due.", len(items))
    desk.screen.show(Title(_("Review")), Note(text.format(n=len(items)), "plain"))
    begun = desk.clock()
    if not Sitting(Player(items, desk.progress, clock=desk.clock), desk.screen, desk.runner).take():
        return _left(desk, 0)
    desk.screen.show(Title(_("Review done")), _score(desk, items, begun.isoformat()))
    desk.screen.show(*lesson_flow.due_note(desk))
    return 0


def _score(desk: Desk, items: list[Item], begun: str) -> Note:
    from flasktutor.player import summarize

    made = [a for a in desk.progress.attempts() if a.review and a.at.isoformat() >= begun]
    summary = summarize(items, made)
    text = _("{right} of {asked} right at the first try.")
    return Note(text.format(right=summary.first_try, asked=summary.asked), "good")


def _left(desk: Desk, code: int) -> int:
    text = _("Everything is kept. Go on with `{command}`.")
    desk.screen.show(Note(text.format(command=f"{program()} review")))
    return code

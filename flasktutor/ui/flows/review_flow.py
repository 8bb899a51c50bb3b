"""Owns `flasktutor review`: the questions that are due, a portion at a time."""

from __future__ import annotations

from flasktutor import review
from flasktutor.items import summarize
from flasktutor.language import _
from flasktutor.player import Player
from flasktutor.progress import Card
from flasktutor.ui.asking.taking import Taking
from flasktutor.ui.flows import endings, lesson_flow, portions, to_type
from flasktutor.ui.flows.desk import Desk
from flasktutor.ui.protocol.blocks import Command, Note, Pause, Title


def take(desk: Desk) -> None:
    """Ask what is due. Ctrl-C passes, when all is said."""
    ended = None
    try:
        sit(desk)
    except (EOFError, KeyboardInterrupt) as error:
        ended = error
    if ended:
        _left(desk)
    if isinstance(ended, KeyboardInterrupt):
        raise ended


def sit(desk: Desk) -> None:
    """Ask what is due, a portion at a time, as a part of something longer.

    Ctrl-C and Ctrl-D leave all of that: their exceptions pass.
    """
    due = _allowed(desk, portions.due(desk))
    if not due:
        desk.screen.show(Title(_("Review")), Note(_("Nothing is due now."), "good"))
        desk.screen.show(*portions.note(desk))
    while due:
        if not _asked(desk, due):
            _left(desk)
            return
        due = _allowed(desk, portions.due(desk))
        if not due:
            desk.screen.show(Note(_("That was all for now."), "plain"), *portions.note(desk))
        elif not _goes_on(desk, len(due)):
            return


def _allowed(desk: Desk, cards: list[Card]) -> list[Card]:
    """The cards of lessons whose code may be run."""
    lessons = dict.fromkeys(card.lesson for card in cards)
    allowed = {name for name in lessons if desk.may_run(desk.load(name))}
    return [card for card in cards if card.lesson in allowed]


def _asked(desk: Desk, due: list[Card]) -> bool:
    """Ask one portion; False when the learner quits in the middle."""
    cards = review.portion(due, desk.clock())
    items = lesson_flow.items_of(desk, [(card.lesson, card.step) for card in cards])
    announced = _("Questions: {portion}.").format(portion=portions.said(desk.progress, len(items)))
    desk.screen.show(Title(_("Review")), Note(announced, "plain"))
    player = Player(items, desk.progress, clock=desk.clock)
    if not Taking(player, desk.screen, desk.runner, desk.aside).take():
        return False
    summary = summarize(player.items, player.made)
    score = endings.score(summary.first_try, summary.asked)
    desk.screen.show(Title(_("Review done")), score)
    return True


def _goes_on(desk: Desk, waiting: int) -> bool:
    """Whether the learner wants another portion."""
    text = _("This portion is done, and you may stop here. There is another: {portion}.")
    desk.screen.show(Note(text.format(portion=portions.said(desk.progress, waiting)), "plain"))
    return desk.ask(Pause(keys=(Command.NEXT, Command.QUIT))) is Command.NEXT


def _left(desk: Desk) -> None:
    desk.screen.show(Note(lesson_flow.go_on(desk, to_type.of_all(desk, "review"))))

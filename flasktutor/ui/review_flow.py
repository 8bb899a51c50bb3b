"""Owns `flasktutor review`: the questions that are due, a sitting at a time."""

from __future__ import annotations

from flasktutor import review
from flasktutor.language import _, ngettext
from flasktutor.player import Player, summarize
from flasktutor.progress import Card
from flasktutor.ui import lesson_flow, typed
from flasktutor.ui.blocks import Command, Note, Pause, Title
from flasktutor.ui.desk import Desk
from flasktutor.ui.sitting import Sitting


def due_cards(desk: Desk) -> list[Card]:
    """The cards that are due, in the order to ask them."""
    return review.due(lesson_flow.askable_cards(desk), desk.clock())


def take(desk: Desk) -> int:
    """Ask what is due; returns the exit code."""
    try:
        sit(desk)
        return 0
    except KeyboardInterrupt:
        return _left(desk, lesson_flow.INTERRUPTED)
    except EOFError:
        return _left(desk, 0)


def sit(desk: Desk) -> None:
    """Ask what is due, a sitting at a time, as a part of something longer.

    Ctrl-C and Ctrl-D leave all of that: their exceptions pass.
    """
    due = _allowed(desk, due_cards(desk))
    if not due:
        desk.screen.show(Title(_("Review")), Note(_("Nothing is due now."), "good"))
        desk.screen.show(*lesson_flow.due_note(desk))
    while due:
        if not _asked(desk, due):
            _left(desk, 0)
            return
        due = _allowed(desk, due_cards(desk))
        if not due or not _goes_on(desk, len(due)):
            desk.screen.show(*lesson_flow.due_note(desk))
            return


def _allowed(desk: Desk, cards: list[Card]) -> list[Card]:
    """The cards of lessons whose code may be run."""
    lessons = dict.fromkeys(card.lesson for card in cards)
    allowed = {name for name in lessons if desk.may_run(desk.load(name))}
    return [card for card in cards if card.lesson in allowed]


def _asked(desk: Desk, due: list[Card]) -> bool:
    """Ask one sitting's questions; False when the learner quits in the middle."""
    cards = review.sitting(due, desk.clock())
    items = lesson_flow.items_of(desk, [(card.lesson, card.step) for card in cards])
    desk.screen.show(Title(_("Review")), Note(_announced(len(items), len(due)), "plain"))
    player = Player(items, desk.progress, clock=desk.clock)
    if not Sitting(player, desk.screen, desk.runner).take():
        return False
    desk.screen.show(Title(_("Review done")), _score(player))
    return True


def _announced(now: int, due: int) -> str:
    text = ngettext("{n} question is due.", "{n} questions are due.", due).format(n=due)
    if now == due:
        return text
    first = _("This sitting asks {n}, those that have been due longest.").format(n=now)
    return f"{text} {first}"


def _goes_on(desk: Desk, due: int) -> bool:
    """Whether the learner wants to go on with those that are due still."""
    text = ngettext("{n} more question is due.", "{n} more questions are due.", due)
    desk.screen.show(Note(text.format(n=due), "plain"))
    return desk.screen.ask(Pause(keys=(Command.NEXT, Command.QUIT))) is Command.NEXT


def _score(player: Player) -> Note:
    summary = summarize(player.items, player.made)
    text = _("{right} of {asked} right at the first try.")
    return Note(text.format(right=summary.first_try, asked=summary.asked), "good")


def _left(desk: Desk, code: int) -> int:
    desk.screen.show(Note(lesson_flow.go_on(desk, typed.of_all(desk, "review"))))
    return code

"""Owns going through several things beside a step, one by one: a menu of them, and out again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flasktutor.ui.protocol.blocks import MOVES, Command, Note, Pick, Picked

if TYPE_CHECKING:
    from flasktutor.ui.asking.sitting import Sitting


def one_by_one(
    sitting: Sitting, question: str, options: tuple[str, ...], visit: Callable[[int], Command]
) -> bool:
    """Visit what is picked until the learner goes back to the step; True when they leave it all.

    Back from one leads to the menu, with the cursor on the next, and from the last to the step:
    so Enter alone goes through all of them and out again.
    """
    at = 0
    while True:
        if len(options) > 1:
            sitting.show(Note(question))
            reply = sitting.ask(Pick(options=options, keys=MOVES, at=at), aside=True)
            if not isinstance(reply, Picked):
                return reply is Command.QUIT
            at = reply.indices[0]
        move = visit(at)
        at += 1
        if move is not Command.BACK or at == len(options):
            return move is Command.QUIT

"""Owns showing what would have been right: given up, or gone on from a miss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flasktutor.language import _
from flasktutor.steps.choice import ChoiceStep
from flasktutor.steps.predict import PredictStep
from flasktutor.ui.protocol.blocks import Code, Command, Note, Prose
from flasktutor.ui.views import outcomes

if TYPE_CHECKING:
    from flasktutor.ui.asking.sitting import Sitting


def left_unsolved(sitting: Sitting, move: Command) -> Command:
    """Going on from a miss shows what would have been right, as giving up does."""
    if move is Command.SOLUTION:
        return reveal(sitting)
    if move is Command.NEXT:
        show_solution(sitting)
        return sitting.done()
    return move


def reveal(sitting: Sitting) -> Command:
    """Show the solution because the learner gave up; then go on, or try it after all."""
    sitting.player.give_up()
    show_solution(sitting)
    return sitting.done(Command.AGAIN)


def show_solution(sitting: Sitting) -> None:
    """The answer, and where it is not code why it is right."""
    step = sitting.player.step
    if isinstance(step, PredictStep):
        result = sitting.run(step.request(sitting.setup, None))
        sitting.show(*outcomes.of_run(result, step.code))
        right = step.right_choice(result)
        sitting.show(*([Note(right.why)] if right and right.why else []))
    elif isinstance(step, ChoiceStep):
        told = [f"- {one.text}\n\n  {one.why}\n" for one in step.options if one.correct]
        sitting.show(Note(_("The answer:")), Prose("\n".join(told)))
    else:
        sitting.show(Code(step.solution_text(), _("One solution")))

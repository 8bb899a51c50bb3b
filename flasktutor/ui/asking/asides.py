"""Owns what can be done aside from a step: see its contexts, prove it, visit a world, play."""

from __future__ import annotations

from flasktutor.language import _
from flasktutor.runner.protocol import Context, RunResult
from flasktutor.steps import Step
from flasktutor.steps.base import SnippetStep
from flasktutor.steps.choice import ChoiceStep
from flasktutor.steps.code import CodeStep
from flasktutor.steps.run import RunStep
from flasktutor.ui.asking import proving
from flasktutor.ui.asking.sitting import Sitting
from flasktutor.ui.asking.visiting import can_visit, visit
from flasktutor.ui.protocol.blocks import Code, Command


def offered(sitting: Sitting, first: Command) -> list[Command]:
    """The keys for it that lead to something now, where `first` is the key that comes first.

    Contexts can be seen after a run that pushed some; where nothing is left to answer, what the
    step claims can be proved, and its program taken elsewhere.
    """
    keys: list[Command] = []
    if sitting.last is not None and _pushed(sitting.last[1]):
        keys.append(Command.CONTEXTS)
    if first is Command.NEXT:
        keys += [Command.PROVE] * bool(sitting.claims())
        keys += [Command.WORLD] * can_visit(sitting)
    answered = first in (Command.NEXT, Command.RUN, Command.EDIT)
    if answered and sitting.aside.play and _has_program(sitting.player.step):
        keys.append(Command.PLAY)
    return keys


def leave(sitting: Sitting, wanted: Command) -> bool:
    """Leave the step for a while; True when the learner quits there. The step's run stays."""
    last = sitting.last
    left = _done(sitting, wanted)
    sitting.last = last
    if not left and not sitting.player.step.asks:
        sitting.show(*sitting.task)
    return left


def _done(sitting: Sitting, wanted: Command) -> bool:
    if wanted is Command.PROVE:
        return proving.prove(sitting)
    if wanted is Command.PLAY:
        _play(sitting)
        return False
    agreed = sitting.aside.worlds(sitting.player.item.lesson).agreed()
    return agreed and visit(sitting)


def _has_program(step: Step) -> bool:
    """Whether there is code to play with, as beside a choice, which does not run it."""
    return isinstance(step, SnippetStep) or (isinstance(step, ChoiceStep) and bool(step.code))


def _play(sitting: Sitting) -> None:
    step = sitting.player.step
    assert sitting.aside.play is not None
    setup, context = sitting.setup, Context(kind="none")
    if isinstance(step, SnippetStep):
        setup, context = setup if step.setup else "", step.context.as_context()
    sitting.aside.play(sitting.player.item.lesson, setup, context, _program(sitting))


def _program(sitting: Sitting) -> Code:
    """The program of the step: as the editor holds it, or with what was answered last."""
    step, source = sitting.player.step, sitting.source()
    if isinstance(step, CodeStep | RunStep):
        given = step.starter if isinstance(step, CodeStep) else step.code
        own = source.strip() != given.strip()
        return Code(source, _("Your code, as you left it") if own else "")
    return Code(sitting.last[0].source if sitting.last else source)


def _pushed(result: RunResult) -> bool:
    """Whether a context was pushed: in the code, or by a request of the checks."""
    asked = any(seen.status is not None for seen in result.observations)
    return result.pushed or asked or any("-pushed" in event.kind for event in result.events)

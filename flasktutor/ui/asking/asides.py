"""Owns what can be done aside from a step: see its contexts, prove it, visit a world, play."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flasktutor.steps.base import SnippetStep
from flasktutor.ui.protocol.blocks import Command
from flasktutor.values import frozen

if TYPE_CHECKING:
    from flasktutor.lesson import Lesson
    from flasktutor.runner.protocol import Context, RunResult
    from flasktutor.ui.asking.sitting import Sitting
    from flasktutor.worlds import World

KEYS = (Command.PROVE, Command.WORLD, Command.PLAY)
"""Keys that leave a step for a while."""


@frozen
class Worlds:
    """The worlds of a lesson's course, and whether their code may run here."""

    found: tuple[World, ...] = ()
    agreed: Callable[[], bool] = lambda: True


@frozen
class Aside:
    """What a sitting is given for it: the worlds of a course, and a way to play, if there is one.

    `play` opens a live session with a program's setup, what is pushed around it, and itself.
    """

    worlds: Callable[[Lesson], Worlds] = lambda _lesson: Worlds()
    play: Callable[[str, Context, str], None] | None = None


NOTHING = Aside()


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
        keys += [Command.WORLD] * bool(sitting.last is not None and worlds_here(sitting))
    answered = first in (Command.NEXT, Command.RUN, Command.EDIT)
    if answered and sitting.aside.play and isinstance(sitting.player.step, SnippetStep):
        keys.append(Command.PLAY)
    return keys


def worlds_here(sitting: Sitting) -> tuple[World, ...]:
    """The wrong worlds of those who miss what the step is about."""
    found = sitting.aside.worlds(sitting.player.item.lesson).found
    about = sitting.player.step.ideas()
    return tuple(world for world in found if world.idea in about)


def leave(sitting: Sitting, wanted: Command) -> bool:
    """Leave the step for a while; True when the learner quits there. The step's run stays."""
    last = sitting.last
    left = _done(sitting, wanted)
    sitting.last = last
    if not left and not sitting.player.step.asks:
        sitting.show(*sitting.task)
    return left


def _done(sitting: Sitting, wanted: Command) -> bool:
    from flasktutor.ui.asking import proving, visiting

    if wanted is Command.PROVE:
        return proving.prove(sitting)
    if wanted is Command.PLAY:
        _play(sitting)
        return False
    assert sitting.last is not None
    agreed = sitting.aside.worlds(sitting.player.item.lesson).agreed()
    return agreed and visiting.visit(sitting, sitting.last[0])


def _play(sitting: Sitting) -> None:
    step = sitting.player.step
    assert isinstance(step, SnippetStep)
    assert sitting.aside.play is not None
    request = sitting.last[0] if sitting.last else None
    source = request.source if request else sitting.source()
    setup = sitting.setup if step.setup else ""
    sitting.aside.play(setup, step.context.as_context(), source)


def _pushed(result: RunResult) -> bool:
    """Whether a context was pushed: in the code, or by a request of the checks."""
    asked = any(seen.status is not None for seen in result.observations)
    return result.pushed or asked or any("-pushed" in event.kind for event in result.events)

"""Owns "in a wrong world": the last run of a step once more, as a misconception would have it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from flasktutor.language import _
from flasktutor.ui.asking.several import one_by_one
from flasktutor.ui.protocol.blocks import MOVES, Block, Command, Note
from flasktutor.worlds import same

if TYPE_CHECKING:
    from flasktutor.runner.protocol import RunRequest, RunResult
    from flasktutor.steps import Step
    from flasktutor.steps.base import Answer, Verdict
    from flasktutor.steps.drawn import DrawnPredict
    from flasktutor.ui.asking.sitting import Sitting
    from flasktutor.worlds import World


def visit(sitting: Sitting, request: RunRequest) -> bool:
    """Run `request` in worlds until the learner goes back to the step; True when they quit.

    In those that make a difference for it; and in that of the learner's own wrong answer.
    """
    here = worlds_here(sitting)
    telling = [world for world in here if _tells(sitting, request, world)]
    worlds = sorted(
        (world for world in here if world in telling or _is_held(sitting, world)),
        key=lambda one: (not _is_held(sitting, one), one not in telling),
    )
    if not worlds:
        text = _("No misconception about this step makes this program come out otherwise.")
        sitting.show(Note(text))
        return False
    return one_by_one(
        sitting,
        _("In a world where …"),
        tuple(str(world.belief) for world in worlds),
        lambda at: _visited(sitting, request, worlds[at]),
    )


def held(step: Step, answer: Answer, verdict: Verdict) -> tuple[str, ...]:
    """What a wrong answer shows: the worlds in which it were right, or the idea it misses."""
    from flasktutor.steps.drawn import DrawnPredict

    if isinstance(step, DrawnPredict) and isinstance(answer, tuple):
        return step.foreseen[int(answer[0])]
    return (verdict.belief,) if verdict.belief else ()


def _tells(sitting: Sitting, request: RunRequest, world: World) -> bool:
    """Whether the program comes out otherwise in that world, and not by the world's own fault."""
    assert sitting.last is not None
    real = sitting.last[1]
    there = sitting.runner.run(replace(request, world=world.code))
    return there.world_fault is None and not same(real, there)


def _is_held(sitting: Sitting, world: World) -> bool:
    return str(world.key) in sitting.held or str(world.idea) in sitting.held


def worlds_here(sitting: Sitting) -> tuple[World, ...]:
    """The wrong worlds of those who miss what the step is about, or answered as if in them."""
    found = sitting.aside.worlds(sitting.player.item.lesson).found
    about = sitting.player.step.ideas()
    return tuple(world for world in found if world.idea in about or _is_held(sitting, world))


def world_of(sitting: Sitting, step: DrawnPredict, chosen: int) -> Iterator[Block]:
    """In which world a wrong prediction were right, and where that world and Flask part."""
    from flasktutor.ui.views import two_worlds

    held = step.foreseen[chosen]
    worlds = sitting.aside.worlds(sitting.player.item.lesson).found
    world = next((one for one in worlds if one.key in held), None)
    if world is not None:
        real, there, sources = _both(sitting, step.request(sitting.setup, None), world)
        yield from two_worlds.of_answer(world, real, there, sources)


def _both(
    sitting: Sitting, request: RunRequest, world: World
) -> tuple[RunResult, RunResult, dict[str, str]]:
    """The run in Flask and in the world, recorded, and the code of both."""
    recorded = replace(request, record=True)
    there = sitting.run(replace(recorded, world=world.code))
    # Last, so that the contexts to be seen are those of Flask as it is.
    real = sitting.run(recorded)
    return real, there, {"setup.py": request.setup, "snippet.py": request.source}


def _visited(sitting: Sitting, request: RunRequest, world: World) -> Command:
    from flasktutor.ui.views import two_worlds

    real, there, sources = _both(sitting, request, world)
    sitting.show(*two_worlds.of_both(world, real, there, sources))
    return sitting.rest(MOVES, aside=True)

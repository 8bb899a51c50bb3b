"""Owns "in a wrong world": the last run of a step once more, as a misconception would have it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from flasktutor import drawing
from flasktutor.language import _
from flasktutor.ui.asking.several import one_by_one
from flasktutor.ui.protocol.blocks import MOVES, Block, Command, Note
from flasktutor.worlds import same

if TYPE_CHECKING:
    from flasktutor.runner.protocol import RunRequest, RunResult
    from flasktutor.steps import Step
    from flasktutor.steps.base import Answer, Verdict
    from flasktutor.steps.drawn import DrawnFill, DrawnPredict
    from flasktutor.ui.asking.sitting import Sitting
    from flasktutor.worlds import World

MOST_NAMED = 3
"""Of worlds that share an answer so many are named: more leave no room for the question."""


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
    broke = there.exception is not None and there.exception.where == "world"
    return not broke and not same(real, there)


def _is_held(sitting: Sitting, world: World) -> bool:
    return str(world.key) in sitting.held or str(world.idea) in sitting.held


def worlds_here(sitting: Sitting) -> tuple[World, ...]:
    """The wrong worlds of those who miss what the step is about, or answered as if in them."""
    found = sitting.aside.worlds(sitting.player.item.lesson).found
    about = sitting.player.step.ideas()
    return tuple(world for world in found if world.idea in about or _is_held(sitting, world))


def world_of(sitting: Sitting, step: DrawnPredict, chosen: int) -> Iterator[Block]:
    """In which worlds a wrong prediction were right, and where each of them and Flask part."""
    yield from of_foreseen(sitting, step.request(sitting.setup, None), step.foreseen[chosen])


def of_filled(sitting: Sitting, step: DrawnFill, answer: Answer) -> Iterator[Block]:
    """In which worlds a program that was filled in wrongly does what it shall."""
    request = step.request(sitting.setup, answer)
    assert request is not None
    worlds = drawing.named(step, sitting.aside.worlds(sitting.player.item.lesson).found)
    with sitting.screen.busy(_("running")):
        runs = [(world, sitting.runner.run(replace(request, world=world.code))) for world in worlds]
    right = [str(world.key) for world, there in runs if step.grade(answer, there).right]
    sitting.held = tuple(right)
    yield from of_foreseen(sitting, request, right)


def of_foreseen(sitting: Sitting, request: RunRequest, keys: Collection[str]) -> Iterator[Block]:
    """The worlds of these keys, in which what was answered to a program is right."""
    from flasktutor.ui.views import two_worlds

    worlds = sitting.aside.worlds(sitting.player.item.lesson).found
    held = [world for world in worlds if world.key in keys]
    if held:
        named = held[:MOST_NAMED]
        theirs, real, sources = _all_runs(sitting, request, named)
        runs = list(zip(named, theirs, strict=True))
        yield from two_worlds.of_answer(runs, real, sources, len(held) - len(named))


def _all_runs(
    sitting: Sitting, request: RunRequest, worlds: Sequence[World]
) -> tuple[list[RunResult], RunResult, dict[str, str]]:
    """The runs in the worlds and in Flask, recorded, and the code of all."""
    recorded = replace(request, record=True)
    theirs = [sitting.run(replace(recorded, world=world.code)) for world in worlds]
    # Last, so that the contexts to be seen are those of Flask as it is.
    real = sitting.run(recorded)
    return theirs, real, {"setup.py": request.setup, "snippet.py": request.source}


def _visited(sitting: Sitting, request: RunRequest, world: World) -> Command:
    from flasktutor.ui.views import two_worlds

    theirs, real, sources = _all_runs(sitting, request, [world])
    sitting.show(*two_worlds.of_both(world, real, theirs[0], sources))
    return sitting.rest(MOVES, aside=True)

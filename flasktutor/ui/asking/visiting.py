"""Owns "in a wrong world": the last run of a step once more, as a misconception would have it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from flasktutor import drawing
from flasktutor.language import _
from flasktutor.steps.base import SnippetStep
from flasktutor.steps.exercise import Exercise
from flasktutor.ui.asking.several import one_by_one
from flasktutor.ui.protocol.blocks import MOVES, Block, Command, Note

if TYPE_CHECKING:
    from flasktutor.runner.protocol import RunRequest, RunResult
    from flasktutor.steps import Step
    from flasktutor.steps.base import Answer, Verdict
    from flasktutor.steps.drawn import DrawnFill, DrawnPredict
    from flasktutor.ui.asking.sitting import Sitting
    from flasktutor.ui.asking.telling import TellingWorlds
    from flasktutor.worlds import World

MOST_NAMED = 3
"""Of worlds that share an answer so many are named: more leave no room for the question."""


def prepare(sitting: Sitting) -> None:
    """Find worlds to visit while the step is read: with the program that it comes to."""
    step = sitting.player.step
    if isinstance(step, SnippetStep) and not getattr(step, "to_draw", False):
        telling_of(sitting)


def can_visit(sitting: Sitting) -> bool:
    """Whether a world tells something about the step's program, as far as that is known by now."""
    found = sitting.aside.worlds(sitting.player.item.lesson).found
    if _program(sitting) is None or not found:
        return False
    if any(_is_held(sitting, world) for world in found):
        return True
    telling = telling_of(sitting)
    return telling is None or not telling.is_done or bool(telling.found)


def visit(sitting: Sitting) -> bool:
    """Run the step's program in worlds until the learner goes back to it; True when they quit.

    In those that make a difference for it; and in that of the learner's own wrong answer.
    """
    request, telling = _program(sitting), telling_of(sitting)
    assert request is not None
    assert telling is not None
    with sitting.screen.busy(_("running")):
        told = telling.some()
    found = sitting.aside.worlds(sitting.player.item.lesson).found
    held = [world for world in found if _is_held(sitting, world)]
    others = [world for world in told if world not in held]
    worlds = [*sorted(held, key=lambda one: one not in told), *others]
    if not worlds:
        text = _("No misconception of this course makes this program come out otherwise.")
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


def _program(sitting: Sitting) -> RunRequest | None:
    """The step's last run, or what it runs when it is done rightly; None where it runs nothing."""
    if sitting.last is not None:
        return sitting.last[0]
    step = sitting.player.step
    answer = step.model_answer() if isinstance(step, Exercise) else None
    return step.request(sitting.setup, answer) if isinstance(step, SnippetStep) else None


def telling_of(sitting: Sitting) -> TellingWorlds | None:
    """What is found of the step's program: first in the worlds that are known to tell something.

    Of a drawn program they are; then come those of the step's own ideas.
    """
    worlds = sitting.aside.worlds(sitting.player.item.lesson)
    request = _program(sitting)
    if request is None or not worlds.found or not worlds.known():
        return None
    step = sitting.player.step
    about, drawn = step.ideas(), step.program_asked()
    telling = {key for keys in (drawn.worlds[1:] if drawn else ()) for key in keys}
    ordered = sorted(worlds.found, key=lambda one: (one.key not in telling, one.idea not in about))
    return sitting.tellings.of(request, ordered)


def _is_held(sitting: Sitting, world: World) -> bool:
    return str(world.key) in sitting.held or str(world.idea) in sitting.held


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

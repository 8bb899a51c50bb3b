"""Owns drawing a varied question: a seed's program is run, in Flask and in wrong worlds.

What Flask does is the right answer; what worlds do otherwise are the wrong ones.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from flasktutor.checks import ending
from flasktutor.language import _
from flasktutor.schema import Words
from flasktutor.steps.drawn import DrawnFill, DrawnPredict
from flasktutor.steps.fill import FillStep
from flasktutor.steps.predict import FEWEST_WRONG, Outcome, PredictStep
from flasktutor.steps.varied import VariedStep
from flasktutor.values import frozen
from flasktutor.varied.drawn import MOST_SEEDS
from flasktutor.varied.values import LEVELS
from flasktutor.worlds import World

if TYPE_CHECKING:
    from flasktutor.runner.protocol import RunRequest, RunResult

Run = Callable[["RunRequest"], "RunResult"]
MOST_WRONG = 5
"""How many wrong options are shown at most."""
OTHER_SEEDS = 20
"""How many seeds of the same level are tried before a question is given up."""


class UndrawnError(Exception):
    """No question comes out of a seed; says why."""


def draw_any(
    step: VariedStep,
    setup: str,
    seed: int,
    worlds: Sequence[World],
    run: Run,
    taken: Collection[str] = (),
) -> VariedStep:
    """The question of a seed, or of the next one that gives options enough.

    The next one's program is none of those that are `taken`.

    Raises `UndrawnError` with what the first seed lacked where none of the next is better.
    """
    try:
        return draw(step, setup, seed, worlds, run)
    except UndrawnError:
        last = min(seed + LEVELS * OTHER_SEEDS, MOST_SEEDS)
        for other in range(seed + LEVELS, last, LEVELS):
            with contextlib.suppress(UndrawnError):
                if program(step, other) not in taken:
                    return draw(step, setup, other, worlds, run)
        raise


def program(step: VariedStep, seed: int) -> str:
    """What a learner sees of a seed, which another may give as well; raises as `rendered`."""
    made = rendered(step, seed)
    return f"{made.body}\n{getattr(made, 'code', '')}"


def draw(step: VariedStep, setup: str, seed: int, worlds: Sequence[World], run: Run) -> VariedStep:
    """The question of that seed, with the outcomes that its program has; raises as `draw_any`."""
    return drawn(runs(step, setup, seed, worlds, run))


@frozen
class Runs:
    """A seed's program, run in Flask as it is and in the worlds that are asked.

    `there` holds what is a belief's foresight; `broken`, the worlds that did not come to one.
    """

    step: VariedStep
    seed: int
    request: RunRequest
    real: RunResult
    there: tuple[tuple[World, RunResult], ...]
    broken: tuple[tuple[World, RunResult], ...]


def rendered(step: VariedStep, seed: int) -> VariedStep:
    """The step with the values of that seed; raises `UndrawnError` for a flaw in a template."""
    from flasktutor.varied.template_faults import VaryError

    try:
        return step.rendered(seed)
    except VaryError as error:
        raise UndrawnError(str(error)) from error


def runs(step: VariedStep, setup: str, seed: int, worlds: Sequence[World], run: Run) -> Runs:
    """Run the program of a seed in Flask and in worlds; raises as `draw_any`."""
    filled = rendered(step, seed)
    answer = filled.model_answer() if isinstance(filled, FillStep) else None
    request = filled.request(setup, answer)
    assert request is not None
    real = run(request)
    if real.outcome not in ("ok", "error"):
        raise UndrawnError(ending(real))
    found = [(world, run(replace(request, world=str(world.code)))) for world in named(step, worlds)]
    there = tuple((world, result) for world, result in found if _is_foresight(result))
    broken = tuple((world, result) for world, result in found if not _is_foresight(result))
    return Runs(filled, seed, request, real, there, broken)


def drawn(seen: Runs) -> VariedStep:
    """The question that these runs make; raises `UndrawnError` where options are missing."""
    step = seen.step
    return _fill(step, seen) if isinstance(step, FillStep) else _predict(step, seen)


def named(step: VariedStep, worlds: Sequence[World]) -> list[World]:
    """Those of the course's worlds that a question asks."""
    by_key = {world.key: world for world in worlds}
    return [by_key[key] for key in step.worlds if key in by_key] if step.worlds else list(worlds)


def _predict(step: VariedStep, seen: Runs) -> DrawnPredict:
    assert isinstance(step, PredictStep)
    foreseen: dict[Outcome, list[World]] = {outcome_of(seen.real): []}
    for world, result in seen.there:
        foreseen.setdefault(outcome_of(result), []).append(world)
    if len(foreseen) <= FEWEST_WRONG:
        text = _("wrong options: {n}; two at least are needed")
        raise UndrawnError(text.format(n=len(foreseen) - 1))
    shown = dict(list(foreseen.items())[: 1 + MOST_WRONG])
    truth, *wrong = shown.items()
    return DrawnPredict(
        **_fields(step),
        choices=(truth[0], *(_option(step, outcome, held) for outcome, held in wrong)),
        seed=seen.seed,
        foreseen=tuple(tuple(str(world.key) for world in held) for held in shown.values()),
    )


def _fill(step: FillStep, seen: Runs) -> DrawnFill:
    truth = outcome_of(seen.real)
    agreeing = [world.key for world, result in seen.there if outcome_of(result) == truth]
    differing = [world.key for world, result in seen.there if outcome_of(result) != truth]
    goal = {} if step.all_checks() else {"prints": truth.output, "raises": truth.raises}
    return DrawnFill(
        **{**_fields(step), **goal},
        seed=seen.seed,
        agreeing=tuple(map(str, agreeing)),
        differing=tuple(map(str, differing)),
    )


def outcome_of(result: RunResult) -> Outcome:
    """How a run came out, as an option says it."""
    if result.outcome == "ok":
        # Blanks at line ends do not count, so they may not tell two options apart.
        lines = (line.rstrip() for line in result.stdout.rstrip().split("\n"))
        return Outcome(why=Words(""), output="\n".join(lines))
    return Outcome(why=Words(""), raises=result.exception.type if result.exception else "")


def _is_foresight(result: RunResult) -> bool:
    # What breaks a world off, or begins in its own lines, is nobody's belief.
    return result.outcome in ("ok", "error") and result.world_fault is None


def _option(step: PredictStep, outcome: Outcome, held: Sequence[World]) -> Outcome:
    sharp = {str(reason.world): reason.why for reason in step.whys}
    why = next((sharp[world.key] for world in held if world.key in sharp), held[0].why)
    return replace(outcome, why=why, misconception=held[0].idea)


def _fields(step: VariedStep) -> dict[str, Any]:
    return {f.name: getattr(step, f.name) for f in fields(step) if f.name != "choices"}

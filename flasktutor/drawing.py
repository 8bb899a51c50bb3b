"""Owns drawing a varied question: a seed's program is run, in Flask and in wrong worlds.

What Flask does is the right answer; what worlds do otherwise are the wrong ones.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from flasktutor.checks import ending
from flasktutor.language import _
from flasktutor.schema import Words
from flasktutor.steps.drawn import DrawnFill, DrawnPredict
from flasktutor.steps.fill import FillStep
from flasktutor.steps.predict import Outcome, PredictStep
from flasktutor.steps.varied import VariedStep
from flasktutor.varied.values import LEVELS
from flasktutor.worlds import World

if TYPE_CHECKING:
    from flasktutor.runner.protocol import RunRequest, RunResult

Run = Callable[["RunRequest"], "RunResult"]
MOST_WRONG = 5
"""How many wrong options are shown at most."""
FEWEST_WRONG = 2
OTHER_SEEDS = 20
"""How many seeds of the same level are tried before a question is given up."""


class UndrawnError(Exception):
    """No question comes out of a seed; says why."""


def draw_any(
    step: VariedStep, setup: str, seed: int, worlds: Sequence[World], run: Run
) -> VariedStep:
    """The question of a seed, or of the next one that gives options enough.

    Raises `UndrawnError` with what the first seed lacked where none of the next does, and
    `VaryError` where a template has a flaw.
    """
    try:
        return draw(step, setup, seed, worlds, run)
    except UndrawnError:
        for other in range(seed + LEVELS, seed + LEVELS * OTHER_SEEDS, LEVELS):
            with contextlib.suppress(UndrawnError):
                return draw(step, setup, other, worlds, run)
        raise


def draw(step: VariedStep, setup: str, seed: int, worlds: Sequence[World], run: Run) -> VariedStep:
    """The question of that seed, with the outcomes that its program has; raises as `draw_any`."""
    asked = named(step, worlds)
    rendered = step.rendered(seed)
    if isinstance(rendered, FillStep):
        return _fill(rendered, setup, seed, asked, run)
    assert isinstance(rendered, PredictStep)
    return _predict(rendered, setup, seed, asked, run)


def named(step: VariedStep, worlds: Sequence[World]) -> list[World]:
    """Those of the course's worlds that a question asks."""
    by_key = {world.key: world for world in worlds}
    return [by_key[key] for key in step.worlds if key in by_key] if step.worlds else list(worlds)


def _predict(
    step: PredictStep, setup: str, seed: int, worlds: Iterable[World], run: Run
) -> DrawnPredict:
    request = step.request(setup, None)
    real = run(request)
    if real.outcome not in ("ok", "error"):
        raise UndrawnError(ending(real))
    foreseen: dict[Outcome, list[World]] = {_outcome(real): []}
    for world in worlds:
        there = run(replace(request, world=str(world.code)))
        # What breaks a world off, or begins in its own lines, is nobody's belief.
        if there.outcome in ("ok", "error") and not _failed_itself(there):
            foreseen.setdefault(_outcome(there), []).append(world)
    if len(foreseen) <= FEWEST_WRONG:
        text = _("wrong options: {n}; two at least are needed")
        raise UndrawnError(text.format(n=len(foreseen) - 1))
    shown = dict(list(foreseen.items())[: 1 + MOST_WRONG])
    return DrawnPredict(
        **_fields(step),
        choices=tuple(_option(step, outcome, held) for outcome, held in shown.items()),
        seed=seed,
        foreseen=tuple(tuple(str(world.key) for world in held) for held in shown.values()),
    )


def _fill(step: FillStep, setup: str, seed: int, worlds: Iterable[World], run: Run) -> DrawnFill:
    request = step.request(setup, step.model_answer())
    real = run(request)
    if real.outcome not in ("ok", "error"):
        raise UndrawnError(ending(real))
    truth = _outcome(real)
    agreeing: list[str] = []
    differing: list[str] = []
    for world in worlds:
        there = run(replace(request, world=str(world.code)))
        if there.outcome in ("ok", "error") and not _failed_itself(there):
            (agreeing if _outcome(there) == truth else differing).append(str(world.key))
    goal = {} if step.all_checks() else {"prints": truth.output, "raises": truth.raises}
    return DrawnFill(
        **{**_fields(step), **goal},
        seed=seed,
        agreeing=tuple(agreeing),
        differing=tuple(differing),
    )


def _outcome(result: RunResult) -> Outcome:
    if result.outcome == "ok":
        # Blanks at line ends do not count, so they may not tell two options apart.
        lines = (line.rstrip() for line in result.stdout.rstrip().split("\n"))
        return Outcome(why=Words(""), output="\n".join(lines))
    return Outcome(why=Words(""), raises=result.exception.type if result.exception else "")


def _failed_itself(result: RunResult) -> bool:
    return result.exception is not None and result.exception.where == "world"


def _option(step: PredictStep, outcome: Outcome, held: Sequence[World]) -> Outcome:
    if not held:
        return outcome
    sharp = {str(reason.world): reason.why for reason in step.whys}
    why = next((sharp[world.key] for world in held if world.key in sharp), held[0].why)
    return replace(outcome, why=why, misconception=held[0].idea)


def _fields(step: VariedStep) -> dict[str, Any]:
    named = (field.name for field in fields(step))
    return {name: getattr(step, name) for name in named if name != "choices"}

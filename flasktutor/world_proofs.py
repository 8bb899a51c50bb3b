"""Owns proving wrong worlds: each differs from Flask where it should, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from flasktutor import worlds
from flasktutor.checks import ending, shorten
from flasktutor.errors import Issue
from flasktutor.language import _
from flasktutor.runner.protocol import RunRequest, RunResult
from flasktutor.values import frozen
from flasktutor.worlds import World, program

Run = Callable[[RunRequest], RunResult]


@frozen
class Proved:
    """The flaws of some worlds, and how many runs it took to find them."""

    issues: tuple[Issue, ...]
    runs: int


def prove(
    found: Sequence[World], run_all: Callable[[Sequence[RunRequest]], Sequence[RunResult]]
) -> Proved:
    """Run each world's program in Flask as it is and in every world; `run_all` keeps the order."""
    programs = [str(world.shows) for world in found]
    rows = [None, *found]
    jobs = [program(source, world) for world in rows for source in ("", *programs)]
    results = list(run_all(jobs))
    width = len(programs) + 1
    table = [results[at : at + width] for at in range(0, len(results), width)]
    truth = table[0][1:]
    issues: list[Issue] = []
    for number, (world, (empty, *there)) in enumerate(zip(found, table[1:], strict=True)):
        issues += _of(world, number, found, truth, empty, there)
    return Proved(tuple(issues), len(jobs))


def _of(
    world: World,
    number: int,
    found: Sequence[World],
    truth: Sequence[RunResult],
    empty: RunResult,
    there: Sequence[RunResult],
) -> Iterator[Issue]:
    """What is wrong with a world, whose runs were `empty` and `there`."""
    if empty.outcome != "ok":
        line = empty.exception.line if empty.exception else 0
        text = _("the world does not run by itself: {why}").format(why=ending(empty))
        yield world.where.code_issue(text, "code", line)
        return
    for other, real, result in zip(found, truth, there, strict=True):
        error = result.exception
        if error is not None and error.where == "world":
            text = _("the world fails by itself in the program of `{key}`: {why}")
            told = text.format(key=other.key, why=ending(result))
            yield world.where.code_issue(told, "code", error.line)
        elif other is world:
            if worlds.same(real, result):
                text = _("this program comes out as in Flask itself: {seen}")
                yield world.where.issue(text.format(seen=_said(real)), "shows")
        elif worlds.same(real, result) == (other.key in world.beside):
            yield world.where.issue(_aside(other, real, result), "beside")


def _aside(other: World, real: RunResult, result: RunResult) -> str:
    if worlds.same(real, result):
        text = _("the program of `{key}` comes out as in Flask itself; it is not beside this world")
        return text.format(key=other.key)
    text = _("the program of `{key}` comes out otherwise here, too: {seen}, not {real}")
    return text.format(key=other.key, seen=_said(result), real=_said(real))


def _said(result: RunResult) -> str:
    return repr(shorten(result.stdout.strip())) if result.outcome == "ok" else ending(result)

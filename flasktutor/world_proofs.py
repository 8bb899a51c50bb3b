"""Owns proving wrong worlds: each differs from Flask where it should, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from flasktutor import worlds
from flasktutor.checks import ending, shorten
from flasktutor.errors import Issue
from flasktutor.language import _
from flasktutor.runner.protocol import RunRequest, RunResult
from flasktutor.values import frozen
from flasktutor.worlds import World, program

RunAll = Callable[[Sequence[RunRequest]], Sequence[RunResult]]
"""Runs them, side by side where that can be, and gives the results in the same order."""
_TOGETHER = 8
"""Programs that run one after another in one process: far quicker than each in its own."""
_RUN_THEM = """
for number, source in enumerate({sources!r}):
    print(f"-- program {{number}} --", flush=True)
    try:
        exec(compile(source, f"program-{{number}}.py", "exec"), {{"__name__": "__main__"}})
    except BaseException as error:
        print(type(error).__name__)
"""
_BEGINS = re.compile(r"^-- program (\d+) --\n", re.MULTILINE)


@frozen
class Proved:
    """The flaws of some worlds, and how many runs it took to find them."""

    issues: tuple[Issue, ...]
    runs: int


def prove(found: Sequence[World], run_all: RunAll) -> Proved:
    """Run the program of each world in Flask as it is, in that world, and in all the others."""
    proof = _Proof(found, run_all)
    issues = tuple(issue for world in found for issue in proof.flaws(world))
    return Proved(issues, proof.runs)


class _Proof:
    """The runs of all worlds, and what is seen in them."""

    def __init__(self, found: Sequence[World], run_all: RunAll) -> None:
        self._found, self._run_all = found, run_all
        self.runs = 0
        sources = [str(world.shows) for world in found]
        self._real = dict(zip(sources, self._run([program(one) for one in sources]), strict=True))
        self._empty = self._run([program("", world) for world in found])
        self._own = self._run([program(str(world.shows), world) for world in found])
        self._together = self._told_together()

    def flaws(self, world: World) -> Iterator[Issue]:
        """What is wrong with one of the worlds."""
        at = self._found.index(world)
        yield from _by_itself(world, self._empty[at])
        if self._empty[at].outcome == "ok":
            yield from _own_program(world, self._real[str(world.shows)], self._own[at])
            yield from self._elsewhere(world)

    def _elsewhere(self, world: World) -> Iterator[Issue]:
        """Programs of others that come out otherwise in `world`, and should not; or the reverse."""
        others = [other for other in self._found if other is not world]
        doubtful = [one for one in others if self._differs(world, one) or one.key in world.beside]
        results = self._run([program(str(one.shows), world) for one in doubtful])
        for other, there in zip(doubtful, results, strict=True):
            real = self._real[str(other.shows)]
            if not _is_come_to(real):
                continue  # said at that program
            if told := _broken(world, other, there):
                yield told
            elif worlds.same(real, there) == (other.key in world.beside):
                yield world.where.issue(_aside(other, real, there), "beside")

    def _differs(self, world: World, other: World) -> bool:
        here, there = self._together[None], self._together[world.key]
        # One that was not come to, as behind an endless loop, is looked at by itself.
        return other.key not in here or here[other.key] != there.get(other.key)

    def _told_together(self) -> dict[str | None, dict[str, str]]:
        """What each program printed in a process with others, in each world; None is Flask."""
        parts = [self._found[at : at + _TOGETHER] for at in range(0, len(self._found), _TOGETHER)]
        sources = [_RUN_THEM.format(sources=[str(one.shows) for one in part]) for part in parts]
        rows: list[World | None] = [None, *self._found]
        results = iter(self._run([program(one, world) for world in rows for one in sources]))
        return {
            world.key if world else None: {
                key: text for part in parts for key, text in _told(part, next(results))
            }
            for world in rows
        }

    def _run(self, jobs: Sequence[RunRequest]) -> Sequence[RunResult]:
        self.runs += len(jobs)
        return self._run_all(jobs)


def _told(part: Sequence[World], result: RunResult) -> Iterator[tuple[str, str]]:
    """Each program's part of what they printed together; what was never begun is missing.

    So are all where the world failed by itself: in which of them is seen in each by itself.
    """
    if result.world_fault is not None:
        return
    _before, *found = _BEGINS.split(result.stdout)
    for number, text in zip(found[::2], found[1::2], strict=True):
        yield part[int(number)].key, text


def _by_itself(world: World, empty: RunResult) -> Iterator[Issue]:
    if empty.outcome != "ok":
        line = empty.exception.line if empty.exception else 0
        text = _("the world does not run by itself: {why}").format(why=ending(empty))
        yield world.where.code_issue(text, "code", line)


def _is_come_to(result: RunResult) -> bool:
    """Whether a program came to an outcome: its end, or an error of its own."""
    return result.outcome in ("ok", "error")


def _broken(world: World, other: World, there: RunResult) -> Issue | None:
    """What the world did to a program that it should at most let come out otherwise."""
    if fault := there.world_fault:
        text = _("the world fails by itself in the program of `{key}`: {why}")
        told = text.format(key=other.key, why=worlds.ending_there(there))
        return world.where.code_issue(told, "code", fault.line)
    if not _is_come_to(there):
        text = _("in the world the program of `{key}` does not come to an outcome: {why}")
        return world.where.issue(text.format(key=other.key, why=ending(there)), "code")
    return None


def _own_program(world: World, real: RunResult, there: RunResult) -> Iterator[Issue]:
    if not _is_come_to(real):
        text = _("in Flask itself this program does not come to an outcome: {why}")
        yield world.where.issue(text.format(why=ending(real)), "shows")
    elif told := _broken(world, world, there):
        yield told
    elif worlds.same(real, there):
        text = _("this program comes out as in Flask itself: {seen}")
        yield world.where.issue(text.format(seen=_said(real)), "shows")


def _aside(other: World, real: RunResult, there: RunResult) -> str:
    if worlds.same(real, there):
        text = _("the program of `{key}` comes out as in Flask itself; it is not beside this world")
        return text.format(key=other.key)
    text = _("the program of `{key}` comes out otherwise here, too: {seen}, not {real}")
    return text.format(key=other.key, seen=_said(there), real=_said(real))


def _said(result: RunResult) -> str:
    return repr(shorten(result.stdout.strip())) if result.outcome == "ok" else ending(result)

"""Owns wrong worlds: lines that make Flask behave as a misconception has it, and what they prove.

What a misconception predicts is run, so that nobody has to write it down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from flasktutor.checks import ending, same_output
from flasktutor.errors import Issue
from flasktutor.language import _
from flasktutor.runner.protocol import Context, RunRequest, RunResult
from flasktutor.schema import Code, Key, Report, Spec, Words, nearest
from flasktutor.values import frozen

_ASIDE = re.compile(r"^\s.*|0x[0-9a-fA-F]+|\d{4}-\d\d-\d\d[ T][\d:.,]+", re.MULTILINE)
"""Of errors that were printed: where they come from in code, and what is another in every run."""


@frozen(kw_only=True)
class World(Spec):
    """Flask as whoever holds a misconception believes it to be."""

    key: Key
    """The world's name, for `run --world` and for the `beside` of others."""
    idea: Key
    """The idea of the course that its believers miss."""
    belief: Words
    """What is so there, as the end of “In a world where …”."""
    why: Words
    """How it really is."""
    code: Code
    """What makes it so: run before a program, in the program's own process."""
    shows: Code
    """A program, whole, that comes out otherwise there."""
    beside: tuple[Key, ...] = ()
    """Worlds whose programs come out otherwise here, too."""

    def check(self, report: Report) -> None:
        for name in ("code", "shows"):
            if not getattr(self, name):
                report(name, _("write the code that makes it so, and a program that shows it"))


def program(source: str, world: World | None = None) -> RunRequest:
    """A whole program, run in a world or in the true one."""
    code = world.code if world else ""
    return RunRequest(source=source, world=code, context=Context(kind="none"))


def same(one: RunResult, other: RunResult) -> bool:
    """Whether two runs came out alike, as a learner can see it."""
    raised = [result.exception.type if result.exception else "" for result in (one, other)]
    return (
        one.outcome == other.outcome
        and raised[0] == raised[1]
        and same_output(one.stdout, other.stdout)
        and _errors(one) == _errors(other)
    )


def _errors(result: RunResult) -> list[str]:
    """What was told on the error stream, as by threads that failed: in whatever order."""
    return sorted(filter(None, _ASIDE.sub("", result.stderr).splitlines()))


def ending_there(result: RunResult) -> str:
    """How a run in a world ended, in one line: by the world's own error, if there was one."""
    fault = result.world_fault
    return ending(replace(result, exception=fault)) if fault else ending(result)


def unknown(worlds: Sequence[World], ideas: Sequence[str]) -> Iterator[Issue]:
    """Names that nothing in the course has, and names that two worlds have."""
    keys = [str(world.key) for world in worlds]
    for number, world in enumerate(worlds):
        if world.key in keys[:number]:
            text = _("another world is called `{key}` already").format(key=world.key)
            yield world.where.issue(text, "key")
        if world.idea not in ideas:
            text = _("the course knows no idea `{key}`.").format(key=world.idea)
            told = f"{text} {nearest(world.idea, sorted(ideas))}".strip()
            yield world.where.issue(told, "idea")
        for key in world.beside:
            if key not in keys or key == world.key:
                text = _("there is no other world `{key}`").format(key=key)
                yield world.where.issue(text, "beside")

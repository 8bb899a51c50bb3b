"""Owns one program on two Flasks: which interpreters, and the drawings with what differs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flasktutor.cli.output import lines
from flasktutor.cli.output.lines import Line, wrapped
from flasktutor.cli.tracing import trace_picture
from flasktutor.cli.tracing.differences_text import difference_lines
from flasktutor.cli.tutor import Tutor
from flasktutor.contexts import Timeline
from flasktutor.language import _
from flasktutor.runner import launch
from flasktutor.trace.differences import Difference, RunPart, differences
from flasktutor.values import frozen

if TYPE_CHECKING:
    from flasktutor.ui.protocol.blocks import Block


@frozen(kw_only=True)
class Side:
    """One of two runs: what it ran on, its drawing, what is said of it, and its parts to compare.

    `causes` are the ids of all that was found wrong, or its own words; what was said of the first
    run is not said of the second again. `partial` are sentences on what of it cannot be compared.
    """

    python: Path
    python_version: str
    flask: str
    blocks: tuple[Block, ...]
    said: tuple[Line, ...] = ()
    causes: frozenset[str] = frozenset()
    parts: tuple[RunPart, ...]
    partial: tuple[str, ...] = ()

    def headed(self) -> tuple[Block, ...]:
        """The drawing under what it ran on."""
        from flasktutor.ui.protocol.blocks import Listing, Title

        text = _("Flask {flask} on Python {python}")
        title = Title(text.format(flask=self.flask, python=self.python_version))
        return (title, Listing(((str(self.python),),)), *self.blocks)


@frozen
class BothRuns:
    """Both runs; `between` are sentences on what may have come from the first to the second."""

    first: Side
    second: Side
    between: tuple[str, ...] = ()

    def differences(self) -> tuple[Difference, ...]:
        """Where they differ."""
        return differences(self.first.parts, self.second.parts)

    def names(self) -> tuple[str, str]:
        """What tells them apart, in as few words as do."""
        first, second = self.first, self.second
        ways = (
            (f"Flask {first.flask}", f"Flask {second.flask}"),
            (f"Python {first.python_version}", f"Python {second.python_version}"),
            (str(first.python), str(second.python)),
        )
        for one, other in ways:
            if one != other:
                return one, other
        return _("first run"), _("second run")


def two(pythons: Sequence[Path]) -> tuple[Path, Path]:
    """The interpreters that are meant; raises TutorError where one is not there."""
    if len(pythons) != 2:
        raise click.UsageError(_("--python can be given twice at most: two runs are compared."))
    first, second = map(launch.find_interpreter, pythons)
    return first, second


def show(tutor: Tutor, pair: BothRuns) -> None:
    """Both drawings, what is said of each, and what differs."""
    trace_picture.show(tutor, pair.first.headed(), pair.second.headed())
    lines.show([*_said(pair), Line(""), *_compared(pair)], plain=tutor.plain)


def _said(pair: BothRuns) -> Iterator[Line]:
    """What is said of both runs, once where it is the same."""
    first, second = pair.first, pair.second
    again = sorted(first.causes & second.causes)
    if first.causes == second.causes and (again or first.said == second.said):
        yield from first.said
        return
    for name, side in zip(pair.names(), (first, second), strict=True):
        if side.said or (again and side is second):
            yield Line("")
            yield Line(f"{name}:")
        if again and side is second:
            yield Line("")
            yield Line(_("Here too: {ids}").format(ids=", ".join(again)))
        yield from side.said


def _compared(pair: BothRuns) -> Iterator[Line]:
    found = pair.differences()
    if _is_same(pair.first.python, pair.second.python):
        yield from wrapped(_("Both runs were on the same interpreter."), "note", first="")
    yield from difference_lines(found, pair.names(), pair.between)
    for sentence in dict.fromkeys((*pair.first.partial, *pair.second.partial)):
        yield from wrapped(sentence, "dim", first="")


def _is_same(first: Path, second: Path) -> bool:
    """Whether two paths name one interpreter: a link in another folder is another environment."""
    same_folder = first.parent.resolve() == second.parent.resolve()
    return same_folder and os.path.realpath(first) == os.path.realpath(second)


def happened(drawn: Timeline, *, without: Sequence[str] = ()) -> Iterator[RunPart]:
    """The contexts of each lane, and what happened in it, to be compared."""
    from flasktutor.ui.views.context_words import SNIPPET, placed, titled

    left = drawn.still_pushed()
    lanes = sorted(drawn.lanes, key=drawn.lanes.index)
    for lane in lanes:
        subject = lane if len(lanes) > 1 else ""
        frames = [one for one in drawn.frames.values() if one.lane == lane]
        titles = tuple(
            _("{frame}, still pushed").format(frame=titled(one)) if one in left else titled(one)
            for one in frames
        )
        yield RunPart(about="contexts", subject=subject, lines=titles, whole=True)
    for lane in lanes:
        told = [
            one for one in drawn.moments
            if one.lane == lane and not (one.opens or one.closes or one.kind in without)
        ]  # fmt: skip
        lines = tuple(
            _("line {line}: ").format(line=one.line) + placed(one, SNIPPET) if one.line
            else placed(one, SNIPPET)
            for one in told
        )  # fmt: skip
        yield RunPart(about="happened", subject=lane if len(lanes) > 1 else "", lines=lines)


def not_whole(drawn: Timeline) -> Iterator[str]:
    """That the recording ends before the run does, where it does."""
    if not drawn.is_whole:
        yield _("A recording was full before its run had ended; what came later is not compared.")


def as_data(pair: BothRuns, runs: Sequence[dict[str, object]]) -> dict[str, object]:
    """Both runs and what differs, for JSON."""
    sides = (pair.first, pair.second)
    return {
        "schema": 1,
        "runs": [
            {**run, "interpreter": str(side.python)} for run, side in zip(runs, sides, strict=True)
        ],
        "same_interpreter": _is_same(pair.first.python, pair.second.python),
        "differences": [one.as_data() for one in pair.differences()],
    }

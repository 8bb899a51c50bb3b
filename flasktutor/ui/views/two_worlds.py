"""Owns what is shown of a program in Flask and in a wrong world: outputs, and where they part."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from flasktutor import parting, worlds
from flasktutor.checks import ending
from flasktutor.language import _, ngettext
from flasktutor.ui.protocol.blocks import Beside, Block, Note, Output

if TYPE_CHECKING:
    from flasktutor.runner.protocol import RunResult
    from flasktutor.worlds import World

_FOREIGN_FRAME = re.compile(r'^  File "(?!snippet\.py|setup\.py).*\n(?:    .*\n)*', re.MULTILINE)
"""A call in a traceback that is not in the learner's code, as of an error that ended a thread."""
_LONGEST_PRINTED = 40
_SHARED_PRINTED = 12
"""How much that two long lines share is shown before that in which they differ."""


def of_both(
    world: World, real: RunResult, there: RunResult, sources: Mapping[str, str]
) -> Iterator[Block]:
    """Both runs of the program that stands in `sources`, by file, side by side."""
    text = _("In a world where {belief}")
    yield Note(text.format(belief=world.belief) + ":", "plain")
    yield Beside(_output(real, _("In Flask")), _output(there, _("In that world")))
    if there.world_fault is not None:
        told = _("The world's own code fails with this program: it says nothing about it.")
        yield Note(told, "bad")
        return
    alike = worlds.same(real, there)
    yield Note(_alike(real) if alike else _parting(sources, real, there))
    if real.explanation:
        yield Note(real.explanation, "plain")
    if not alike:
        yield Note(_("In Flask: {why}").format(why=world.why), "plain")


def of_answer(
    runs: Sequence[tuple[World, RunResult]], real: RunResult, sources: Mapping[str, str], more: int
) -> Iterator[Block]:
    """In which worlds an answer that came out wrong were right, and where each of them parts.

    `more` is how many there are beside those that were run: which one it is nobody knows.
    """
    if len(runs) + more == 1:
        world, there = runs[0]
        text = _("In a world where {belief}, you would be right.").format(belief=world.belief)
        yield Note(f"{text} {_parting(sources, real, there)}")
        return
    told = [_("You would be right in each of these worlds, and one of them may be yours:"), ""]
    told += [f"- {world.belief}. {_parting(sources, real, there)}" for world, there in runs]
    if more:
        text = ngettext("and {n} more world", "and {n} more worlds", more)
        told.append(f"- {text.format(n=more)}")
    yield Note("\n".join(told))


def _parting(sources: Mapping[str, str], real: RunResult, there: RunResult) -> str:
    place = parting.parted(real, there)
    if place is None:
        return _unplaced(real, there)
    source = sources.get("snippet.py" if place.in_program else "setup.py", "")
    lines = source.splitlines()
    code = lines[place.line - 1].strip() if place.line <= len(lines) else ""
    text = _("They part in line {n}: `{code}`")
    if not place.in_program:
        text = _("They part in code around this program: `{code}`")
    elif place.prints:
        text = _("They part in line {n}: `{code}` prints {here} in Flask, {there} in that world.")
    here, other = _as_printed(*place.prints or ("", ""))
    return text.format(n=place.line, code=code, here=here, there=other)


def _unplaced(real: RunResult, there: RunResult) -> str:
    """Where they part, of runs of which it is not known in which line of the program."""
    number = parting.output_line(real.stdout, there.stdout)
    # What a run that was broken off has not printed, it might have printed later.
    printed = min(one.stdout.count("\n") for one in (real, there))
    broken_off = any(one.outcome not in ("ok", "error") for one in (real, there))
    if not number or (broken_off and number > printed):
        return _("They part in how they end.")
    return _("They part in line {n} of what is printed.").format(n=number)


def _as_printed(*lines: str) -> Iterator[str]:
    """Two lines that differ, each short enough for a sentence and with the difference in it."""
    same = len(os.path.commonprefix(lines))
    at = max(0, same - _SHARED_PRINTED) if max(map(len, lines)) > _LONGEST_PRINTED else 0
    for line in lines:
        text = line[at:].strip()
        end = "…" if len(text) > _LONGEST_PRINTED else ""
        shown = ("…" if at else "") + text[:_LONGEST_PRINTED] + end
        yield f"`{shown}`" if text else _("(nothing)")


def _alike(result: RunResult) -> str:
    if result.outcome == "ok":
        return _("Both come out alike: this program does not tell the two apart.")
    text = _(
        "Both fail, with the same end: {end}. Up to there this program does not tell the two "
        "apart; what comes after it was not run."
    )
    return text.format(end=ending(result).rstrip("."))


def _output(result: RunResult, caption: str) -> Output:
    error = result.exception
    end = ""
    if result.outcome != "ok":
        end = error.trace if error and error.trace else ending(result)
    aside = _FOREIGN_FRAME.sub("", result.stderr)
    text = "\n".join(filter(None, (part.rstrip("\n") for part in (result.stdout, aside, end))))
    return Output(text or _("(it prints nothing)"), caption, "bad" if end else "plain")

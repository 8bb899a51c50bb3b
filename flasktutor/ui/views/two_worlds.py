"""Owns what is shown of a program in Flask and in a wrong world: outputs, and where they part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from flasktutor import parting, worlds
from flasktutor.checks import ending
from flasktutor.language import _
from flasktutor.ui.protocol.blocks import Beside, Block, Note, Output

if TYPE_CHECKING:
    from flasktutor.runner.protocol import RunResult
    from flasktutor.worlds import World


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
    if worlds.same(real, there):
        yield Note(_alike(real))
        if real.explanation:
            yield Note(real.explanation, "plain")
        return
    yield Note(_parting(sources, real, there))
    yield Note(_("In Flask: {why}").format(why=world.why), "plain")


def of_answer(
    world: World, real: RunResult, there: RunResult, sources: Mapping[str, str]
) -> Iterator[Block]:
    """In which world an answer that came out wrong were right, and where that one parts."""
    text = _("In a world where {belief}, you would be right.").format(belief=world.belief)
    yield Note(f"{text} {_parting(sources, real, there)}")


def _parting(sources: Mapping[str, str], real: RunResult, there: RunResult) -> str:
    event = parting.parted(real.events, there.events)
    if event is None:
        number = parting.output_line(real.stdout, there.stdout)
        text = _("They part in line {n} of what is printed.")
        return text.format(n=number) if number else _("They part in how they end.")
    lines = sources.get(event.file, "").splitlines()
    code = lines[event.line - 1].strip() if event.line <= len(lines) else ""
    return _("They part in line {n}: `{code}`").format(n=event.line, code=code)


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
    text = "\n".join(filter(None, (result.stdout.rstrip("\n"), end)))
    return Output(text or _("(it prints nothing)"), caption, "bad" if end else "plain")

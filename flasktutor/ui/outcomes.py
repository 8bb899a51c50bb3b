"""Owns what is shown of runs and verdicts: results in, blocks out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flasktutor.checks import Mark, ending
from flasktutor.language import _
from flasktutor.steps.base import Verdict
from flasktutor.steps.predict import Outcome
from flasktutor.ui.blocks import (
    Beside,
    Block,
    Code,
    Command,
    Contexts,
    Line,
    Listing,
    Note,
    Output,
)

if TYPE_CHECKING:
    from flasktutor.runner.protocol import RunResult


def of_run(result: RunResult, source: str) -> Iterator[Block]:
    """What a run printed, and, where it broke off, why; a timeline stands before it."""
    yield from of_contexts(result)
    if result.stdout:
        yield Output(result.stdout, _("It prints"))
    if result.stderr and result.exception is None:
        yield Output(result.stderr, _("On the error stream"))
    if result.exception is not None:
        yield Output(result.exception.trace or ending(result), _("It raises"), "bad")
        from flasktutor import mistakes

        explained = mistakes.common(source, result)
        yield from [Note(explained)] if explained else []
    elif result.explanation:
        yield Note(result.explanation)
    if not (result.stdout or result.stderr or result.exception or result.explanation):
        yield Note(_("It ran to its end and printed nothing."), "dim")


def of_contexts(result: RunResult) -> Iterator[Block]:
    """The timeline of a run that was recorded."""
    if result.events:
        from flasktutor.contexts import timeline

        yield Contexts(timeline(result.events))


def of_prediction(chosen: Outcome, result: RunResult, verdict: Verdict) -> Iterator[Block]:
    """The prediction beside what happened, then the verdict."""
    yield from of_contexts(result)
    happened = result.stdout
    if result.outcome != "ok":
        happened = f"{result.stdout.rstrip()}\n{ending(result)}".lstrip("\n")
    yield Beside(
        Output(str(chosen), _("You predicted")),
        Output(happened.rstrip("\n") or _("(nothing printed)"), _("It gave")),
    )
    yield from of_verdict(verdict)


def of_verdict(verdict: Verdict) -> Iterator[Block]:
    """Right or not, and what is to be learned from it."""
    if verdict.fault:
        text = _("The lesson has a flaw here; your answer does not count: {why}")
        yield Note(text.format(why=verdict.fault), "bad")
    elif verdict.right:
        yield Note(_("**Right.** {message}").format(message=verdict.message), "good")
    else:
        yield Note(_("**Not yet.** {message}").format(message=verdict.message), "bad")


def of_exercise(verdict: Verdict, result: RunResult) -> Iterator[Block]:
    """The verdict with each criterion, and, where code broke off, what it ran into."""
    yield from of_verdict(verdict)
    if not verdict.right and result.exception is not None:
        yield Output(result.exception.trace or ending(result), _("It raises"), "bad")
    yield from map(_line, verdict.marks)
    yield from of_contexts(result)


def _line(mark: Mark) -> Line:
    failed = mark.state == "failed"
    return Line(
        mark.criterion,
        mark.state,
        expected=mark.expected if failed else "",
        seen=mark.seen if failed else "",
        note=mark.fail,
    )


def beside_solution(code: str, solution: str) -> Block:
    """The learner's code beside the model solution."""
    return Beside(Code(code, _("Your code")), Code(solution, _("One solution")))


def numbered_lines(lines: list[str]) -> Block:
    """Lines of code with numbers to order them by."""
    return Listing(tuple((str(n), line) for n, line in enumerate(lines, 1)))


def help_on(keys: tuple[Command, ...]) -> Iterator[Block]:
    """What each key does now."""
    yield Note(_("These keys work now:"), "note")
    rows = [(command.key, command.label) for command in keys]
    yield Listing((*rows, ("Ctrl-C", _("leave"))))

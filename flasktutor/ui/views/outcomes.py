"""Owns what is shown of runs and verdicts: results in, blocks out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flasktutor.checks import Mark, ending
from flasktutor.language import _
from flasktutor.steps.base import Verdict
from flasktutor.steps.predict import Outcome
from flasktutor.ui.protocol.blocks import (
    Beside,
    Block,
    Command,
    Contexts,
    CriterionLine,
    Listing,
    Note,
    Output,
)

if TYPE_CHECKING:
    from flasktutor.runner.protocol import RunResult
    from flasktutor.steps.exercise import Exercise


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
        yield _silent()


def _silent() -> Note:
    return Note(_("It ran to its end and printed nothing."), "dim")


def of_trial(step: Exercise, result: RunResult, source: str) -> Iterator[Block]:
    """What a run of an answer printed, and what is there of what its checks look at."""
    seen = dict(_seen(step, result)) if result.outcome == "ok" else {}
    told = of_run(result, source)
    yield from (block for block in told if not (seen and block == _silent()))
    for asked, (came, failed) in seen.items():
        yield Output(came, asked, "bad" if failed else "plain")


def _seen(step: Exercise, result: RunResult) -> Iterator[tuple[str, tuple[str, bool]]]:
    asking = (check for check in step.all_checks() if check.probe is not None)
    for check, seen in zip(asking, result.observations, strict=True):
        yield check.asked(), (check.came(seen), seen.exception is not None)


def of_contexts(result: RunResult) -> Iterator[Block]:
    """The timeline of a run that was recorded."""
    if result.events:
        from flasktutor.contexts import timeline

        recorded = timeline(result.events)
        yield from [Contexts(recorded)] if recorded.moments else []


def of_prediction(
    chosen: Outcome, result: RunResult, verdict: Verdict, after: str
) -> Iterator[Block]:
    """The prediction beside what happened, then the verdict."""
    yield from of_contexts(result)
    happened = result.stdout
    if result.outcome != "ok":
        happened = f"{result.stdout.rstrip()}\n{ending(result)}".lstrip("\n")
    yield Beside(
        Output(str(chosen), _("You predicted")),
        Output(happened.rstrip("\n") or _("(nothing printed)"), _("It gave")),
    )
    yield from of_verdict(verdict, after)


def of_verdict(verdict: Verdict, after: str = "") -> Iterator[Block]:
    """Right or not, and what is to be learned from it.

    It is the last of what is shown, so that it is in sight; when it is right, `after`, what the
    step says at its end, is a part of it.
    """
    if verdict.fault:
        text = _("The lesson has a flaw here; your answer does not count: {why}")
        yield Note(text.format(why=verdict.fault), "bad")
    elif verdict.right:
        text = _("**Right.** {message}").format(message=verdict.message).rstrip()
        yield Note(f"{text}\n\n{after}".rstrip(), "good")
    else:
        yield Note(_("**Not yet.** {message}").format(message=verdict.message), "bad")


def of_exercise(
    verdict: Verdict, result: RunResult, *solved: Block, after: str = ""
) -> Iterator[Block]:
    """What was drawn and what code ran into, each criterion, `solved`, and the verdict.

    Where code broke off, no criterion was come to: what it ran into says all.
    """
    yield from of_contexts(result)
    broke = not verdict.right and result.exception is not None
    if broke and result.exception is not None:
        yield Output(result.exception.trace or ending(result), _("It raises"), "bad")
    if not (broke and any(mark.state == "not-reached" for mark in verdict.marks)):
        yield from (_line(mark, verdict.message) for mark in verdict.marks)
    yield from solved
    yield from of_verdict(verdict, after)


def _line(mark: Mark, said: str) -> CriterionLine:
    failed = mark.state == "failed"
    return CriterionLine(
        mark.criterion,
        mark.state,
        expected=mark.expected if failed else "",
        seen=mark.seen if failed else "",
        note="" if mark.fail == said else mark.fail,
    )


def numbered_lines(lines: list[str]) -> Block:
    """Lines of code with numbers to order them by."""
    return Listing(tuple((str(n), line) for n, line in enumerate(lines, 1)))


def help_on(keys: tuple[Command, ...]) -> Iterator[Block]:
    """What each key does now."""
    yield Note(_("These keys work now:"), "note")
    rows = [(command.key, command.told) for command in keys]
    yield Listing((*rows, ("Ctrl-C", _("leave"))))

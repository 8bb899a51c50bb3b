"""Owns what is shown of a `do` step: what is so and what instead, errors met, the solution."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from flasktutor.causes import Explanation, Fix, FoundError, explain_text
from flasktutor.causes.system import System
from flasktutor.checks import Mark
from flasktutor.language import _
from flasktutor.steps.base import Verdict
from flasktutor.steps.do import Commands, DoStep
from flasktutor.ui.protocol.blocks import (
    Block,
    Code,
    CriterionLine,
    Listing,
    Note,
    Output,
    Paste,
    Sight,
)
from flasktutor.workplace import typing_there
from flasktutor.workplace.putting import Put

MID_EDIT = ("SyntaxError", "IndentationError", "TabError")
"""Errors of a file that is being written: nothing has failed yet."""

LINES = 3
"""Lines of an answer that are shown: criteria are to stay in sight."""


def waiting(step: DoStep) -> Sight:
    """What is asked, before anything was looked at."""
    marks = (mark for one in step.checks for mark in one.waiting())
    return Sight(tuple(CriterionLine(mark.criterion, mark.state) for mark in marks))


def sight_of(verdict: Verdict, folder: Path, system: System) -> Sight:
    """Each criterion with what is so instead, then what to say of it."""
    error = next((mark.error for mark in verdict.marks if mark.error), "")
    told = explain_text(error, system) if error else None
    unfinished = told is not None and told.error is not None and told.error.type in MID_EDIT
    blocks: list[Block] = [_line(mark, quiet=unfinished) for mark in verdict.marks]
    if verdict.message and verdict.message not in [mark.fail for mark in verdict.marks]:
        blocks.append(Note(verdict.message))
    if error:
        blocks.append(_error(error, told, folder, system, quiet=unfinished))
    return Sight(tuple(blocks), verdict.right)


def _line(mark: Mark, *, quiet: bool) -> CriterionLine:
    failed = mark.state == "failed"
    if mark.fault:
        text = _("The lesson has a flaw here; your answer does not count: {why}")
        return CriterionLine(mark.criterion, mark.state, instead=text.format(why=mark.fault))
    compared = bool(mark.expected)
    return CriterionLine(
        mark.criterion,
        "not-reached" if failed and mark.error and quiet else mark.state,
        expected=mark.expected if failed else "",
        seen=_beginning(mark.seen) if failed and compared else "",
        note=mark.fail,
        instead=mark.seen if failed and not compared else "",
    )


def _beginning(text: str) -> str:
    """As much of a page as tells what it is."""
    lines = text.split("\n")
    return text if len(lines) <= LINES else "\n".join([*lines[:LINES], "…"])


def _error(
    text: str, told: Explanation | None, folder: Path, system: System, *, quiet: bool
) -> Note:
    """What an error means, where it stands and how it is repaired, in few lines."""
    if told is None:
        last = text.strip().rpartition("\n")[2]
        said = _("What it says last is not known: {line}").format(line=_quoted(last))
        return Note(said, "bad")
    parts = [f"**{told.headline if told.known else told.means}**", *_place(told.error, folder)]
    if told.fixes and not quiet:
        parts.append(_repair(told.fixes[0], system))
    return Note("  \n".join(parts), "dim" if quiet else "bad")


def _place(error: FoundError | None, folder: Path) -> Iterator[str]:
    if error is None or error.place is None:
        return
    file = Path(error.place.file)
    if file.is_relative_to(folder):
        file = file.relative_to(folder)
    where = _("Your line: {file}, line {line}")
    code = f": {_quoted(error.place.code)}" if error.place.code else ""
    yield where.format(file=_quoted(str(file)), line=error.place.line) + code


def _repair(fix: Fix, system: System) -> str:
    todo = "\n".join(filter(None, (system.joined(fix.commands), fix.code.rstrip("\n"))))
    said = _("Do this: ") + fix.say
    if not todo:
        return said
    return f"{said}\n\n```\n{todo}\n```" if "\n" in todo else f"{said}  \n{_quoted(todo)}"


def _quoted(text: str) -> str:
    """`text` as code in Markdown, whatever stands in it."""
    fence = "`"
    while fence in text:
        fence += "`"
    edge = " " if "`" in text else ""
    return f"{fence}{edge}{text}{edge}{fence}"


def solution(step: DoStep, folder: str, system: System) -> Iterator[Block]:
    """One way that leads there, as files and commands for this system and shell."""
    yield Note(_("One solution"), "plain")
    yield from contents(step.solution.files)
    commands = typing_there.commands(step.solution.run, system)
    if commands:
        yield Paste((typing_there.go_to(folder, system), *commands), _("To type there"))
    yield from _serving(step.solution.serve, system)


def _serving(serve: Commands, system: System) -> Iterator[Block]:
    if lines := typing_there.commands(serve, system):
        yield Paste(lines, _("To be kept running, in a terminal of its own"))


def contents(files: Mapping[str, str]) -> Iterator[Block]:
    """Files with all that stands in them, each under its name."""
    for path, text in files.items():
        yield Code(text, path) if path.endswith(".py") else Output(text or "\n", path)


def put_there(results: Iterable[Put]) -> Iterator[Block]:
    """What became of each file that was to be put into a folder."""
    results = tuple(results)
    texts = {"put": _("is there now"), "left": _("was there already and was left as it is")}
    if rows := tuple((one.path, texts[one.state]) for one in results if one.state in texts):
        yield Listing(rows)
    for one in results:
        if one.state == "failed":
            text = _("`{path}` could not be put there: {why}")
            yield Note(text.format(path=one.path, why=one.why), "bad")

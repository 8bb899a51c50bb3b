"""Owns the words of an explained error as lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flasktutor.causes import CodePlace, Explanation, FoundError, of_type
from flasktutor.causes.system import System
from flasktutor.cli.output.lines import Line, wrapped
from flasktutor.cli.repairing.findings_text import fix_lines
from flasktutor.language import _

_LONGEST = 300


def explanation_lines(explanation: Explanation, system: System) -> Iterator[Line]:
    """The error, the learner's own line, what it means, why, and the ways to repair it."""
    last, error = explanation.last, explanation.error
    if last:
        yield from _last(last, error)
    if error:
        same_line = last and last.place == error.place
        yield from _error(replace(error, place=None) if same_line else error, explanation.call)
    headline = explanation.headline if explanation.known else explanation.means
    yield from wrapped(headline, "strong" if explanation.known else "note", first="")
    yield from wrapped(explanation.why, first="")
    if explanation.known and not explanation.certain:
        yield from _doubt(explanation, system)
    yield from repair_lines(explanation, system)


def repair_lines(explanation: Explanation, system: System) -> Iterator[Line]:
    """The ways to repair it, and where there is more to read."""
    for number, fix in enumerate(explanation.fixes):
        yield Line("")
        yield from fix_lines(fix, system, first=_("Do this: ") if not number else _("Or: "))
    yield from _further(explanation)


def _doubt(explanation: Explanation, system: System) -> Iterator[Line]:
    """What points to a cause that is inferred, and what would make it certain."""
    shown = _title(explanation.error) if explanation.error else ""
    more = [line for line in explanation.evidence if line != shown]
    for number, line in enumerate(more):
        first = _("Points to it: ") if not number else "  "
        yield from wrapped(line, "dim", first=first)
    if explanation.confirm:
        yield Line("")
        asked = replace(explanation.confirm, say=explanation.confirm.say or _("run this."))
        yield from fix_lines(asked, system, first=_("To be sure: "))


def _further(explanation: Explanation) -> Iterator[Line]:
    """Where there is more to read."""
    if explanation.lesson or explanation.link:
        yield Line("")
    if explanation.lesson:
        yield Line(_("Lesson: flasktutor lesson {name}").format(name=explanation.lesson), "dim")
    if explanation.link:
        yield Line(_("Flask's documentation: {link}").format(link=explanation.link), "dim")


def _title(error: FoundError) -> str:
    message = error.message.split("\n")[0]
    return ": ".join(part for part in (error.type, message) if part)[:_LONGEST]


def _error(error: FoundError, call: CodePlace | None = None) -> Iterator[Line]:
    title = _title(error)
    if title:
        yield from wrapped(f"{title}{error.hint}", "problem", first="✗ ")
    if error.place:
        yield from _place(_("Your line: {file}, line {line}"), error.place)
    if call:
        yield from _place(_("Called in: {file}, line {line}"), call)
    if title or error.place:
        yield Line("")


def _place(words: str, place: CodePlace) -> Iterator[Line]:
    where = words.format(file=place.file, line=place.line)
    yield Line(f"  {where}", "dim")
    if place.code:
        yield Line(f"    {place.code}", "code")


def _last(last: FoundError, told: FoundError | None) -> Iterator[Line]:
    """The error that was raised last, what its type tells, and how what is told stands to it."""
    yield from _error(last)
    general = of_type(last)
    yield from wrapped(general.means, "note", first="")
    yield from wrapped(general.why, first="")
    yield Line("")
    if told and told.handled:
        text = _("Why this was raised is not known here. Before it, this was raised and caught:")
    else:
        text = _("The same text shows:")
    yield from wrapped(text, first="")


def nothing_found_lines(*, empty: bool, cut_off: bool) -> Iterator[Line]:
    """What to say of a text in which no error is seen."""
    if empty:
        text = _("There is nothing to explain. Paste an error, or pipe a program's output in.")
    elif cut_off:
        text = _(
            "The traceback is cut off: the error itself stands on its last line, which is missing. "
            "Copy it together with that line."
        )
    else:
        text = _(
            "No error is seen in this text. Copy all of it, from “Traceback” to the last line, "
            "which names the error."
        )
    yield from wrapped(text, "note", first="")
    yield Line(_("For example: python app.py 2>&1 | flasktutor explain"), "command")

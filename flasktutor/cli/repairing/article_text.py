"""Owns the words of what is known, as lines: an article on one cause, and the list of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from flasktutor.causes import Cause, Explanation
from flasktutor.causes.system import System
from flasktutor.cli.output.lines import Line, wrapped
from flasktutor.cli.repairing.explanation_text import repair_lines
from flasktutor.cli.repairing.findings_text import fix_lines
from flasktutor.language import _


def article_lines(cause: Cause, told: Explanation, system: System) -> Iterator[Line]:
    """What is known of `cause`; `told` are its words, as its example has them."""
    yield Line(cause.id, "dim")
    yield from wrapped(told.means, "strong", first="")
    if cause.example:
        yield Line("")
        yield Line(_("It looks like this:"))
        yield from (Line(f"    {line}", "code") for line in cause.example.splitlines())
        yield Line("")
    yield from wrapped(told.why, first="")
    yield from _doubt(cause, told, system)
    yield from repair_lines(told, system)


def _doubt(cause: Cause, told: Explanation, system: System) -> Iterator[Line]:
    if cause.found_by_check:
        yield from wrapped(_("“flasktutor check-install” looks for it."), first="")
    if cause.found_by_trace:
        yield from wrapped(_("“flasktutor trace” sees it where it happens."), first="")
    if told.confirm:
        said = told.confirm.say or _("this makes it certain.")
        label = _("An error's text alone does not prove it: ")
        yield from fix_lines(replace(told.confirm, say=said), system, first=label)


def list_lines(found: Iterable[tuple[Cause, Explanation]]) -> Iterator[Line]:
    """Each cause in two lines: its id, and what it means."""
    for cause, told in found:
        yield Line(cause.id, "command")
        yield from wrapped(told.means, first="  ")

"""Owns the words of what a trace has found wrong, and of the errors that it saw, as lines."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from flasktutor.causes.system import detect
from flasktutor.cli.output.lines import Line, wrapped
from flasktutor.cli.repairing.explanation_text import explanation_lines, repair_lines
from flasktutor.language import _, ngettext

if TYPE_CHECKING:
    from flasktutor.causes import Explanation
    from flasktutor.runner.protocol import ContextEvent
    from flasktutor.trace.findings import ExplainedFault


def finding_lines(found: Sequence[ExplainedFault]) -> Iterator[Line]:
    """How many there are, and of each what was seen, what it means, why, and the repair."""
    if not found:
        return
    yield Line("")
    yield Line(ngettext("{n} finding", "{n} findings", len(found)).format(n=len(found)))
    for one in found:
        yield Line("")
        yield from _one(one)


def error_lines(text: str, told: Explanation | None) -> Iterator[Line]:
    """An error as `explain` would say it, or where nothing is known of it, as Python does."""
    yield Line("")
    if told is None:
        yield from map(Line, text.strip().splitlines())
    else:
        yield from explanation_lines(told, detect(os.environ))


def _one(finding: ExplainedFault) -> Iterator[Line]:
    told = finding.told
    yield from wrapped(told.means, "problem", first="• ")
    for event in finding.seen:
        yield from wrapped(_seen(event), "dim")
    yield from wrapped(told.why)
    yield from repair_lines(told, detect(os.environ))


def _seen(event: ContextEvent) -> str:
    from flasktutor.ui.views.context_words import told_event

    words = told_event(event.kind, event.label) if event.kind not in ("line", "returned") else ""
    if not event.line:
        return words
    place = _("{file}, line {line}").format(file=event.file, line=event.line)
    return f"{place}: {words}" if words else place

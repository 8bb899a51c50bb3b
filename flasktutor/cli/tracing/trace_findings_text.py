"""Owns the words of what a trace has found wrong as lines."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from flasktutor.causes.system import detect
from flasktutor.cli.output.lines import wrapped
from flasktutor.cli.repairing.explanation_text import repair_lines
from flasktutor.language import _, ngettext

if TYPE_CHECKING:
    from flasktutor.runner.protocol import ContextEvent
    from flasktutor.trace.findings import ExplainedFault


def finding_lines(found: Sequence[ExplainedFault]) -> Iterator[str]:
    """How many there are, and of each what was seen, what it means, why, and the repair."""
    if not found:
        return
    yield ""
    yield ngettext("{n} finding", "{n} findings", len(found)).format(n=len(found))
    for one in found:
        yield ""
        yield from _one(one)


def _one(finding: ExplainedFault) -> Iterator[str]:
    told = finding.told
    lines = [*wrapped(told.means, "problem", first="• ")]
    for event in finding.seen:
        lines += wrapped(_seen(event), "dim")
    lines += [*wrapped(told.why), *repair_lines(told, detect(os.environ))]
    yield from (line.text for line in lines)


def _seen(event: ContextEvent) -> str:
    from flasktutor.ui.views.context_words import told_event

    words = told_event(event.kind, event.label) if event.kind not in ("line", "returned") else ""
    if not event.line:
        return words
    place = _("{file}, line {line}").format(file=event.file, line=event.line)
    return f"{place}: {words}" if words else place

"""Owns the judgement of a report: what `explain` says of its text, held to its truth."""

from __future__ import annotations

from typing import Literal

from flasktutor.causes import explain_text
from flasktutor.causes.system import System
from flasktutor.values import frozen
from tests.reports.reports import Report

Judgement = Literal["right", "probably right", "not known", "false cause"]


@frozen(kw_only=True)
class Verdict:
    """What was said of a report: the cause's id ("" for none), a sentence, whether it is right."""

    report: Report
    id: str = ""
    said: str = ""
    judgement: Judgement

    @property
    def is_right(self) -> bool:
        """Whether the cause that was named is one of the right ones."""
        return self.judgement in ("right", "probably right")


def judge(report: Report) -> Verdict:
    """Explain its text, and hold the answer to what was really wrong."""
    told = explain_text(report.path.read_text("utf-8"), System())
    if told is None or not told.known:
        return Verdict(report=report, judgement="not known")
    if told.id not in report.right:
        judgement: Judgement = "false cause"
    else:
        judgement = "right" if told.certain else "probably right"
    return Verdict(report=report, id=told.id, said=told.means, judgement=judgement)

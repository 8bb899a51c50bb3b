"""Owns how a learner's figures look: a report in, blocks out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flasktutor.language import _, ngettext
from flasktutor.paths import program
from flasktutor.report import Missed, Report
from flasktutor.ui.blocks import Block, Listing, Note, Title

SHOWN = 8
"""How many missed steps are listed: enough to choose from, few enough to read."""


def blocks_of(report: Report, ideas: Mapping[str, str]) -> Iterator[Block]:
    """The report to read; `ideas` says a misconception's key in words."""
    overall = report.overall
    yield Title(_("Your progress"))
    if not overall.answered and not overall.days:
        yield Note(
            _("Nothing yet. `{command}` begins.").format(command=f"{program()} start"), "plain"
        )
        return
    days = ngettext("{n} day of practice", "{n} days of practice", len(overall.days))
    text = _("{answered} of {steps} questions answered, {first} right at the first try; {days}.")
    yield Note(
        text.format(
            answered=overall.answered,
            steps=overall.steps,
            first=overall.right_first_try,
            days=days.format(n=len(overall.days)),
        ),
        "plain",
    )
    yield _lessons(report)
    yield from _missed(overall.missed, ideas)


def _lessons(report: Report) -> Listing:
    headings = (_("lesson"), _("answered"), _("first try"), _("hints"))
    rows = tuple(
        (
            one.lesson,
            f"{one.figures.answered}/{one.figures.steps}",
            str(one.figures.right_first_try),
            str(one.figures.hints),
        )
        for one in report.lessons
    )
    return Listing(rows, headings)


def _missed(missed: tuple[Missed, ...], ideas: Mapping[str, str]) -> Iterator[Block]:
    open_still = [one for one in missed if not one.mended] or list(missed)
    if not open_still:
        return
    yield Note(_("Worth another look:"), "plain")
    yield Listing(tuple((f"{m.lesson} {m.step}", _belief(m, ideas)) for m in open_still[:SHOWN]))
    first = open_still[0]
    command = f"{program()} lesson {first.lesson} --from {first.step}"
    yield Note(_("`{command}` takes you there.").format(command=command), "dim")


def _belief(missed: Missed, ideas: Mapping[str, str]) -> str:
    """What was true where the learner believed otherwise."""
    return "; ".join(ideas.get(key, key) for key in missed.misconceptions[:1])

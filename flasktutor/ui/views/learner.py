"""Owns how a learner's figures look: a report in, blocks out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from flasktutor import review
from flasktutor.language import _, ngettext
from flasktutor.paths import program
from flasktutor.report import Figures, LearnerFigures, LessonFigures, Missed
from flasktutor.ui.protocol.blocks import Bar, Bars, Block, Listing, Note, Title
from flasktutor.ui.protocol.palette import Shade
from flasktutor.values import frozen

SHOWN = 8
"""How many ideas or steps are listed: enough to choose from, few enough to read."""


@frozen
class ReportWords:
    """How a report's names are told: an idea and a step in words, and a step's command."""

    ideas: Mapping[str, str]
    question: Callable[[Missed], str]
    way_to: Callable[[str, str], str]
    """A lesson and its step → what to type to be there."""


def blocks_of(report: LearnerFigures, told: ReportWords) -> Iterator[Block]:
    """The report to read."""
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
    yield from _practised(overall)
    yield from _lessons(report)
    titles = {one.lesson: one.title for one in report.lessons}
    yield from _missed(overall, titles, told)


def _practised(overall: Figures) -> Iterator[Block]:
    if overall.practised:
        text = ngettext(
            "Of questions that only practice asks: {n} answer, {right} right.",
            "Of questions that only practice asks: {n} answers, {right} right.",
            overall.practised,
        )
        yield Note(text.format(n=overall.practised, right=overall.practised_right), "plain")


def _lessons(report: LearnerFigures) -> Iterator[Block]:
    """First tries as bars, for each lesson in which something was answered."""
    begun = [one for one in report.lessons if one.figures.answered]
    if not begun:
        return
    legend: tuple[tuple[Shade, str], ...] = (
        ("done", _("at the first try")),
        ("part", _("answered later")),
        ("rest", _("not yet")),
    )
    yield Bars(tuple(map(_lesson, begun)), legend)
    untouched = len(report.lessons) - len(begun)
    if untouched:
        text = ngettext("{n} lesson is untouched.", "{n} lessons are untouched.", untouched)
        yield Note(text.format(n=untouched), "plain")


def _lesson(one: LessonFigures) -> Bar:
    figures = one.figures
    text = _("{answered} of {steps} answered, {first} at the first try")
    said = text.format(
        first=figures.right_first_try, answered=figures.answered, steps=figures.steps
    )
    if figures.hints:
        hints = ngettext("{n} hint", "{n} hints", figures.hints).format(n=figures.hints)
        said = f"{said}, {hints}"
    later = figures.answered - figures.right_first_try
    return Bar(one.title, (("done", figures.right_first_try), ("part", later)), figures.steps, said)


def _missed(overall: Figures, titles: Mapping[str, str], told: ReportWords) -> Iterator[Block]:
    """The ideas that waver, then the steps that showed none."""
    wavering = list(overall.wavering.items())[:SHOWN]
    shown = [one for _belief, one in wavering]
    others = [one for one in overall.missed if not one.mended and one not in shown]
    others = others[: SHOWN - len(shown)]
    if wavering:
        yield Note(_("Ideas that waver:"), "plain")
        known = ((told.ideas.get(key, key), titles[one.lesson]) for key, one in wavering)
        yield Listing(tuple(("•", f"{idea} ({title})") for idea, title in known))
        yield _way_to(shown, told)
    if others:
        yield Note(_("Worth another look:"), "plain")
        asked = ((told.question(one), titles[one.lesson]) for one in others)
        yield Listing(tuple(("•", f"{words} ({title})") for words, title in asked))
        yield _way_to(others, told)


def _way_to(listed: Sequence[Missed], told: ReportWords) -> Note:
    """How to come to the first of what stands right above."""
    first = listed[0]
    command = told.way_to(first.lesson, first.step)
    text = _("`{command}` takes you there.")
    if len(listed) > 1:
        text = _("`{command}` takes you to the first.")
    return Note(text.format(command=command), "dim")


def week(waiting: int, ahead: Sequence[int], portion: str) -> Iterator[Block]:
    """The reviews of a week as bars: `waiting` are due, `ahead` come back on each of its days.

    `portion` says what is asked of those that are due: a heap is told to nobody.
    """
    now = min(waiting, review.PORTION)
    if not now and not any(ahead):
        return
    yield Note(_("Reviews of the coming week:"), "plain")
    whole = max(now, *ahead)
    # Beyond the last day with a review there is nothing to look at.
    ahead = ahead[: max((day for day, count in enumerate(ahead, 1) if count), default=0)]
    rows = [Bar(_("now"), (("accent", now),), whole, portion)] if now else []
    labels = [_("later today"), _("tomorrow"), *map(_in_days, range(2, len(ahead)))]
    days = zip(labels, ahead, strict=False)
    rows += [Bar(label, (("accent", count),), whole, str(count)) for label, count in days]
    yield Bars(tuple(rows))


def _in_days(days: int) -> str:
    return ngettext("in {n} day", "in {n} days", days).format(n=days)

"""Owns what is said when a lesson has ended: the score, what is left, what comes next."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator

from flasktutor import language
from flasktutor.course import ideas
from flasktutor.items import Item, Score
from flasktutor.language import _, ngettext
from flasktutor.lesson import Lesson
from flasktutor.outlines import Outline
from flasktutor.ui.flows import portions, to_type
from flasktutor.ui.flows.desk import Desk
from flasktutor.ui.flows.gist import gist
from flasktutor.ui.protocol.blocks import (
    Bar,
    Bars,
    Block,
    Command,
    Listing,
    Note,
    Pause,
    Title,
)

MOST = 3
"""How many questions are named by their words; one more is named rather than counted."""


def of_lesson(desk: Desk, lesson: Lesson, summary: Score, *, alone: bool) -> None:
    """Show how it went and how to go on, what matters most first, a screen at a time.

    A lesson that was taken `alone` names the one that comes next.
    """
    parts = _parts(desk, lesson, summary, alone=alone)
    *before, last = desk.screen.fitting(*filter(None, map(tuple, parts)))
    for shown in before:
        desk.screen.show(*shown)
        with contextlib.suppress(EOFError):
            if desk.ask(Pause(keys=(Command.NEXT, Command.QUIT))) is Command.NEXT:
                continue
        return
    desk.screen.show(*last)
    if before and alone:
        # It has left the screen.
        desk.screen.show(*_following(desk, lesson.lesson))


def _parts(desk: Desk, lesson: Lesson, summary: Score, *, alone: bool) -> Iterator[Iterable[Block]]:
    """What the end says: what stands together in a part is not torn apart."""
    title = Title(_("Done: {title}").format(title=lesson.title))
    yield (title, *(_following(desk, lesson.lesson) if alone else ()))
    if asked := summary.asked - len(summary.unanswered):
        yield (score(summary.first_try, asked),)
    yield _missing(desk, lesson, _own(summary.unanswered))
    yield portions.note(desk)
    yield _missed(desk, lesson, _own(summary.missed))
    yield _skipped(desk, lesson, _own(summary.skipped))
    yield _gained(desk, lesson)


def score(right: int, asked: int) -> Bars:
    """First tries out of all that was asked."""
    said = _("{right} of {asked} right at the first try.").format(right=right, asked=asked)
    return Bars((Bar(_("Score"), (("done", right),), asked, said),))


def _missed(desk: Desk, lesson: Lesson, items: list[Item]) -> Iterator[Block]:
    """The questions that are worth going back to."""
    if items:
        text = ngettext(
            "{n} question is worth another look; `{command}` takes you there:",
            "{n} questions are worth another look; `{command}` takes you to the first:",
            len(items),
        )
        yield Note(text.format(n=len(items), command=_back_to(desk, lesson, items[0])), "plain")
        yield _listed(_gists(items))


def _skipped(desk: Desk, lesson: Lesson, items: list[Item]) -> Iterator[Block]:
    if items:
        text = ngettext(
            "{n} question was skipped; `{command}` takes you there:",
            "{n} questions were skipped; `{command}` takes you to the first:",
            len(items),
        )
        yield Note(text.format(n=len(items), command=_back_to(desk, lesson, items[0])), "plain")
        yield _listed(_gists(items))


def _gists(items: list[Item]) -> list[str]:
    """The first of them by their words, and how many more there are."""
    told = [gist(item.step.body) for item in items]
    if len(told) <= MOST + 1:
        return told
    return [*told[:MOST], _("and {n} more").format(n=len(told) - MOST)]


def _listed(lines: Iterable[str]) -> Listing:
    return Listing(tuple(("•", line) for line in lines))


def _gained(desk: Desk, lesson: Lesson) -> Iterator[Block]:
    """The ideas of the steps that were answered rightly, as far as none of theirs was missed."""
    last = {one.step: one.result for one in desk.progress.since_begun(lesson.lesson)}
    taught = [step for step in lesson.steps if step.asks and step.teaches]
    failed = [step for step in taught if last.get(step.key) in ("wrong", "gave-up")]
    missed = {key for step in failed for key in step.teaches}
    right = (key for step in taught if last.get(step.key) == "right" for key in step.teaches)
    said = ideas(lesson.where.path.parent, language.current())
    gained = [said.get(key, key) for key in dict.fromkeys(right) if key not in missed]
    if gained:
        yield Note(_("What you gained:"), "plain")
        yield _listed(gained)


def _missing(desk: Desk, lesson: Lesson, items: list[Item]) -> Iterator[Block]:
    """The questions that were not even come to, as after `--from`."""
    if items:
        text = ngettext(
            "{n} question was not asked yet. `{command}` takes you there.",
            "{n} questions were not asked yet. `{command}` takes you to the first.",
            len(items),
        )
        yield Note(text.format(n=len(items), command=_back_to(desk, lesson, items[0])), "plain")


def _following(desk: Desk, name: str) -> Iterator[Block]:
    """The lesson that comes after this one in its course, if one is left to take."""
    outline = _next(desk, name)
    if outline is not None:
        text = _("The next lesson is “{title}”: `{command}`.")
        command = to_type.of_lesson(desk, outline.name)
        yield Note(text.format(title=outline.title, command=command))


def _next(desk: Desk, name: str) -> Outline | None:
    names = list(desk.outlines)
    source = desk.outlines[name].source
    done = {place.lesson for place in desk.progress.places() if place.finished}
    later = (desk.outlines[other] for other in names[names.index(name) + 1 :])
    fit = (one for one in later if one.source == source and not one.flaw and one.name not in done)
    return next(fit, None)


def _own(items: Iterable[Item]) -> list[Item]:
    """The lesson's own steps, without the questions that opened it."""
    return [item for item in items if not item.review]


def _back_to(desk: Desk, lesson: Lesson, item: Item) -> str:
    return to_type.of_step(desk, lesson.lesson, item.step.key)

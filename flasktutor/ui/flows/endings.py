"""Owns what is said when a lesson has ended: the score, what is left, what comes next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from textwrap import shorten

from flasktutor import language
from flasktutor.course import ideas
from flasktutor.items import Item, Score
from flasktutor.language import _, ngettext
from flasktutor.lesson import Lesson
from flasktutor.outlines import Outline
from flasktutor.ui.flows import to_type
from flasktutor.ui.flows.desk import Desk
from flasktutor.ui.protocol.blocks import Bar, Bars, Block, Listing, Note, Prose, Title

GIST = 60
"""How many characters of a step's question remind of it."""
TELLING = 35
"""From how many characters on a question tells what it is about: not "What is printed?"."""
_FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_EMPHASIS = re.compile(r"\*\*(.+?)\*\*|(?<!\w)\*(\S(?:[^*]*\S)?)\*(?!\w)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def of_lesson(desk: Desk, lesson: Lesson, summary: Score) -> Iterator[Block]:
    """How it went, and which questions are worth going back to."""
    yield Title(_("Done: {title}").format(title=lesson.title))
    if asked := summary.asked - len(summary.unanswered):
        yield score(summary.first_try, asked)
    yield from _gained(desk, lesson)
    yield from _missing(desk, lesson, _own(summary.unanswered))
    for items, heading in (
        (_own(summary.missed), _("Worth another look:")),
        (_own(summary.skipped), _("Skipped:")),
    ):
        if items:
            yield Note(heading, "plain")
            yield Listing(tuple((item.step.key, gist(item.step.body)) for item in items))
            again = _("`{command}` takes you there.")
            yield Note(again.format(command=_back_to(desk, lesson, items[0])), "dim")


def score(right: int, asked: int) -> Bars:
    """First tries out of all that was asked."""
    said = _("{right} of {asked} right at the first try.").format(right=right, asked=asked)
    return Bars((Bar(_("Score"), (("done", right),), asked, said),))


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
        yield Prose("\n".join(f"- {one}" for one in gained))


def _missing(desk: Desk, lesson: Lesson, items: list[Item]) -> Iterator[Block]:
    """The questions that were not even come to, as after `--from`."""
    if items:
        text = ngettext(
            "{n} question was not asked yet. `{command}` takes you there.",
            "{n} questions were not asked yet. `{command}` takes you to the first.",
            len(items),
        )
        yield Note(text.format(n=len(items), command=_back_to(desk, lesson, items[0])), "plain")


def following(desk: Desk, name: str) -> Iterator[Block]:
    """The lesson that comes after this one in its course, if one is left to take."""
    outline = _following(desk, name)
    if outline is not None:
        text = _("The next lesson is “{title}”: `{command}`.")
        command = to_type.of_lesson(desk, outline.name)
        yield Note(text.format(title=outline.title, command=command))


def _following(desk: Desk, name: str) -> Outline | None:
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
    return to_type.of_lesson(desk, lesson.lesson, "--from", item.step.key)


def gist(body: str) -> str:
    """What reminds of a step: its question where that tells enough, else how it begins."""
    text = " ".join(_FENCED.sub(" ", body).replace("`", "").split())
    text = _EMPHASIS.sub(lambda found: found[1] or found[2], text)
    questions = (one for one in _SENTENCE.split(text) if one.endswith("?"))
    telling = next((one for one in questions if len(one) >= TELLING), text)
    # A first word that alone is too long is cut: nothing would be left of it otherwise.
    long_word = len(telling.split(" ", 1)[0]) > GIST - 2
    return f"{telling[: GIST - 2]} …" if long_word else shorten(telling, GIST, placeholder=" …")

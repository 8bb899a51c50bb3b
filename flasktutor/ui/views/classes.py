"""Owns how a class looks: its figures in, blocks out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from flasktutor.classroom.figures import Class, IdeaFigures, LearnerRow, Spot
from flasktutor.language import _, ngettext
from flasktutor.paths import program
from flasktutor.ui.protocol.blocks import Block, Listing, Note, Title

SHOWN = 8
"""How many ideas and steps are listed: what one lesson has time to talk about."""
STEPS = 3
"""How many steps stand beside an idea."""


def blocks_of(
    found: Class, ideas: Mapping[str, str], way_to: Callable[[str, str], str]
) -> Iterator[Block]:
    """The class to read; `ideas` says a misconception's key in words.

    `way_to` is the command that leads to a step of a lesson.
    """
    count = ngettext("{n} learner", "{n} learners", len(found.rows)).format(n=len(found.rows))
    yield Title(_("Your class"), count)
    if not found.rows:
        text = _("Nobody has handed anything in yet. Learners make the file with `{command}`.")
        command = f"{program()} progress --export FILE --name NAME"
        yield Note(text.format(command=command), "plain")
        return
    headings = (_("who"), _("done"), _("first try"), _("hints"), _("unclear"))
    yield Listing(tuple(_cells(row, found.lessons) for row in found.rows), headings)
    yield from _ideas(found, ideas, way_to)
    yield from _steps(found)
    yield from _doubts(found)


def _cells(row: LearnerRow, lessons: int) -> tuple[str, ...]:
    return (
        row.who,
        f"{row.finished}/{lessons}",
        f"{row.first_try}/{row.answered}",
        str(row.hints),
        str(len(row.misconceptions)),
    )


def _ideas(
    found: Class, ideas: Mapping[str, str], way_to: Callable[[str, str], str]
) -> Iterator[Block]:
    if not found.ideas:
        return
    yield Note(_("What is misunderstood most, by idea, and the steps to talk about:"), "plain")
    shown = found.ideas[:SHOWN]
    rows = (row for one in shown for row in _told(one, ideas))
    yield Listing(tuple(rows), (_("ever"), _("still"), _("idea")))
    first = shown[0].steps[0]
    command = way_to(first.lesson, first.step)
    yield Note(_("`{command}` takes you there.").format(command=command), "dim")


def _told(one: IdeaFigures, ideas: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """The idea, and below it its steps: side by side they have no room on a narrow screen."""
    yield str(one.learners), str(one.still), ideas.get(one.idea, one.idea)
    yield "", "", _named(one.steps)


def _named(steps: tuple[Spot, ...]) -> str:
    return ", ".join(f"{one.lesson} {one.step}" for one in steps[:STEPS])


def _steps(found: Class) -> Iterator[Block]:
    if not found.steps:
        return
    yield Note(_("Other steps that were missed, and by how many:"), "plain")
    rows = ((str(one.learners), f"{one.lesson} {one.step}") for one in found.steps[:SHOWN])
    yield Listing(tuple(rows))


def _doubts(found: Class) -> Iterator[Block]:
    # Names and lessons come from files of others: in a Listing they are text, never Markdown.
    if found.shared:
        text = _("The same answers came under several names, so a file was handed on or renamed:")
        yield Note(text, "bad")
        yield Listing(tuple((", ".join(names),) for names in found.shared[:SHOWN]))
    if found.otherwise:
        yield Note(_("Somebody has another version of these lessons than you:"), "plain")
        yield Listing(tuple((name,) for name in found.otherwise[:SHOWN]))
    if found.elsewhere:
        yield Note(_("Answers in lessons that are not here were left out:"), "plain")
        yield Listing(tuple((name,) for name in found.elsewhere[:SHOWN]))

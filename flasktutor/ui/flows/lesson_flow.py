"""Owns taking one lesson: where to begin, the sitting itself, and how it ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from flasktutor import outlines
from flasktutor.errors import UsageError
from flasktutor.language import _, ngettext
from flasktutor.sources import OWN
from flasktutor.ui.flows import opened, to_type
from flasktutor.ui.flows.desk import Desk
from flasktutor.ui.protocol import durations, where
from flasktutor.ui.protocol.blocks import Command, Note, Pick, Picked, Title
from flasktutor.ui.views import task

if TYPE_CHECKING:
    from flasktutor.items import Item
    from flasktutor.lesson import Lesson
    from flasktutor.outlines import Outline
    from flasktutor.ui.flows.opened import EntryPoint


def take(desk: Desk, name: str | None, *, start: str | None = None, restart: bool = False) -> None:
    """Take the lesson `name`, or let one be picked. Ctrl-C passes, when all is said.

    Raises `TutorError` for a lesson or a step that is not there.
    """
    chosen, ended = name, None
    try:
        chosen = name or pick(desk)
        if chosen is None:
            return
        chosen = outlines.pick(desk.outlines, chosen).name
        _taken(desk, chosen, start, restart, alone=True)
    except (EOFError, KeyboardInterrupt) as error:
        ended = error
    # Not above: a fault in these words would look as if it came of Ctrl-C, which says none.
    if ended:
        left(desk, chosen)
    if isinstance(ended, KeyboardInterrupt):
        raise ended


def sit(desk: Desk, name: str | None) -> None:
    """Take the lesson `name`, or let one be picked, as a part of something longer.

    Ctrl-C and Ctrl-D leave all of that: their exceptions pass.
    """
    if chosen := name or pick(desk):
        _taken(desk, chosen, None, restart=False, alone=False)


def left(desk: Desk, name: str | None) -> None:
    """Say how to go on."""
    command = to_type.of_lesson(desk, name) if name else to_type.of_all(desk, "start")
    desk.screen.show(Note(go_on(desk, command)))


def go_on(desk: Desk, command: str) -> str:
    """That everything is kept, where it is, and the command to go on with.

    Where something is not kept, the program's end says what.
    """
    text = _("Go on with `{command}`.")
    forgotten = desk.progress.forgotten()
    if forgotten:
        text = ngettext(
            "{n} answer given here was forgotten by a `reset` meanwhile. Go on with `{command}`.",
            "{n} answers given here were forgotten by a `reset` meanwhile. Go on with `{command}`.",
            forgotten,
        )
    elif desk.progress.is_kept():
        text = _("Everything is kept. Go on with `{command}`.")
    return text.format(command=command, n=forgotten)


def pick(desk: Desk) -> str | None:
    """The lesson that the learner picks from the list; None to leave."""
    offered = [outline for outline in desk.outlines.values() if not outline.flaw]
    desk.screen.show(Title(_("Which lesson?")))
    options = tuple(_offered(desk, outline) for outline in offered)
    reply = desk.ask(Pick(options=options, keys=(Command.QUIT,)))
    return offered[reply.indices[0]].name if isinstance(reply, Picked) else None


def _offered(desk: Desk, outline: Outline) -> str:
    source = "" if outline.source == OWN else f" ({outline.source})"
    return f"{outline.title}{source} – {standing(desk, outline)}"


def standing(desk: Desk, outline: Outline) -> str:
    """How far the learner is in a lesson, in a few words."""
    place = desk.progress.place(outline.name)
    if place is None:
        return durations.minutes(outline.minutes)
    if place.finished:
        return _("done")
    key = opened.resume_key(desk.progress, outline.name, outline.keys)
    done = outline.keys.index(key) if key else 0
    return _("{n} of {total} steps done").format(n=done, total=len(outline.keys))


def places(desk: Desk) -> where.Places:
    """Where the learner goes on in each lesson that was begun, the latest first."""
    found = {}
    for place in desk.progress.places():
        outline = desk.outlines.get(place.lesson)
        key = outline and opened.resume_key(desk.progress, place.lesson, outline.keys)
        found[str(place.lesson)] = key or str(place.step), place.finished
    return found


def _taken(desk: Desk, name: str, start: str | None, restart: bool, *, alone: bool) -> None:
    """Take a lesson, `alone` or as a part of something longer."""
    entry = opened.shown(desk, name, start, restart)
    # The first words of a lesson do not wait for what plays it, which comes while they are read.
    from flasktutor.player import Player
    from flasktutor.ui.asking.taking import Taking

    lesson = desk.load(name)
    if not desk.may_run(lesson):
        return
    keys = [str(step.key) for step in lesson.steps]
    entry = entry or opened.entry(desk, lesson.lesson, keys, start, restart)
    items, first = _items(desk, lesson, entry, start)
    if not entry.stands:
        desk.screen.show(*_before(desk, lesson, items[first]))
    state = Player(items, desk.progress, start=first, clock=desk.clock)
    if Taking(state, desk.screen, desk.runner, desk.aside, stands=entry.stands).take():
        from flasktutor.ui.flows import endings

        endings.of_lesson(desk, lesson, state.summary(), alone=alone)
    else:
        left(desk, lesson.lesson)


def _items(
    desk: Desk, lesson: Lesson, entry: EntryPoint, start: str | None
) -> tuple[list[Item], int]:
    """What is taken, and which of it comes first; a lesson that is gone into anew is begun."""
    if start:
        lesson.step(start)
    elif entry.key is None and not entry.stands:
        desk.progress.begin(lesson.lesson)
    steps = steps_here(desk, lesson)
    if start and start not in (str(item.step.key) for item in steps):
        raise _not_here(desk, lesson, start)
    items = [*items_of(desk, entry.openers), *steps]
    return items, next((i for i, item in enumerate(items) if item.step.key == entry.key), 0)


def _before(desk: Desk, lesson: Lesson, first: Item) -> Iterator[Note]:
    """What is said before the first step."""
    yield from task.in_its_own_language(lesson.language)
    if desk.elsewhere:
        text = _("The snippets run on Flask {flask}, Python {python}.")
        on = text.format(flask=desk.runner.flask_version, python=desk.runner.python_version)
        yield Note(on, "dim")
    if first.review:
        yield Note(_("First, some questions from earlier lessons."), "plain")


def steps_here(desk: Desk, lesson: Lesson) -> list[Item]:
    """The steps that hold on the Flask that runs the snippets."""
    from flasktutor.items import Item

    if not any(step.flask for step in lesson.steps):
        return [Item(lesson, step) for step in lesson.steps]
    flask = desk.runner.flask_version
    return [Item(lesson, step) for step in lesson.steps if step.holds_for(flask)]


def _not_here(desk: Desk, lesson: Lesson, key: str) -> UsageError:
    text = _("The step `{key}` is about Flask {versions}; the snippets run on Flask {flask}.")
    versions, flask = lesson.step(key).flask, desk.runner.flask_version
    return UsageError(text.format(key=key, versions=versions, flask=flask))


def _is_sound(desk: Desk, name: str) -> bool:
    """Whether that lesson is there and can be taken."""
    return name in desk.outlines and not desk.outlines[name].flaw


def items_of(desk: Desk, wanted: Iterable[tuple[str, str]]) -> list[Item]:
    """The review items for (lesson, step) pairs whose lesson is there and still has the step."""
    from flasktutor.items import Item

    items = []
    for name, key in wanted:
        if _is_sound(desk, name) and desk.may_run(lesson := desk.load(name)):
            items += [Item(lesson, step, True) for step in lesson.steps if step.key == key]
    return items

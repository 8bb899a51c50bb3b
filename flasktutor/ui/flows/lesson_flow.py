"""Owns taking one lesson: where to begin, the sitting itself, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from flasktutor import language, review
from flasktutor.errors import UsageError
from flasktutor.language import _, ngettext
from flasktutor.sources import OWN
from flasktutor.ui.flows import portions, typed
from flasktutor.ui.flows.desk import Desk
from flasktutor.ui.protocol import durations
from flasktutor.ui.protocol.blocks import Command, Note, Pick, Picked, Title

if TYPE_CHECKING:
    from flasktutor.items import Item
    from flasktutor.lesson import Lesson
    from flasktutor.outlines import Outline

RESTED = timedelta(hours=1)
"""A lesson is not opened with a question that was answered a moment ago."""


def take(desk: Desk, name: str | None, *, start: str | None = None, restart: bool = False) -> None:
    """Take the lesson `name`, or let one be picked. Ctrl-C passes, when all is said.

    Raises `TutorError` for a lesson or a step that is not there.
    """
    chosen = name
    try:
        chosen = name or pick(desk)
        if chosen is None:
            return
        lesson = desk.load(chosen)
        chosen = str(lesson.lesson)
        if _taken(desk, lesson, start, restart):
            from flasktutor.ui.flows import endings

            desk.screen.show(*endings.following(desk, chosen))
    except EOFError:
        left(desk, chosen)
    except KeyboardInterrupt:
        left(desk, chosen)
        raise


def sit(desk: Desk, name: str | None) -> None:
    """Take the lesson `name`, or let one be picked, as a part of something longer.

    Ctrl-C and Ctrl-D leave all of that: their exceptions pass.
    """
    if chosen := name or pick(desk):
        _taken(desk, desk.load(chosen), None, restart=False)


def left(desk: Desk, name: str | None) -> None:
    """Say how to go on."""
    command = typed.of_lesson(desk, name) if name else typed.of_all(desk, "start")
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
    reply = desk.screen.ask(Pick(options=options, keys=(Command.QUIT,)))
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
    number = outline.keys.index(place.step) + 1 if place.step in outline.keys else 1
    return _("at {n} of {total}").format(n=number, total=len(outline.keys))


def _taken(desk: Desk, lesson: Lesson, start: str | None, restart: bool) -> bool:
    """Take a lesson; True when its end was reached."""
    # The first screen of `start` does not wait for what plays a lesson.
    from flasktutor.player import Player, resume_key
    from flasktutor.ui.asking.taking import Taking

    if not desk.may_run(lesson):
        return False
    key = start or (None if restart else resume_key(desk.progress, lesson))
    if start:
        lesson.step(start)
    elif key is None:
        desk.progress.begin(lesson.lesson)
    steps = steps_here(desk, lesson)
    if start and start not in (str(item.step.key) for item in steps):
        raise _not_here(desk, lesson, start)
    items = [*_openers(desk, lesson, key is None), *steps]
    first = next((i for i, item in enumerate(items) if item.step.key == key), 0)
    desk.screen.show(*in_its_own_language(lesson))
    if desk.elsewhere:
        text = _("The snippets run on Flask {flask}, Python {python}.")
        on = text.format(flask=desk.runner.flask_version, python=desk.runner.python_version)
        desk.screen.show(Note(on, "dim"))
    if items[first].review:
        desk.screen.show(Note(_("First, some questions from earlier lessons."), "plain"))
    state = Player(items, desk.progress, start=first, clock=desk.clock)
    if Taking(state, desk.screen, desk.runner, desk.aside).take():
        from flasktutor.ui.flows import endings

        desk.screen.show(*endings.of_lesson(desk, lesson, state.summary()), *portions.note(desk))
        return True
    left(desk, lesson.lesson)
    return False


def in_its_own_language(lesson: Lesson) -> Iterator[Note]:
    """What to say before a lesson that is not there in the learner's language."""
    if lesson.language != language.current():
        text = _("This lesson is in {language}; there is no translation of it.")
        yield Note(text.format(language=language.own_name(lesson.language)), "dim")


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


def _openers(desk: Desk, lesson: Lesson, fresh: bool) -> list[Item]:
    """Two or three due questions from earlier lessons, when a lesson is begun."""
    if not fresh:
        return []
    moment = desk.clock()
    rested = [c for c in portions.askable(desk) if not moment - RESTED <= c.last_review <= moment]
    cards = review.openers(rested, lesson.lesson, moment)
    return items_of(desk, [(card.lesson, card.step) for card in cards])


def _is_sound(desk: Desk, name: str) -> bool:
    """Whether that lesson is there and can be taken."""
    return name in desk.outlines and not desk.outlines[name].flaw


def items_of(desk: Desk, wanted: list[tuple[str, str]]) -> list[Item]:
    """The review items for (lesson, step) pairs whose lesson is there and still has the step."""
    from flasktutor.items import Item

    items = []
    for name, key in wanted:
        if _is_sound(desk, name) and desk.may_run(lesson := desk.load(name)):
            items += [Item(lesson, step, True) for step in lesson.steps if step.key == key]
    return items

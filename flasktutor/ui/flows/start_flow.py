"""Owns `flasktutor start`: the first questions, then a dashboard to go on from."""

from __future__ import annotations

from collections.abc import Callable

from flasktutor import language
from flasktutor.language import _, later
from flasktutor.outlines import Outline
from flasktutor.ui.flows import lesson_flow, portions
from flasktutor.ui.flows.desk import Desk
from flasktutor.ui.flows.enough import may_drill
from flasktutor.ui.protocol import durations, where
from flasktutor.ui.protocol.blocks import Block, Command, Note, Pick, Picked, Title
from flasktutor.ui.views import course_map
from flasktutor.values import frozen

# Translators: the name of your own language, in your language.
# Translators: this word is shown in all languages at once, above their names.
LANGUAGE = later("Language")
LEVELS = {
    "new": later("I have never installed Flask."),
    "stuck": later("I tried to install Flask, but it does not start."),
    "installed": later("I have installed Flask, not much more."),
    "basics": later("I know the basics: routes, views, templates."),
}
"""Where a learner stands, and how they say it; `where` knows the lesson to begin with."""
MENU = 19
"""Lines of the dashboard beside its map."""
SET_UP = "on-your-machine"
"""The lesson that sets Flask up, for whoever never did or whose Flask does not start."""
HEALTH = "check-install"
"""The setting that keeps what `check-install` said here last: `well` or `ill`."""


@frozen
class _Entry:
    """A line of the dashboard, and what choosing it does."""

    text: str
    do: Callable[[], object]


def start(desk: Desk, check_install: Callable[[], bool]) -> None:
    """Ask what is not known yet, then offer what can be done next. Ctrl-C passes, when all is said.

    `check_install` says whether Flask works.
    """
    ended = None
    try:
        if _introduced(desk, check_install):
            _dashboard(desk, check_install)
    except (EOFError, KeyboardInterrupt) as error:
        ended = error
    if ended:
        lesson_flow.left(desk, None)
    if isinstance(ended, KeyboardInterrupt):
        raise ended


def _introduced(desk: Desk, check_install: Callable[[], bool]) -> bool:
    """Ask for the language and the level, once; False when the learner quits instead."""
    progress = desk.progress
    if progress.setting("language") is None:
        names = language.in_each(language.OWN_NAME)
        title = " · ".join(language.in_each(LANGUAGE).values())
        chosen = _one_of(desk, title, tuple(names.values()))
        if chosen is None:
            return False
        code = list(names)[chosen]
        progress.set_setting("language", code)
        language.use(code)
    if progress.setting("level") is None:
        desk.screen.show(Title(_("Welcome to flasktutor")), Note(_welcome(desk), "plain"))
        return _level_known(desk, check_install)
    return True


def _level_known(desk: Desk, check_install: Callable[[], bool]) -> bool:
    """Let the learner say the level, or questions find it out; False to quit instead."""
    while desk.progress.setting("level") is None:
        said = tuple(_(level) for level in LEVELS.values())
        chosen = _one_of(desk, _("Where do you stand?"), (*said, _("Find out by a few questions.")))
        if chosen is None:
            return False
        if chosen == len(LEVELS):
            _place(desk)
            continue
        level = list(LEVELS)[chosen]
        desk.progress.set_setting("level", level)
        if level == "stuck":
            _check(desk, check_install)
    return True


def _check(desk: Desk, check_install: Callable[[], bool]) -> None:
    well = check_install()
    desk.progress.set_setting(HEALTH, "well" if well else "ill")
    if well:
        text = _(
            "That was the Python found from this folder. If your project lies in another, run "
            "`check-install` there."
        )
        desk.screen.show(Note(text))


def _welcome(desk: Desk) -> str:
    course = _(
        "Short lessons about Flask's set-up and its contexts. You read a little, guess, "
        "run real code, write and repair it."
    )
    leaving = _("You may leave at any time with `q` or Ctrl-C.")
    if desk.progress.is_kept():
        leaving = _("Everything you do is kept; you may leave at any time with `q` or Ctrl-C.")
    return f"{course} {leaving}"


def _one_of(desk: Desk, title: str, options: tuple[str, ...]) -> int | None:
    desk.screen.show(Title(title))
    reply = desk.ask(Pick(options=options, keys=(Command.QUIT,)))
    return reply.indices[0] if isinstance(reply, Picked) else None


def _dashboard(desk: Desk, check_install: Callable[[], bool]) -> None:
    while True:
        entries = [*_lessons_to_offer(desk), *_others(desk, check_install)]
        desk.screen.show(*_overview(desk))
        reply = desk.ask(Pick(options=tuple(entry.text for entry in entries), keys=(Command.QUIT,)))
        if not isinstance(reply, Picked) or reply.indices[0] == len(entries) - 1:
            return
        entries[reply.indices[0]].do()


def _overview(desk: Desk) -> list[Block]:
    finished = {place.lesson for place in desk.progress.places() if place.finished}
    done = len(finished & set(desk.outlines))
    text = _("{done} of {total} lessons done.").format(done=done, total=len(desk.outlines))
    places = lesson_flow.places(desk)
    level = desk.progress.setting("level")
    drawn = course_map.of(desk.outlines, places, level, beside=MENU)
    blocks: list[Block] = [Title("flasktutor", text), *drawn, *_flawed(desk)]
    return [*blocks, *portions.note(desk)]


def _flawed(desk: Desk) -> list[Block]:
    """Lessons that cannot be taken, which never stops the others."""
    text = _("The lesson `{name}` cannot be taken: {flaw}")
    flawed = [outline for outline in desk.outlines.values() if outline.flaw]
    return [Note(text.format(name=one.name, flaw=one.flaw), "bad") for one in flawed]


def _lessons_to_offer(desk: Desk) -> list[_Entry]:
    """The lesson to go on with, and the one to begin next."""
    entries = []
    sound = {name: outline for name, outline in desk.outlines.items() if not outline.flaw}
    begun = next((p for p in desk.progress.places() if not p.finished and p.lesson in sound), None)
    if begun is not None:
        outline = sound[begun.lesson]
        text = _("Go on with “{title}” ({standing})")
        standing = lesson_flow.standing(desk, outline)
        entries.append(_entry(desk, text.format(title=outline.title, standing=standing), outline))
    places = {place.lesson for place in desk.progress.places()}
    after = where.following(places, desk.progress.setting("level"), sound)
    following = sound.get(after or "")
    if following is not None:
        entries.append(_beginning(desk, _("Begin “{title}” ({minutes})"), following))
    set_up = sound.get(SET_UP)
    if set_up is not None and set_up is not following and _wants_set_up(desk):
        text = _("Set Flask up on this computer: “{title}” ({minutes})")
        entries.append(_beginning(desk, text, set_up))
    return entries


def _wants_set_up(desk: Desk) -> bool:
    """Whether Flask was never installed here or does not start, and nothing was done about it.

    Who was placed by questions has not shown it either.
    """
    begun = any(place.lesson == SET_UP for place in desk.progress.places())
    health, level = desk.progress.setting(HEALTH), desk.progress.setting("level")
    return not begun and (health == "ill" or level in ("new", "stuck") or level in desk.outlines)


def _beginning(desk: Desk, text: str, outline: Outline) -> _Entry:
    shown = text.format(title=outline.title, minutes=durations.minutes(outline.minutes))
    return _entry(desk, shown, outline)


def _entry(desk: Desk, text: str, outline: Outline) -> _Entry:
    return _Entry(text, lambda: lesson_flow.sit(desk, outline.name))


def _review(desk: Desk) -> None:
    # The first screen does not wait for what asks questions.
    from flasktutor.ui.flows import review_flow

    review_flow.sit(desk)


def _place(desk: Desk) -> None:
    # As above.
    from flasktutor.ui.flows import placement_flow

    placement_flow.sit(desk)


def _drill(desk: Desk) -> None:
    # As above.
    from flasktutor.ui.flows import drill_flow

    drill_flow.sit(desk)


def _others(desk: Desk, check_install: Callable[[], bool]) -> list[_Entry]:
    due = len(portions.due(desk))
    entries = [_Entry(_("Pick a lesson"), lambda: lesson_flow.sit(desk, None))]
    if due:
        text = _("Answer questions that come back ({portion})")
        shown = text.format(portion=portions.said(desk.progress, due))
        entries.append(_Entry(shown, lambda: _review(desk)))
    if may_drill(desk):
        entries.append(_Entry(_("Practise with a new program each time"), lambda: _drill(desk)))
    entries.append(_Entry(_("Find out where I stand"), lambda: _place(desk)))
    entries.append(_Entry(_("Check my installation"), lambda: _check(desk, check_install)))
    entries.append(_Entry(_("Quit"), lambda: 0))
    return entries

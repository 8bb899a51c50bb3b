"""Owns `flasktutor lessons preview`: a lesson file taken as a learner would, nothing kept."""

from __future__ import annotations

import contextlib
from dataclasses import replace

from flasktutor.errors import TutorError
from flasktutor.items import Item, Score
from flasktutor.language import _
from flasktutor.lesson import Lesson
from flasktutor.player import Player
from flasktutor.progress import Progress
from flasktutor.ui.asking.taking import Taking
from flasktutor.ui.flows.desk import Desk
from flasktutor.ui.flows.lesson_flow import steps_here
from flasktutor.ui.protocol.blocks import Note
from flasktutor.ui.views import task


def take(desk: Desk, lesson: Lesson, key: str | None) -> None:
    """Take `lesson`, or only its step `key`. Ctrl-C passes.

    Raises `TutorError` for a step that is not there, or not for this Flask.
    """
    if key is not None:
        lesson = replace(lesson, steps=(lesson.step(key),))
    if not desk.may_run(lesson):
        return
    desk.screen.show(*task.in_its_own_language(lesson.language))
    with contextlib.suppress(EOFError):
        _taken(desk, _items(desk, lesson))


def _items(desk: Desk, lesson: Lesson) -> list[Item]:
    items = steps_here(desk, lesson)
    if not items:
        raise TutorError(
            _("No step of it is for Flask {version}.").format(version=desk.runner.flask_version),
            hint=_("Choose another Flask with `--python PATH`."),
        )
    return items


def _taken(desk: Desk, items: list[Item]) -> None:
    player = Player(items, Progress.open(None), clock=desk.clock)
    if Taking(player, desk.screen, desk.runner, desk.aside).take():
        desk.screen.show(Note(_said(player.summary()), "good"))


def _said(summary: Score) -> str:
    score = _("{right} of {asked} right at the first try.")
    ended = _("That was the preview; nothing was recorded.")
    if not summary.asked:
        return ended
    return f"{score.format(right=summary.first_try, asked=summary.asked)} {ended}"

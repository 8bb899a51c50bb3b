"""Owns what a sitting is given beside its lessons: worlds of their courses, and a way to play."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flasktutor.ui.protocol.blocks import Command
from flasktutor.values import frozen

if TYPE_CHECKING:
    from flasktutor.lesson import Lesson
    from flasktutor.runner.protocol import Context
    from flasktutor.ui.protocol.blocks import Code
    from flasktutor.worlds import World

KEYS = (Command.PROVE, Command.WORLD, Command.PLAY)
"""Keys that leave a step for a while."""


@frozen
class Worlds:
    """The worlds of a lesson's course, and whether their code may run here.

    `agreed` asks where that is not known; `known` says whether it may run without being asked.
    """

    found: tuple[World, ...] = ()
    agreed: Callable[[], bool] = lambda: True
    known: Callable[[], bool] = lambda: True


@frozen
class Aside:
    """What a sitting is given for it: the worlds of a course, and a way to play, if there is one.

    `play` opens a live session, from a lesson, with a program's setup, what is pushed around it,
    and itself.
    """

    worlds: Callable[[Lesson], Worlds] = lambda _lesson: Worlds()
    play: Callable[[Lesson, str, Context, Code], None] | None = None


NOTHING = Aside()

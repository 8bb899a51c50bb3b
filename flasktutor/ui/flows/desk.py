"""Owns what a sitting needs at hand: the screen, the learner's progress, lessons, the runner."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from flasktutor.progress.records import now
from flasktutor.ui.asking.beside import NOTHING, Aside
from flasktutor.ui.protocol.blocks import Command, Pause, Pick, Reply
from flasktutor.values import frozen

if TYPE_CHECKING:
    from flasktutor.lesson import Lesson
    from flasktutor.openings import Opening
    from flasktutor.outlines import Outline
    from flasktutor.progress import Progress
    from flasktutor.runner.runner import Runner
    from flasktutor.ui.protocol.screen import Screen


def _unknown(_name: str) -> None:
    """Nothing is known of any lesson before it is read."""


@frozen
class Desk:
    """Everything that the flows work with.

    `elsewhere` says that snippets run on a Python that is not our own.
    `load` reads a lesson in the learner's language; `may_run` says whether its
    code may be run, asking the learner where it came from elsewhere. `opening` gives what
    may be shown of a lesson before both, where that is known. `aside` is what a
    step can be left for. `options` were given now, and are wanted again in a command to go on with.
    """

    screen: Screen
    progress: Progress
    runner: Runner
    outlines: Mapping[str, Outline]
    load: Callable[[str], Lesson]
    may_run: Callable[[Lesson], bool]
    aside: Aside = NOTHING
    options: tuple[str, ...] = ()
    elsewhere: bool = False
    clock: Callable[[], datetime] = now
    opening: Callable[[str], Opening | None] = _unknown

    def ask(self, question: Pick | Pause) -> Reply:
        """The answer to a question beside the steps; its keys are told as at a step."""
        question = replace(question, keys=(*question.keys, Command.HELP))
        while (reply := self.screen.ask(question)) is Command.HELP:
            from flasktutor.ui.views import outcomes

            self.screen.show(*outcomes.help_on(question.keys))
        return reply

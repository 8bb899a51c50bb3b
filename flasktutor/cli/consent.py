"""Owns asking before code of a lesson from elsewhere runs for the first time."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from flasktutor import trust
from flasktutor.errors import TutorError
from flasktutor.language import _

if TYPE_CHECKING:
    from flasktutor.cli.tutor import Tutor
    from flasktutor.progress import Progress


class Agreements:
    """What the learner has agreed to, kept with the progress."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def known(self, digest: str) -> bool:
        return self._progress.setting(f"trust:{digest}") is not None

    def remember(self, digest: str) -> None:
        self._progress.set_setting(f"trust:{digest}", "agreed")


def asked(tutor: Tutor, path: Path) -> bool:
    """Whether the code of the lesson file at `path` may run.

    Raises `TutorError` when the learner would have to be asked and nobody is there.
    """
    if trust.is_own(path):
        return True
    memory = Agreements(tutor.progress)
    if trust.is_trusted(path, memory):
        return True
    if not (tutor.trusts or _agrees(tutor, path)):
        return False
    trust.agree(path, memory)
    return True


def _agrees(tutor: Tutor, path: Path) -> bool:
    foreign = _("{path} did not come with flasktutor.").format(path=path)
    if not sys.stdin.isatty():
        raise TutorError(
            foreign + " " + _("Nobody can be asked here whether its code may run."),
            hint=_("If you trust whoever wrote it, add `--trust`."),
        )
    question = _("Its code will run on this machine. Do you trust whoever wrote it?")
    return tutor.screen.confirm(f"{foreign} {question}", default=False)

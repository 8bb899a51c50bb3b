"""Owns asking before code of a lesson from elsewhere runs for the first time."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Protocol

from flasktutor import trust
from flasktutor.errors import LessonError, TutorError
from flasktutor.language import _

if TYPE_CHECKING:
    from pathlib import Path

    from flasktutor.progress import Progress
    from flasktutor.trust import Content
    from flasktutor.ui.protocol.screen import Screen


class Asks(Protocol):
    """Who asks: where it is asked and kept, and whether the command line has agreed already."""

    trusts: bool

    @property
    def progress(self) -> Progress: ...
    @property
    def screen(self) -> Screen: ...


class Agreements:
    """What the learner has agreed to, kept with the progress."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def known(self, digest: str) -> bool:
        return self._progress.setting(f"trust:{digest}") is not None

    def remember(self, digest: str) -> None:
        self._progress.set_setting(f"trust:{digest}", "agreed")


def is_known(asks: Asks, content: Content) -> bool:
    """Whether this very content is ours, or was agreed to before."""
    return trust.is_own(content) or trust.is_trusted(content, Agreements(asks.progress))


def asked(asks: Asks, content: Content, *, for_changes: bool = False) -> bool:
    """Whether the code of a lesson may run; what the learner agrees to is remembered.

    With `for_changes` the question is also about what the file will hold next. Raises
    `TutorError` when the learner would have to be asked and nobody is there.
    """
    if is_known(asks, content):
        return True
    if not (asks.trusts or _agrees(asks, content, for_changes)):
        return False
    trust.agree(content, Agreements(asks.progress))
    return True


def _foreign(path: Path) -> str:
    """What is to be trusted, by the names that a person knows it by."""
    from flasktutor import course, language

    with contextlib.suppress(LessonError):
        if spec := course.course(path.parent, language.current()):
            text = _("The course “{course}” did not come with flasktutor ({path}).")
            return text.format(path=path, course=spec.title)
    return _("{path} did not come with flasktutor.").format(path=path)


def _agrees(asks: Asks, content: Content, for_changes: bool) -> bool:
    foreign = _foreign(content.file.path)
    if not sys.stdin.isatty():
        raise TutorError(
            foreign + " " + _("Nobody can be asked here whether its code may run."),
            hint=_("If you trust whoever wrote it, add `--trust`."),
        )
    question = _("Its code will run on this machine. Do you trust whoever wrote it?")
    if for_changes:
        question = _(
            "Its code will run on this machine, again after each change. "
            "Do you trust whoever writes it?"
        )
    return asks.screen.confirm(f"{foreign} {question}", default=False)

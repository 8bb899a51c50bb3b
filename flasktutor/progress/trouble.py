"""Owns what is said when progress is not simply kept where it should be."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Literal

from flasktutor.errors import TutorError
from flasktutor.language import _, ngettext, reason
from flasktutor.values import frozen

_BUSY = ("locked", "busy")


@frozen
class Trouble:
    """Why progress is not simply kept in `path`; `instead` is the other file it is about."""

    kind: Literal["damaged", "newer", "held", "gone"]
    path: Path
    instead: Path | None = None
    reason: str = ""

    def sentence(self) -> str:
        """The trouble in one sentence, in the language in use."""
        if self.kind == "damaged":
            text = _(
                "Your progress file was damaged: it is kept as {instead}, "
                "and a new one was started."
            )
        elif self.kind == "newer":
            text = _(
                "{path} was written by a newer flasktutor and stays as it is: "
                "until you update flasktutor, your answers are kept in {instead}."
            )
        elif self.kind == "gone":
            text = _("{path} is gone: it is written anew, with all that is known here.")
        else:
            text = _(
                "{path} cannot be used now ({reason}): what you answer is held in memory, "
                "and written as soon as that works."
            )
        return text.format(path=self.path, instead=self.instead, reason=self.reason)


def held(path: Path, error: Exception) -> Trouble:
    """`path` could not be read or written, which may pass."""
    return Trouble("held", path, reason=reason(error))


def is_lock(error: Exception) -> bool:
    """Whether another program holds the database, which usually passes soon."""
    return isinstance(error, sqlite3.OperationalError) and any(word in str(error) for word in _BUSY)


def is_full(error: Exception) -> bool:
    """Whether there was no room for what was to be written."""
    return isinstance(error, sqlite3.OperationalError) and "full" in str(error)


def waiting(path: Path, seconds: float) -> str:
    """That a last try waits for another program."""
    text = _("Another program holds {path}: waiting for it, up to {n} seconds.")
    return text.format(path=path, n=round(seconds))


def kept_again() -> str:
    """That what was held in memory is on the disk."""
    return _("All that was held in memory is written now.")


def unkept(answers: int, path: Path, why: str) -> TutorError:
    """What is lost when the program ends now."""
    text = _("Not everything is kept: {path} cannot be written ({reason}).")
    if answers:
        text = ngettext(
            "{n} answer is not kept: {path} cannot be written ({reason}).",
            "{n} answers are not kept: {path} cannot be written ({reason}).",
            answers,
        )
    return TutorError(
        text.format(n=answers, path=path, reason=why),
        hint=_("Once that is mended, answers are kept again."),
    )


def homeless() -> str:
    """That there is no place to keep anything in."""
    return _("You have no home folder, so nothing is kept: let FLASKTUTOR_HOME name one.")


def unkept_without_home(answers: int) -> TutorError:
    """What is lost when the program ends now, where there is no place to keep it in."""
    text = ngettext(
        "{n} answer is not kept: you have no home folder.",
        "{n} answers are not kept: you have no home folder.",
        answers,
    )
    return TutorError(text.format(n=answers), hint=_home_hint())


def unchanged_without_home() -> TutorError:
    """That something asked for was not done, for there is no place to keep it in."""
    return TutorError(_("Nothing was changed: you have no home folder."), hint=_home_hint())


def _home_hint() -> str:
    return _("Let FLASKTUTOR_HOME name a folder that you may write to.")


def unchanged(path: Path, why: str) -> TutorError:
    """That something asked for was not done, not even in part."""
    text = _("Nothing was changed: {path} cannot be written ({reason}).")
    return TutorError(
        text.format(path=path, reason=why), hint=_("Once that is mended, try it again.")
    )

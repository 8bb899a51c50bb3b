"""Owns the words for what fails around us: no output, no folder, no memory, no temporary place."""

from __future__ import annotations

import errno
import os
import sys
import tempfile

import click

from flasktutor.errors import TutorError
from flasktutor.language import _, reason

_LOOP = "Symlink loop from "


def output_lost(error: OSError) -> TutorError:
    """The error that standard output cannot be written."""
    return TutorError(
        _("What there is to say cannot be written to standard output: {reason}.").format(
            reason=_("it is closed") if error.errno == errno.EBADF else reason(error)
        )
    )


def in_words(error: Exception) -> TutorError | None:
    """What a person has to know about `error`, where the cause lies outside the program."""
    if isinstance(error, click.Abort):
        return TutorError(_("The input ended where an answer was wanted."))
    if isinstance(error, ModuleNotFoundError) and not _is_ours(error.name):
        return TutorError(
            _("flasktutor is not wholly installed: the module {name} is missing.").format(
                name=error.name
            ),
            hint=_("Install it again: {command}").format(
                command=f"{sys.executable} -m pip install --force-reinstall flasktutor"
            ),
        )
    if isinstance(error, MemoryError):
        return TutorError(_("There is not enough memory for this."))
    if isinstance(error, RuntimeError) and str(error).startswith(_LOOP):
        # What pathlib raises before Python 3.13.
        path = str(error)[len(_LOOP) :].strip("'")
        return _unusable(path, _("Too many levels of symbolic links"))
    return _refused(error) if isinstance(error, OSError) else None


def _refused(error: OSError) -> TutorError:
    if not _stands_somewhere():
        return TutorError(_("This folder no longer exists. Go to another one."))
    if not _has_temporary_folder():
        return TutorError(
            _("No folder for temporary files can be written."),
            hint=_("Let TMPDIR name one that can, and see that the disk is not full."),
        )
    name = error.filename2 or error.filename
    if name is None:
        return TutorError(_("The system refuses: {reason}.").format(reason=reason(error)))
    return _unusable(os.fsdecode(name), reason(error))


def _unusable(path: str, why: str) -> TutorError:
    return TutorError(_("{path} cannot be used: {reason}.").format(path=path, reason=why))


def _is_ours(module: str | None) -> bool:
    return (module or "").partition(".")[0] == "flasktutor"


def _stands_somewhere() -> bool:
    try:
        os.getcwd()  # noqa: PTH109  # only whether there is one
    except OSError:
        return False
    return True


def _has_temporary_folder() -> bool:
    try:
        return os.access(tempfile.gettempdir(), os.W_OK | os.X_OK)
    except OSError:
        return False

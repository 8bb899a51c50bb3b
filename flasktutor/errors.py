"""Owns the errors that reach a person: one kind to raise, one to point at a place in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flasktutor.text import escape_line

if TYPE_CHECKING:
    from pathlib import Path


class TutorError(Exception):
    """Something a person has to know, said in whole sentences.

    `hint` says what to do about it; `exit_code` is what the process ends with
    when nothing catches it earlier (1 a problem found, 2 wrong usage).
    """

    def __init__(self, message: str, *, hint: str = "", exit_code: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.exit_code = exit_code


class Issue(NamedTuple):
    """One flaw in a file, at a 1-based line and column."""

    path: Path
    line: int
    column: int
    text: str

    def __str__(self) -> str:
        return escape_line(f"{self.path}:{self.line}:{self.column}: {self.text}")


class LessonError(TutorError):
    """A lesson file that cannot be used, with every flaw found in it."""

    def __init__(self, message: str, issues: tuple[Issue, ...], *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.issues = issues

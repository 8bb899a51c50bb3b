"""Owns the errors that reach a person, by kinds; and what points at a place in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flasktutor.text import escape_line

if TYPE_CHECKING:
    from pathlib import Path


class TutorError(Exception):
    """Something a person has to know, said in whole sentences.

    `hint` says what to do about it. What the process ends with, `cli` knows by the kind.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(TutorError):
    """What was typed cannot be done: it names what is not there, or what cannot be used so."""


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

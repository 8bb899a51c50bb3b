"""Owns the commands that a learner is told to type: they run as they stand."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from flasktutor.outlines import Outline
from flasktutor.paths import program
from flasktutor.text import escape_line
from flasktutor.ui.flows.desk import Desk


def of_all(desk: Desk, command: str, *words: str) -> str:
    """A command that is about all lessons at hand, such as `start`."""
    return of_words([*desk.options, *_folders(desk), command, *words])


def of_lesson(desk: Desk, name: str, *options: str) -> str:
    """The command that takes a lesson, with the folders to find it in where it is not ours."""
    outline = desk.outlines.get(name)
    # All folders, for a course's name depends on those before it.
    folders = _folders(desk) if outline is not None and _folder(outline) else []
    return of_words([*desk.options, *folders, "lesson", name, *options])


def of_step(desk: Desk, lesson: str, step: str) -> str:
    """The command that takes a lesson from a step on."""
    return of_lesson(desk, lesson, "--from", step)


def _folders(desk: Desk) -> list[str]:
    """The options that name the folders which the learner has named now."""
    named = dict.fromkeys(map(_folder, desk.outlines.values()))
    return [word for folder in named if folder for word in ("--lessons", folder)]


def _folder(outline: Outline) -> str:
    """The folder that the learner named for this lesson; empty where none was."""
    named = Path(outline.source).resolve() == Path(outline.path).resolve().parent
    return outline.source if named else ""


def of_words(words: Sequence[str]) -> str:
    """The command of the tutor that these words make."""
    return f"{program()} {quoted(words)}"


def quoted(words: Sequence[str]) -> str:
    """The words as a shell reads them one by one."""
    if os.name == "nt":
        from subprocess import list2cmdline

        return list2cmdline(words)
    return " ".join(map(_word, words))


def _word(word: str) -> str:
    """A word as a shell reads it; what is not safe to show stands there as an escape."""
    from shlex import quote

    if escape_line(word) == word:
        return quote(word)
    # Bash, zsh and ksh read these escapes in such quotes; they are bytes, as names are.
    kept = {"'": "\\'", "\\": "\\\\"}
    shown = (kept.get(c) or (c if c == escape_line(c) else _bytes(c)) for c in word)
    return "$'" + "".join(shown) + "'"


def _bytes(character: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in os.fsencode(character))

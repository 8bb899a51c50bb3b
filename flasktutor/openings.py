"""Owns what a lesson opens with: its steps' words, kept so that its first screen is quick.

They hold for the very files that they were made of, and are kept of lessons without a flaw only:
a learner may be shown them before the lesson is read whole.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Collection, Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from flasktutor import datafiles, paths

if TYPE_CHECKING:
    from flasktutor.lesson import Lesson
    from flasktutor.trust import Content

FOLDER = "openings"


# A namespace is there at once; a data class is built anew at every start.
class Opening(SimpleNamespace):
    """A lesson as its first screen shows it, in one language, whichever step that is at.

    `keys` are its steps, `bodies` the words of each, but of those that are to be drawn.
    `language`, `written_in` and `untranslated` are the lesson's.
    """

    title: str
    language: str
    written_in: str
    keys: list[str]
    bodies: dict[str, str]
    untranslated: list[str]

    def only_in(self, key: str, spoken: str) -> str:
        """The language of a step that stands untranslated in a lesson in the language `spoken`."""
        missing = spoken == self.language and key in self.untranslated
        return self.written_in if missing else ""


def keep(mark: str, spoken: Mapping[str, Lesson]) -> None:
    """Keep under `mark` what a lesson opens with, by language, the one it is written in first."""
    written = next(iter(spoken.values()))
    if not can_be_kept(written):
        return
    data = json.dumps({each: _opening(lesson) for each, lesson in spoken.items()})
    paths.keep(_file(mark), f"{_whole(written.content, data)}\n{data}")


def can_be_kept(lesson: Lesson) -> bool:
    """Whether it is known without Flask which steps there are."""
    return not any(step.flask for step in lesson.steps)


def _opening(lesson: Lesson) -> dict[str, Any]:
    return {
        "title": lesson.title,
        "language": lesson.language,
        "written_in": lesson.written_in,
        "keys": [step.key for step in lesson.steps],
        "bodies": {s.key: s.body for s in lesson.steps if not getattr(s, "to_draw", False)},
        "untranslated": sorted(lesson.untranslated),
    }


def of(mark: str, content: Content, wanted: str) -> Opening | None:
    """What is kept under `mark`, in the language `wanted`, else in the lesson's own.

    None where nothing is, or not of that content.
    """
    with contextlib.suppress(OSError, ValueError):
        with open(_file(mark), encoding="utf-8") as file:
            whole, _end, data = file.read().partition("\n")
        if whole == _whole(content, data):
            spoken = json.loads(data)
            return Opening(**spoken.get(wanted, next(iter(spoken.values()))))
    return None


def drop_others(marks: Collection[str]) -> None:
    """Let go of what is kept under other marks."""
    folder = paths.stored(FOLDER)
    with contextlib.suppress(OSError):
        for name in {*os.listdir(folder)} - {*marks}:
            os.unlink(os.path.join(folder, name))


def _file(mark: str) -> str:
    return paths.stored(os.path.join(FOLDER, mark))


def _whole(content: Content, data: str) -> str:
    """What tells whether `data` is of that content, and as it was written."""
    return datafiles.mark(*content.parts, data.encode()).decode()

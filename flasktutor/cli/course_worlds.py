"""Owns the wrong worlds of courses, as they were read, and whether their code may run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flasktutor import course, trust
from flasktutor.errors import LessonError
from flasktutor.language import current
from flasktutor.trust import Content
from flasktutor.ui.asking.beside import Worlds


def of(folder: Path, agreed: Callable[[Content], bool], known: Callable[[Content], bool]) -> Worlds:
    """The worlds of a folder's course, in the learner's language; none where it has a flaw.

    `agreed` says whether the code of its course file may run, and `known` does without asking.

    What is wrong with it, `lessons check` says.
    """
    content = trust.content_of(folder / course.COURSE_FILE)
    if content.file.trouble:
        return Worlds()
    try:
        spec = course.made_of(content.file)
    except LessonError:
        return Worlds()
    found = course.translate(spec, current())[0].worlds
    return Worlds(found, lambda: agreed(content), lambda: known(content))

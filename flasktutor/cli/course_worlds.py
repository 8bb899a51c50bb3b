"""Owns the wrong worlds of courses, as they were read, and whether their code may run."""

from __future__ import annotations

from pathlib import Path

from flasktutor import course, trust
from flasktutor.cli import consent
from flasktutor.cli.tutor import Tutor
from flasktutor.errors import LessonError
from flasktutor.language import current
from flasktutor.ui.asking.asides import Worlds


def of(tutor: Tutor, folder: Path) -> Worlds:
    """The worlds of a folder's course, in the learner's language; none where it has a flaw.

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
    return Worlds(found, lambda: consent.asked(tutor, content))

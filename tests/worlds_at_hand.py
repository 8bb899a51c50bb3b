"""Gives a sitting the wrong worlds of a lesson's course, agreed to, in the language in use."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flasktutor import course, language
from flasktutor.ui.asking.beside import Aside, Worlds
from flasktutor.worlds import World


@cache
def _worlds(folder: Path, spoken: str) -> tuple[World, ...]:
    spec = course.course(folder, spoken)
    return spec.worlds if spec else ()


def aside() -> Aside:
    """What varied questions need: worlds to run their programs in.

    None is looked for to be visited, as where it is not known yet whether its code may run: a run
    in each world at each step would take most of the time.
    """
    return Aside(
        lambda taken: Worlds(
            _worlds(taken.where.path.parent, language.current()), known=lambda: False
        )
    )

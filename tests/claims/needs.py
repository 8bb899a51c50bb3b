"""Owns what of the course wants a claim: bullets of recaps, ideas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from flasktutor import course, lesson, paths
from flasktutor.course import CourseSpec
from flasktutor.lesson import Lesson
from flasktutor.steps import Step
from flasktutor.steps.claims import Claim, bullets
from flasktutor.values import frozen

FOLDER = Path(paths.own_lessons())
RECAP = "recap"
_READING = re.compile(r"https?://\S+$")
"""How a bullet ends that only says where to read on."""


@frozen
class Stated:
    """A claim, and where it stands."""

    lesson: str
    step: str
    claim: Claim


@frozen
class Need:
    """Something that wants a claim: `name` says which, `rests_on` are its claims."""

    name: str
    text: str
    rests_on: tuple[Stated, ...]


def ours() -> CourseSpec:
    """The course that comes with the program."""
    spec = course.course(FOLDER)
    assert spec is not None
    return spec


def lessons() -> list[Lesson]:
    """Its lessons, in order."""
    return [lesson.load(FOLDER / f"{name}.yaml") for name in ours().lessons]


def recap_of(one: Lesson) -> Step | None:
    """The step that says what the lesson taught; workshops have none."""
    return next((step for step in one.steps if step.key == RECAP), None)


def stated_in(one: Lesson) -> Iterator[Stated]:
    """Every claim of a lesson."""
    for step in one.steps:
        yield from (Stated(one.lesson, step.key, claim) for claim in step.claims)


def bullets_of(one: Lesson) -> Iterator[Need]:
    """The bullets of a lesson's recap, each with the claims of the recap that name it."""
    recap = recap_of(one)
    for number, text in enumerate(bullets(recap.body) if recap else (), 1):
        assert recap is not None
        found = (Stated(one.lesson, recap.key, claim) for claim in recap.claims)
        rests_on = tuple(each for each in found if number in each.claim.bullets)
        if not _READING.search(text):
            yield Need(f"{one.lesson}: {text}", text, rests_on)


def ideas() -> Iterator[Need]:
    """The ideas of the course, each with the claims that prove it, wherever they stand."""
    stated = [each for one in lessons() for each in stated_in(one)]
    for idea in ours().ideas:
        rests_on = tuple(each for each in stated if idea.key in each.claim.ideas)
        yield Need(f"idea {idea.key}", idea.title, rests_on)


def needs() -> list[Need]:
    """All that wants a claim."""
    return [*(need for one in lessons() for need in bullets_of(one)), *ideas()]


def lacking() -> list[str]:
    """What rests on no claim."""
    return [need.name for need in needs() if not need.rests_on]

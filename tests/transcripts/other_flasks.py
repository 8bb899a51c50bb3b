"""Owns what is read of steps that say something of another Flask than this one: taken there.

What holds on several others is read on the oldest of them; Flask 3.2 is its double.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flasktutor import language, lesson, paths
from flasktutor.lesson import Lesson
from flasktutor.runner.runner import Runner
from flasktutor.steps import Step
from flasktutor.steps.claims import Claim
from tests.flasks.versions import DOUBLED, PACKAGES, number, python_with
from tests.remembering import Remembering
from tests.transcripts import taken

FOLDER = taken.FOLDER / "other_flasks"


def kept(name: str, spoken: str) -> Path:
    """Where the transcript of a lesson's steps on other Flasks is kept."""
    return FOLDER / f"{name}.{spoken}.txt"


@contextmanager
def runners() -> Iterator[dict[str, Runner]]:
    """A runner for each Flask but this one, the oldest first."""
    with ExitStack() as stack:
        made = {
            number(version): stack.enter_context(Remembering(python_with(version)))
            for version in (*PACKAGES, DOUBLED)
        }
        yield dict(made)


def transcript(name: str, spoken: str, here: str, others: Mapping[str, Runner]) -> str:
    """What is read there of the lesson `name`; empty where all of it holds `here`."""
    language.use(spoken)
    try:
        read = lesson.load(Path(paths.own_lessons()) / f"{name}.yaml", spoken)
        parts = [
            f"\n\n#### On Flask {version} ####\n{taken.in_lines(read, steps, others[version])}"
            for version, steps in _by_flask(read, here, others).items()
        ]
    finally:
        language.use("en")
    return taken.levelled("".join(parts).lstrip()) if parts else ""


def _by_flask(read: Lesson, here: str, others: Mapping[str, Runner]) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = {}
    told: set[tuple[str, str]] = set()
    for version, runner in others.items():
        for step in (*read.steps, *read.practice):
            news = {(step.key, one) for one in _only_there(step, here, runner.flask_version)}
            if news - told:
                found.setdefault(version, []).append(step)
            told |= news
    return found


def _only_there(step: Step, here: str, there: str) -> Iterator[str]:
    """The versions that the step, or a claim of it, names: they take in that Flask, not this."""
    if step.holds_for(there):
        parts: tuple[Step | Claim, ...] = (step, *step.claims)
        for part in parts:
            if part.holds_for(there) and not part.holds_for(here):
                yield part.flask

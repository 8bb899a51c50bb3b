"""Owns do steps that are made for a test, and the verdict on what is seen of them."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from flasktutor.conditions.looks import (
    EnvironmentSeen,
    Seen,
)
from flasktutor.lesson import Lesson, read
from flasktutor.steps.base import Verdict
from flasktutor.steps.do import DoStep

HEAD = "format: 1\nlesson: made\ntitle: A\nsummary: B\nsteps:\n"


def lesson_of(folder: Path, steps: str) -> tuple[Lesson | None, list[str]]:
    """A lesson with these lines as its steps, and what is wrong with it."""
    file = folder / "made.yaml"
    file.write_text(HEAD + steps, "utf-8")
    lesson, issues = read(file)
    return lesson, [issue.text for issue in issues]


def step_of(folder: Path, checks: str, more: str = "") -> DoStep:
    """A `do` step with these checks."""
    lines = "".join(f"      {line}\n" for line in checks.splitlines())
    text = f"  - key: one\n    kind: do\n    body: Do it.\n    checks:\n{lines}    solution: {{}}\n"
    lesson, issues = lesson_of(folder, text + more)
    assert not issues
    assert lesson is not None
    return cast(DoStep, lesson.steps[0])


def judged(folder: Path, checks: str, *seen: Seen | None, more: str = "") -> Verdict:
    """What a step with these checks says of what was seen."""
    return step_of(folder, checks, more).judge(seen)


VENV = EnvironmentSeen(
    state="there", python="/home/ana/shop/.venv/bin/python", place=".venv",
    packages={"flask": "3.1.3", "flask-login": "0.6.3"},
)  # fmt: skip

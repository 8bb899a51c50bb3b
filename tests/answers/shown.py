"""Owns what a learner reads after each answer, in both languages, as a text to keep."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from textwrap import indent

from flasktutor import course, language, lesson, paths
from flasktutor.lesson import Lesson
from flasktutor.runner.protocol import RunResult
from flasktutor.runner.runner import Runner
from flasktutor.steps.base import Verdict
from flasktutor.steps.code import CodeStep
from flasktutor.steps.exercise import Exercise
from flasktutor.ui.plain.plain_screen import PlainScreen
from flasktutor.ui.views import outcomes
from tests.answers.tried import FOLDER, Tried, Written, tried_at, written_for

LANGUAGES = ("en", "id")
ANSWER = "\n-- "
AMISS = "  (this must not be so)"
"""Set beside a verdict that is not the one that has to be."""
_PASSING = re.compile(
    r"(?<=\b0x)[0-9a-f]{6,}|[^\s('\"]*(?:flasktutor-run-\w+/run-\w+/|/site-packages/)"
)
"""What is another at each run: addresses in memory, folders."""


def lessons() -> list[str]:
    """Our lessons that have a step graded by running."""
    files = course.lesson_files(Path(paths.own_lessons()))
    return [path.stem for path in files if any(_exercises(lesson.load(path)))]


def kept(name: str) -> Path:
    """Where what was shown at the lesson `name` is kept."""
    return FOLDER / "shown" / f"{name}.txt"


def head(runner: Runner) -> str:
    """The first line of what is kept: what it was seen on."""
    python = ".".join(runner.python_version.split(".")[:2])
    flask = ".".join(runner.flask_version.split(".")[:2])
    return f"Python {python}, Flask {flask}"


def shown(
    name: str, runner: Runner, folder: Path | None = None, written: Written | None = None
) -> str:
    """Every answer that is tried in a lesson, with its verdict and words.

    The lesson is ours and the answers are those of its file, unless others are given.
    """
    path = (folder or Path(paths.own_lessons())) / f"{name}.yaml"
    spoken = {each: lesson.load(path, each) for each in LANGUAGES}
    given = written_for(name) if written is None else written
    parts = [f"{head(runner)}\n"]
    for step in _exercises(spoken["en"]):
        if not step.holds_for(runner.flask_version):
            continue
        parts.append(f"\n== {name}/{step.key} ({step.kind}) ==\n")
        tried = (_tried(taken, step.key, given) for taken in spoken.values())
        parts.extend(_answered(step.key, each, spoken, runner) for each in zip(*tried, strict=True))
    return "".join(parts)


def _tried(taken: Lesson, key: str, written: Written) -> Iterator[Tried]:
    """What is tried at a step, with the words of the language that it is taken in."""
    step = taken.step(key)
    assert isinstance(step, Exercise)
    return tried_at(step, written, taken.words)


def _exercises(taken: Lesson) -> Iterator[Exercise]:
    return (step for step in taken.steps if isinstance(step, Exercise))


def _answered(key: str, tried: tuple[Tried, ...], spoken: dict[str, Lesson], runner: Runner) -> str:
    """One answer: its code, whether it is accepted, and where it is not, what is said of it.

    It is given in each language, with the words of that language in it.
    """
    told, right = [], []
    try:
        for (each, taken), one in zip(spoken.items(), tried, strict=True):
            language.use(each)
            verdict, result = _judged(taken, key, one.source, runner)
            right.append(verdict.right)
            told.append(f"[{each}]\n{_words(verdict, result)}")
    finally:
        language.use("en")
    first = tried[0]
    mark = "" if set(right) == {first.right} else AMISS
    state = f"{'✓ accepted' if all(right) else '✗ refused'}{mark}\n"
    code = indent(first.source.strip("\n") or "(nothing)", "  | ", lambda _line: True)
    return f"{ANSWER}{first.what}\n{code}\n{state}{'' if all(right) else ''.join(told)}"


def _judged(taken: Lesson, key: str, source: str, runner: Runner) -> tuple[Verdict, RunResult]:
    step = taken.step(key)
    assert isinstance(step, Exercise)
    result = runner.run(step.request_for(taken.setup, source))
    if isinstance(step, CodeStep):
        return step.grade(source, result), result
    return step.judge(source, result), result


def _words(verdict: Verdict, result: RunResult) -> str:
    """What stands on the plain screen, without tracebacks, drawings and addresses."""
    error = result.exception and replace(result.exception, trace="")
    blocks = outcomes.of_exercise(verdict, replace(result, events=(), exception=error))
    out = io.StringIO()
    PlainScreen(io.StringIO(), out).show(*blocks)
    lines = (line.rstrip() for line in out.getvalue().splitlines() if line.strip())
    return _PASSING.sub("…", "".join(f"  {line}\n" for line in lines))

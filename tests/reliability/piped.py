"""Kills a piped lesson at random moments and counts acknowledged answers that were lost.

python -m tests.reliability.piped [--times N] [--seed N] [LESSON.yaml]

A verdict on the screen acknowledges its answer. Exit 0: nothing was lost.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from flasktutor import lesson
from flasktutor.lesson import Lesson
from flasktutor.steps import Step
from flasktutor.steps.choice import ChoiceStep
from flasktutor.steps.code import CodeStep
from flasktutor.steps.fill import FillStep
from flasktutor.steps.order import OrderStep
from flasktutor.steps.predict import PredictStep
from flasktutor.steps.run import RunStep
from tests.checkout import ROOT
from tests.reliability import kill

VERDICT = r"^(?:Right|Not yet)\."
SAMPLER = ROOT / "tests/ui/lessons/sampler.yaml"


def answers(taken: Lesson) -> Iterator[str]:
    """Lines that take a lesson to its end, right or wrong: `n` goes on after either."""
    for step in taken.steps:
        yield from _answer(step)
        yield "n"


def _answer(step: Step) -> Iterator[str]:
    if isinstance(step, RunStep):
        yield "r"
    elif isinstance(step, PredictStep):
        yield "1"
    elif isinstance(step, ChoiceStep):
        yield "1,2" if step.multi else "1"
    elif isinstance(step, FillStep):
        yield from step.accept[0]
    elif isinstance(step, OrderStep):
        yield "1 2"
    elif isinstance(step, CodeStep):
        yield from (*step.solution.rstrip("\n").split("\n"), ".")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.piped")
    parser.add_argument("--times", default="200")
    parser.add_argument("--seed", default="0")
    parser.add_argument("lesson", type=Path, nargs="?", default=SAMPLER)
    options = parser.parse_args(arguments)
    path: Path = options.lesson.resolve()
    program = [sys.executable, "-m", "flasktutor", "--lessons", str(path.parent)]
    take = [*program, "lesson", path.stem, "--restart", "--trust"]
    with tempfile.TemporaryDirectory(prefix="flasktutor-piped-") as folder:
        file = Path(folder, "answers.txt")
        file.write_text("\n".join([*answers(lesson.load(path)), ""]), encoding="utf-8")
        trial = ["--times", options.times, "--seed", options.seed, "--input", str(file)]
        return kill.main([*trial, "--ack", VERDICT, *take])


if __name__ == "__main__":
    sys.exit(main())

"""Owns the machine that `do` steps are taken on here: the same everywhere, and nothing runs on it.

Doing them for real, with environments and servers, takes minutes and is what `lessons check` does.
What is read meanwhile is the same words: those of an empty folder, then of each mistake that the
lesson knows, then of all that was asked being so.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from flasktutor.causes.system import System
from flasktutor.lesson import Lesson
from flasktutor.runner.protocol import Context
from flasktutor.steps.base import Verdict
from flasktutor.steps.do import DoStep
from flasktutor.ui.asking import elsewhere, workshop
from flasktutor.ui.protocol.blocks import Code
from flasktutor.workplace.place import Workplace


class Sights:
    """What is seen at a step: at first, and another each time that somebody asks for a look."""

    def __init__(self, step: DoStep) -> None:
        self._verdicts = _verdicts(step)
        self._looked = False

    def look(self, *, at_once: bool = False) -> Verdict | None:
        is_new, self._looked = at_once or not self._looked, True
        return next(self._verdicts) if is_new else None

    def stop(self) -> None:
        """Nothing runs that could be stopped."""


def _verdicts(step: DoStep) -> Iterator[Verdict]:
    waiting = [(one, mark) for one in step.checks for mark in one.waiting()]
    failed = tuple(replace(mark, state="failed", fail=str(one.fail)) for one, mark in waiting)
    said = next((mark.fail for mark in failed if mark.fail), "")
    yield Verdict(right=False, marks=failed, message=said)
    for mistake in step.mistakes:
        yield Verdict(right=False, marks=failed, message=mistake.say)
    passed = tuple(replace(mark, state="passed") for _one, mark in waiting)
    yield Verdict(right=True, marks=passed)


@contextmanager
def a_machine() -> Iterator[Callable[[Lesson, str, Context, Code], None]]:
    """A machine with an empty home and no terminal to hand over; the way to play comes back."""
    seen: dict[str, Sights] = {}

    def sights(step: DoStep, _place: Workplace, _environ: Mapping[str, str]) -> Sights:
        # A watcher is let go of whenever something else is asked; what was seen stays so.
        return seen.setdefault(step.key, Sights(step))

    with tempfile.TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "home", lambda: Path(home))
        patch.setattr(workshop, "Watcher", sights)
        patch.setattr(workshop, "detect", lambda _environ: System("linux"))
        patch.setattr(elsewhere, "can_take_over", lambda: False)
        yield lambda _lesson, _setup, _context, _source: None

"""Notes tests and their fixtures as they begin and end, of pytest and of unittest."""

from __future__ import annotations

import unittest
from types import FrameType
from typing import TYPE_CHECKING, Any

from .. import fit, tracebacks

if TYPE_CHECKING:
    from ..record import Recorder
    from ..record.codes import After
    from ..record.lanes import Lane

_MOST_ERRORS = 50


class Tests:
    """The tests of one recording. Of those that passed nothing is kept, unless `every` is wanted.

    Contexts that such a test left pushed are kept, for later ones run inside them.
    """

    def __init__(self, recorder: Recorder, *, every: bool) -> None:
        self.recorder = recorder
        self.count = 0
        #: What tests failed with: the test, and the traceback.
        self.errors: list[dict[str, Any]] = []
        self._every = every
        self._running = ""
        self._first = 0

    def run_pytest(self, arguments: list[str]) -> int:
        """Run pytest as its own command does; its exit code."""
        import pytest

        from .fixtures import plugin

        return int(pytest.main(arguments, plugins=[plugin(self)]))

    def follow_unittest(self) -> None:
        """Look out for the test cases of `unittest`, whoever runs them."""
        self.recorder.follow(unittest.TestCase.run, self._follow_case)

    def began(self, name: str) -> None:
        """A test is about to be set up."""
        self.count += 1
        self._running = name
        self._first = self.recorder.section()
        self._note("test-began", name)

    def ended(self, outcome: str) -> None:
        """A test is over, and all of its own torn down: `passed`, `failed` or `skipped`."""
        self._note(f"test-{outcome}", self._running)
        if outcome != "failed" and not self._every:
            self.recorder.forget(self._first)
        self._running = ""

    def keep(self, error: BaseException, name: str) -> None:
        """Keep what a test failed with."""
        self._keep(tracebacks.text(error, tracebacks.of_own(error, self.recorder.own)), name)

    def _keep(self, text: str, name: str) -> None:
        if len(self.errors) < _MOST_ERRORS:
            lane = fit.short(self.recorder.lanes.here().name)
            self.errors.append({"lane": lane, "traceback": text, "test": fit.short(name)})

    def _note(self, kind: str, label: str) -> None:
        self.recorder.note(kind, self.recorder.synced(), label)

    def _follow_case(self, frame: FrameType, _lane: Lane) -> After | None:
        """A test case of unittest's runs; under pytest, its test has begun by then."""
        case, result = frame.f_locals["self"], frame.f_locals.get("result")
        self.recorder.watch_part(type(case).setUp, ("fixture-began", "setUp"))
        self.recorder.watch_part(type(case).tearDown, ("fixture-ending", "tearDown"))
        if self._running:
            return None
        self.began(case.id())
        before = len(_troubles(result))

        return lambda _given: self._end_case(_troubles(result)[before:])

    def _end_case(self, troubles: list[Any]) -> None:
        for _case, text in troubles:
            self._keep(tracebacks.cut(str(text)), self._running)
        self.ended("failed" if troubles else "passed")


def _troubles(result: Any) -> list[Any]:
    """The tests that have failed by now, and what each has failed with."""
    return [*getattr(result, "failures", ()), *getattr(result, "errors", ())]

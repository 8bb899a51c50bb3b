"""Tells of pytest's tests and fixtures as they come and go. Loaded only where pytest is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterator

import pytest

if TYPE_CHECKING:
    from .tests import Tests


def plugin(tests: Tests) -> Any:
    """A plugin of pytest that tells `tests` what it hears."""
    return _Plugin(tests)


class _Plugin:
    def __init__(self, tests: Tests) -> None:
        self._tests = tests
        self._recorder = tests.recorder
        self._outcome = ""
        self._ending: dict[int, int] = {}

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: Any) -> Iterator[None]:
        """From a test's first fixture to its last."""
        self._outcome = "passed"
        self._tests.began(item.nodeid)
        yield
        self._tests.ended(self._outcome)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_call(self) -> Iterator[None]:
        """The test's own function."""
        self._note("test-called")
        yield
        self._note("test-left")

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: Any, call: Any) -> Iterator[None]:
        """How a phase of a test went."""
        outcome: Any = yield
        report = outcome.get_result()
        if report.failed:
            self._outcome = "failed"
            self._tests.keep(call.excinfo.value, item.nodeid)
        elif report.skipped and self._outcome == "passed":
            self._outcome = "skipped"

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:
        """A fixture is set up; whatever was added last is torn down first."""
        first = self._note("fixture-began", _name(fixturedef))
        yield
        self._end(fixturedef, first, "fixture-ready")
        fixturedef.addfinalizer(lambda: self._begin_ending(fixturedef))

    def _begin_ending(self, fixturedef: Any) -> None:
        self._ending[id(fixturedef)] = self._note("fixture-ending", _name(fixturedef))

    def pytest_fixture_post_finalizer(self, fixturedef: Any) -> None:
        """A fixture is torn down; pytest says so more than once."""
        first = self._ending.pop(id(fixturedef), None)
        if first is not None:
            self._end(fixturedef, first, "fixture-ended", kept=False)

    def _end(self, fixturedef: Any, first: int, kind: str, *, kept: bool = True) -> None:
        """A part of a fixture is over. Where nothing happened in it, it is worth no word."""
        own = kept and self._recorder.own(fixturedef.func.__code__.co_filename)
        if not own and not self._recorder.happened(first + 1):
            self._recorder.forget(first)
        else:
            self._note(kind, _name(fixturedef))

    def _note(self, kind: str, label: str = "") -> int:
        """Note it; its place among the events."""
        place = len(self._recorder.events)
        self._recorder.note(kind, self._recorder.synced(), label)
        return place


def _name(fixturedef: Any) -> str:
    scope = getattr(fixturedef, "scope", "function")
    return fixturedef.argname if scope == "function" else f"{fixturedef.argname} ({scope})"

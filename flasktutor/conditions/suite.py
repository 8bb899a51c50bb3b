"""Owns the condition on the learner's own tests: they pass, and fail where they ought to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flasktutor.checks import Mark
from flasktutor.conditions.base import Condition
from flasktutor.conditions.files import check_paths
from flasktutor.conditions.looks import SuiteFailure, SuiteLook, SuiteRun, SuiteSeen
from flasktutor.language import _, ngettext
from flasktutor.schema import Code, Report, Spec, Words
from flasktutor.values import frozen

_ASSERTED = ("assert ", "AssertionError")
"""How what pytest says of a failed `assert` begins."""


@frozen(kw_only=True)
class Mutant(Spec):
    """A version of the app that the learner's tests have to fail on."""

    what: Words
    """What is wrong with it, as the end of “the tests fail when …”."""
    files: Mapping[str, Code]
    """Files to put over a copy of the learner's folder, by path."""
    say: Words = Words("")
    """Said when the tests pass on it."""

    def check(self, report: Report) -> None:
        check_paths(tuple(self.files), "files", report)


@frozen(kw_only=True)
class SuiteCondition(Condition):
    """`pytest` passes in the learner's folder, and fails on faulty versions of the app."""

    slow = True

    tests: int
    """How many tests have to pass, at least."""
    catch: tuple[Mutant, ...] = ()
    """Faulty versions on which at least one test has to fail."""

    def look(self) -> SuiteLook:
        return SuiteLook(faults=tuple(dict(fault.files) for fault in self.catch))

    def criterion(self) -> str:
        text = ngettext(
            "`pytest` passes, with {n} test at least",
            "`pytest` passes, with {n} tests at least",
            self.tests,
        )
        return text.format(n=self.tests)

    def waiting(self) -> tuple[Mark, ...]:
        return (*super().waiting(), *self._unreached())

    def judge(self, seen: SuiteSeen) -> tuple[Mark, ...]:
        own = seen.own
        if own.end == "ran" and not own.failed and own.passed >= self.tests:
            return (self.mark(True), *self._caught(seen))
        error = own.output if own.end in ("broken", "not-started") else _raised(own)
        return (self.mark(False, seen=_ended(own), error=error), *self._unreached())

    def _unreached(self) -> tuple[Mark, ...]:
        return tuple(Mark(criterion=_catches(one), state="not-reached") for one in self.catch)

    def _caught(self, seen: SuiteSeen) -> Iterator[Mark]:
        for fault, run in zip(self.catch, seen.faulty, strict=True):
            # Tests that cannot be started prove nothing: the copy does not fit together.
            passed = run.end == "ran" and run.failed > 0
            yield Mark(
                criterion=_catches(fault),
                state="passed" if passed else "failed",
                seen="" if passed else _ended(run),
                fail="" if passed else fault.say,
            )


def _catches(fault: Mutant) -> str:
    return _("the tests fail when {what}").format(what=fault.what)


def _first(failure: SuiteFailure) -> str:
    """Which test failed, where, and the first line of what it said."""
    text = _("{test} in line {line}") if failure.line else "{test}"
    place = text.format(test=failure.test, line=failure.line)
    said = failure.said.partition("\n")[0]
    return f"{place}: {said}" if said else place


def _raised(run: SuiteRun) -> str:
    """The output, where the first failure is an error of the program and no plain `assert`."""
    said = run.first.said if run.first else ""
    return run.output if run.failed and not said.startswith(_ASSERTED) else ""


def _ended(run: SuiteRun) -> str:
    if run.end == "ran":
        text = _("{passed} passed, {failed} failed").format(passed=run.passed, failed=run.failed)
        return f"{text}: {_first(run.first)}" if run.first else text
    texts = {
        "no-python": _("there is no environment to run them in"),
        "not-started": _("their program cannot be started"),
        "no-pytest": _("the environment has no pytest"),
        "none-found": _("pytest finds no tests"),
        "strayed": _("they test the folder itself, and not the copy that they lie in"),
        "broken": _("pytest cannot run them"),
        "hung": _("they do not come to an end"),
    }
    return texts[run.end]

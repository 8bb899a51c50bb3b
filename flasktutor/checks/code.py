"""Owns the checks of the code itself: what stands in it, by its syntax tree."""

from __future__ import annotations

from dataclasses import dataclass

from flasktutor import patterns
from flasktutor.checks.base import Check, Mark
from flasktutor.language import _
from flasktutor.runner.protocol import Observation, RunResult
from flasktutor.schema import Report


@dataclass(frozen=True, kw_only=True)
class UsesCheck(Check):
    """A name, attribute or call stands in the code."""

    uses: str
    """A name, an attribute or a call that stands in the code."""

    def check(self, report: Report) -> None:
        _check_pattern(self.uses, "uses", report)

    def criterion(self) -> str:
        return _("uses `{pattern}`").format(pattern=self.uses)

    def judge(self, source: str, result: RunResult, seen: Observation | None) -> Mark:
        return self.mark(patterns.found(self.uses, source))


@dataclass(frozen=True, kw_only=True)
class AvoidsCheck(Check):
    """A name, attribute or call stands nowhere in the code."""

    avoids: str
    """A name, an attribute or a call that stands nowhere in the code."""

    def check(self, report: Report) -> None:
        _check_pattern(self.avoids, "avoids", report)

    def criterion(self) -> str:
        return _("does without `{pattern}`").format(pattern=self.avoids)

    def judge(self, source: str, result: RunResult, seen: Observation | None) -> Mark:
        return self.mark(not patterns.found(self.avoids, source))


def _check_pattern(pattern: str, name: str, report: Report) -> None:
    if not patterns.is_pattern(pattern):
        report(name, patterns.what_it_is())

"""Check kinds, the table that names them, and judging by them. No input or output."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from flasktutor.checks.base import Check, Mark
from flasktutor.checks.code import AvoidsCheck, UsesCheck
from flasktutor.checks.compare import (
    bare,
    ending,
    errors,
    output_lines,
    same_json,
    same_output,
    shorten,
)
from flasktutor.checks.request import RequestCheck
from flasktutor.checks.run import PrintsCheck, RaisesCheck, ValueCheck
from flasktutor.language import _

if TYPE_CHECKING:
    from flasktutor.runner.protocol import Observation, Probe, RunResult

__all__ = [
    "CHECKS",
    "Check",
    "Mark",
    "PrintsCheck",
    "RaisesCheck",
    "ValueCheck",
    "bare",
    "ending",
    "errors",
    "judge",
    "output_lines",
    "probes",
    "same_json",
    "same_output",
    "shorten",
    "unmet",
]

CHECKS: dict[str, type[Check]] = {
    "request": RequestCheck,
    "prints": PrintsCheck,
    "value": ValueCheck,
    "raises": RaisesCheck,
    "uses": UsesCheck,
    "avoids": AvoidsCheck,
}
"""A check's name in lesson files → the class that reads and judges it."""
Check.kinds = CHECKS


def probes(checks: Iterable[Check]) -> tuple[Probe, ...]:
    """What the worker has to look at for `checks`, in their order."""
    return tuple(check.probe for check in checks if check.probe is not None)


def judge(checks: tuple[Check, ...], source: str, result: RunResult) -> tuple[Mark, ...]:
    """A mark for each check; a run that broke off is itself the first failed criterion."""
    expects_error = any(isinstance(check, RaisesCheck) for check in checks)
    if result.outcome != "ok" and not expects_error:
        ended = Mark(criterion=_("runs to its end"), state="failed", seen=ending(result))
        rest = (Mark(criterion=check.criterion(), state="not-reached") for check in checks)
        return (ended, *rest)
    return tuple(check.judge(source, result, seen) for check, seen in _paired(checks, result))


def unmet(
    checks: tuple[Check, ...], marks: tuple[Mark, ...], result: RunResult
) -> tuple[Observation, ...]:
    """What was observed for those of `checks` that `marks` say are not met.

    A status that is as it should be is left out: it is not what went wrong.
    """
    pairs = zip(_paired(checks, result), marks[-len(checks) :], strict=True)
    return tuple(
        replace(seen, status=None) if check.wants(seen) else seen
        for (check, seen), mark in pairs
        if seen and not mark.passed
    )


def _paired(
    checks: tuple[Check, ...], result: RunResult
) -> Iterator[tuple[Check, Observation | None]]:
    observed = iter(result.observations)
    for check in checks:
        yield check, next(observed, None) if check.probe is not None else None

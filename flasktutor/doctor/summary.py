"""Owns what a whole check came to: the first cause, what follows from it, JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flasktutor.causes.system import System
from flasktutor.doctor import target
from flasktutor.doctor.checks import judge
from flasktutor.doctor.facts import Facts, Interpreter
from flasktutor.doctor.findings import SET_UP, Finding
from flasktutor.doctor.loading import SECONDS
from flasktutor.doctor.look import LookOptions, look, with_app
from flasktutor.values import frozen

SCHEMA = 1


@frozen(kw_only=True)
class Summary:
    """All findings about what was looked at, in the order of causes."""

    facts: Facts
    findings: tuple[Finding, ...]

    @property
    def problems(self) -> tuple[Finding, ...]:
        """Problems that are causes themselves."""
        return tuple(f for f in self.findings if f.status == "problem" and not f.follows_from)

    @property
    def consequences(self) -> tuple[Finding, ...]:
        """Problems that only follow from the first one."""
        return tuple(f for f in self.findings if f.follows_from)

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What does no harm, but is worth a look."""
        return tuple(f for f in self.findings if f.status == "note")

    @property
    def to_load(self) -> str | None:
        """What `flask --app` takes to load the app; None where none can be, or it was done."""
        report = self.facts.subject.plain if self.facts.subject else None
        if self.facts.loaded or report is None or not report.works:
            return None
        return target.to_load(self.facts)

    @property
    def set_up_broken(self) -> bool:
        """Whether what the app stands on has a problem, whatever comes of the app."""
        return any(finding.area in SET_UP for finding in self.problems)

    @property
    def healthy(self) -> bool:
        """Whether no problem was found."""
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        """The whole summary as plain data, as documented in `docs/check-install.md`."""
        return {
            "schema": SCHEMA,
            "healthy": self.healthy,
            "system": asdict(self.facts.system),
            "folder": str(self.facts.folder),
            "cause": self.problems[0].id if self.problems else None,
            "python": _python(self.facts.subject),
            "app": _app(self),
            "other_pythons": [_python(python) for python in self.facts.others],
            "findings": [asdict(finding) for finding in self.findings],
        }


def _python(python: Interpreter | None) -> dict[str, Any] | None:
    if python is None:
        return None
    report = python.report
    return {
        "command": python.typed,
        "path": python.path,
        "origin": python.origin,
        "version": ".".join(map(str, report.version)) if report else None,
        "virtual_environment": report.in_venv if report else None,
        "has_flask": report.importable if report else None,
        "packages": report.versions if report else {},
    }


def _app(summary: Summary) -> dict[str, Any] | None:
    """What is known of the app: loaded, or not; None where there is none to load."""
    seen = summary.facts.loaded
    if seen is None:
        app = summary.to_load
        return None if app is None else {"target": app, "loaded": False, "starts": None}
    return {
        "target": seen.target,
        "loaded": True,
        "starts": seen.starts,
        "outcome": seen.outcome,
        "name": seen.app,
        "routes": seen.routes,
        "host": seen.host,
        "port": seen.port,
        "error": {"type": seen.type, "message": seen.message} if seen.type else None,
        "traceback": seen.trace,
        "exit_code": seen.code,
        "printed": seen.printed,
    }


def check(
    folder: Path, environ: Mapping[str, str], system: System, options: LookOptions | None = None
) -> Summary:
    """Look at the machine, and judge what was seen."""
    return _judged(look(folder, environ, system, options or LookOptions()))


def _judged(facts: Facts) -> Summary:
    return Summary(facts=facts, findings=judge(facts))


def loaded(summary: Summary, seconds: float = SECONDS) -> Summary:
    """`summary` once the app was loaded too; this runs the learner's code."""
    return _judged(with_app(summary.facts, seconds))

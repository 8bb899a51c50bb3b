"""Owns what a whole check came to: the first cause, what follows from it, JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flasktutor.causes.system import System
from flasktutor.doctor.checks import judge
from flasktutor.doctor.facts import Facts, Interpreter
from flasktutor.doctor.findings import Finding
from flasktutor.doctor.look import Wish, look
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


def check(
    folder: Path, environ: Mapping[str, str], system: System, wish: Wish | None = None
) -> Summary:
    """Look at the machine, and judge what was seen."""
    facts = look(folder, environ, system, wish or Wish())
    return Summary(facts=facts, findings=judge(facts))

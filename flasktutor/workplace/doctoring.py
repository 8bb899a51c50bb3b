"""Owns looking at the learner's folder as `check-install` does, in their environment activated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from flasktutor.causes.system import System
from flasktutor.conditions.looks import DoctorSeen, Problem
from flasktutor.doctor.findings import Finding
from flasktutor.doctor.look import LookOptions
from flasktutor.doctor.summary import check, loaded
from flasktutor.language import reason
from flasktutor.workplace.environments import Found, activated
from flasktutor.workplace.servers import ports

SECONDS = 10.0


def look(
    folder: Path, found: Found | None, environ: Mapping[str, str], system: System
) -> DoctorSeen:
    """All that it finds, the app loaded too."""
    variables = activated(environ, found)
    options = LookOptions(port=ports(folder, environ)[0], seconds=SECONDS)
    try:
        summary = loaded(check(folder, variables, system, options), SECONDS)
    except OSError as error:  # the folder is gone, the disk is full
        return DoctorSeen(error=reason(error))
    python = summary.facts.subject
    return DoctorSeen(
        works=bool(python and python.plain and python.plain.works),
        problems=tuple(_problems(summary.problems)),
        notes=tuple(_problems(summary.notes)),
    )


def _problems(findings: tuple[Finding, ...]) -> Iterator[Problem]:
    for one in findings:
        yield Problem(one.id, one.means)

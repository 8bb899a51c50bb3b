"""Owns the checks and their order: that of causes, so that the first problem explains the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flasktutor.doctor.checks import (
    app,
    clashes,
    contexts,
    packages,
    port,
    project,
    python,
    request,
    shadowing,
    venv,
)
from flasktutor.doctor.facts import Facts
from flasktutor.doctor.findings import Finding, folded
from flasktutor.doctor.installer import adapted

Check = Callable[[Facts], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    python.starts,
    python.age,
    venv.whole,
    venv.active,
    venv.conda,
    shadowing.breaks,
    packages.python_path,
    packages.flask_present,
    packages.pip_present,
    packages.versions_fit,
    packages.complete,
    packages.described,
    clashes.among_installed,
    request.answers,
    request.command,
    packages.old_flask,
    shadowing.harmless,
    project.dotenv,
    app.loads,
    contexts.left,
    project.readable,
    project.uses_removed,
    project.spelling,
    project.pins,
    project.flask_app,
    project.flask_env,
    project.finds_app,
    port.execution_policy,
    port.hostname,
    port.free,
)


def judge(facts: Facts) -> tuple[Finding, ...]:
    """Every finding about `facts`, consequences marked as such, with repairs that run here."""
    found = folded(finding for check in CHECKS for finding in check(facts))
    return adapted(found, facts)

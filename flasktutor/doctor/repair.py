"""Owns the repairs that `--fix` may do: into virtual environments only, never a system's Python."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from flasktutor.doctor.facts import Facts, Interpreter
from flasktutor.doctor.interpreters import python_in
from flasktutor.doctor.summary import Summary
from flasktutor.language import _
from flasktutor.values import frozen

_NEEDS_VENV = {"flask-missing", "flask-missing-managed", "flask-elsewhere", "pip-no-permission"}
_NEEDS_PIP = {"venv-without-pip"}
_INSTALLS: Mapping[str, tuple[str, ...]] = {
    "flask-missing-here": ("Flask",),
    "venv-without-pip": ("Flask",),
    "dependency-missing": ("--force-reinstall", "Flask"),
    "dependency-outdated": ("--upgrade", "Flask"),
    "werkzeug-too-new": ("--upgrade", "Flask", "Werkzeug"),
    "werkzeug-version-gone": ("--upgrade", "Flask"),
    "jinja-too-new": ("--upgrade", "Flask", "Jinja2"),
    "markupsafe-too-new": ("--upgrade", "Flask", "Jinja2"),
    "itsdangerous-too-new": ("--upgrade", "Flask"),
    "python-too-new": ("--upgrade", "Flask", "Werkzeug", "Jinja2"),
}


@frozen(kw_only=True)
class Step:
    """One command that repairs something, and what it does."""

    says: str
    command: tuple[str, ...]


def steps(summary: Summary) -> Iterator[Step]:
    """What can safely be done about the first problem, in order; nothing if it cannot."""
    facts, subject = summary.facts, summary.facts.subject
    cause = summary.problems[0].id if summary.problems else ""
    report = subject.report if subject else None
    if subject is None or report is None:
        return
    if cause in _NEEDS_VENV and not report.in_venv:
        yield from _new_environment(subject, facts)
    elif cause in _INSTALLS and report.in_venv and report.writable:
        if cause in _NEEDS_PIP:
            yield Step(
                says=_("Unpack pip into the environment."),
                command=(subject.path, "-m", "ensurepip", "--upgrade"),
            )
        yield Step(
            says=_("Install into the environment {venv}.").format(venv=report.prefix),
            command=(subject.path, "-m", "pip", "install", *_INSTALLS[cause]),
        )


def _new_environment(subject: Interpreter, facts: Facts) -> Iterator[Step]:
    venv = facts.folder / ".venv"
    report = subject.report
    if venv.exists() or report is None or not report.ensurepip or report.version < (3, 9):
        return
    yield Step(
        says=_("Make a virtual environment in {venv}.").format(venv=venv),
        command=(subject.path, "-m", "venv", str(venv)),
    )
    yield Step(
        says=_("Install Flask into it."),
        command=(str(python_in(venv, facts.system)), "-m", "pip", "install", "Flask"),
    )


def run(step: Step, folder: Path, environ: Mapping[str, str]) -> bool:
    """Do `step` in `folder`, its words going to the terminal; whether it went well."""
    try:
        return (
            subprocess.run(step.command, cwd=folder, env=dict(environ), check=False).returncode == 0
        )
    except OSError:
        return False

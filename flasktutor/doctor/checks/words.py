"""Owns the facts that fill a cause's commands: which Python, which environment, how to activate."""

from __future__ import annotations

from pathlib import Path

from flasktutor.doctor.facts import Facts


def command_facts(facts: Facts) -> dict[str, str]:
    """What commands for this learner are filled with."""
    subject = facts.subject
    venv = _venv(facts)
    shown = facts.system.quote(short(venv, facts.folder))
    return {
        "python": subject.typed if subject else "python",
        "base_python": _base(facts),
        "venv": shown,
        "venv_python": facts.system.program(
            facts.system.in_venv(short(venv, facts.folder), "python")
        ),
        "activate": facts.system.activate(short(venv, facts.folder)),
        "port": str(facts.port.number),
        "other_port": str(facts.port.number + 1),
        "app": facts.app or facts.project.suggestion or "NAME",
    }


def _venv(facts: Facts) -> Path:
    known = facts.active or facts.in_folder
    subject = facts.subject
    if subject and subject.origin == "folder" and facts.in_folder:
        known = facts.in_folder
    if subject and subject.origin == "named" and subject.report and subject.report.in_venv:
        return Path(subject.report.prefix)
    return known.path if known else facts.folder / ".venv"


def _base(facts: Facts) -> str:
    """The Python to make an environment with: one that is on PATH and in no environment."""
    for python in (facts.subject, *facts.others):
        report = python.report if python else None
        if python and python.origin == "path" and report and not report.in_venv:
            return python.typed
    if facts.subject and facts.subject.report and not facts.subject.report.in_venv:
        return facts.subject.typed
    return "py" if facts.system.os == "windows" else "python3"


def short(path: Path, folder: Path) -> str:
    """`path` as typed from `folder`."""
    return str(path.relative_to(folder) if path.is_relative_to(folder) else path)


def dotted(version: tuple[int, ...]) -> str:
    """A version as people write it."""
    return ".".join(str(part) for part in version)

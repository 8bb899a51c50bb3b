"""Owns which program installs packages for this project, and repairs written for that program."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from flasktutor.causes import Fix
from flasktutor.doctor.commands import belongs
from flasktutor.doctor.facts import Facts
from flasktutor.doctor.findings import Finding

# Repairs that make the environment anew, and then install into it.
_ANEW = {"venv-base-gone", "venv-moved", "venv-other-python", "flask-half-installed"}
_PIP = re.compile(r"^(?P<python>.+?) -m pip install (?P<rest>.+)$")
_WHOLE_PATH = re.compile(r"^(?P<quote>['\"]?)(?P<path>/.*/python[\d.]*)(?P=quote)(?= -m )")
_PLAIN_PYTHON = re.compile(r"^python3? (?=-m (?:pip|flask)\b)")
_ADDS = {"uv": "uv add", "poetry": "poetry add", "pdm": "pdm add", "pipenv": "pipenv install"}
_MAKES = {
    "uv": "uv sync",
    "poetry": "poetry install",
    "pdm": "pdm install",
    "pipenv": "pipenv sync",
}


def adapted(findings: Sequence[Finding], facts: Facts) -> tuple[Finding, ...]:
    """`findings` with commands that run here: no pip where none is, the project's own packages."""
    return tuple(
        replace(finding, fixes=tuple(_fix(finding.id, fix, facts) for fix in finding.fixes))
        for finding in findings
    )


def manager(facts: Facts) -> str:
    """The program that looks after this project's environment and is here to be started."""
    return facts.project.manager if facts.project.manager in facts.tools else ""


def _fix(cause: str, fix: Fix, facts: Facts) -> Fix:
    commands: Sequence[str] = [_named(command, facts) for command in fix.commands]
    if cause in _ANEW and any(" -m venv " in command for command in commands):
        commands = list(_anew(commands, facts))
    elif _needs_no_pip(facts):
        commands = [_without_pip(command, facts) for command in commands]
    elif _can_have_pip(facts) and any(map(_PIP.match, commands)):
        python = facts.subject.typed if facts.subject else "python"
        commands = [f"{python} -m ensurepip --upgrade", *commands]
    return replace(fix, commands=tuple(commands))


def _anew(commands: Sequence[str], facts: Facts) -> Iterator[str]:
    """The environment made by the program that made it, with what the project asks for in it."""
    program = manager(facts)
    for command in commands:
        found = _PIP.match(command)
        if program and not found and " -m venv " in command:
            yield _MAKES[program]
        elif found and not program and facts.project.requirements:
            yield f"{found['python']} -m pip install -r {facts.project.requirements}"
        elif not (found and program):
            yield command


def _needs_no_pip(facts: Facts) -> bool:
    """Whether pip is missing from the environment, and another program installs into it."""
    report = facts.subject.report if facts.subject else None
    return bool(report and report.in_venv and not report.pip and (manager(facts) or _uv(facts)))


def _can_have_pip(facts: Facts) -> bool:
    report = facts.subject.report if facts.subject else None
    return bool(report and report.in_venv and not report.pip and report.ensurepip)


def _uv(facts: Facts) -> bool:
    return "uv" in facts.tools


def _without_pip(command: str, facts: Facts) -> str:
    found = _PIP.match(command)
    if not found:
        return command
    program, words = manager(facts), found["rest"].split()
    names = [word for word in words if not word.startswith("-")]
    options = {word for word in words if word.startswith("-")}
    if program and not options:
        return f"{_ADDS[program]} {' '.join(names)}"
    if program == "uv" and options == {"--upgrade"}:
        wanted = " ".join(f"--upgrade-package {name.lower()}" for name in names)
        return f"uv sync {wanted}"
    if _uv(facts):
        return f"uv pip install --python {found['python']} {found['rest']}"
    return command


def _named(command: str, facts: Facts) -> str:
    """`command` by the Python that was examined, where it says only `python` or `flask`."""
    python = facts.subject
    if python is None or python.report is None:
        return command
    command = _PLAIN_PYTHON.sub(lambda _found: f"{python.typed} ", command)
    found = _WHOLE_PATH.match(command)
    if found and Path(found["path"]).parent == Path(python.path).parent:  # as a traceback names it
        command = python.typed + command[found.end() :]
    if command.startswith("flask ") and python.report.works and not belongs(facts):
        return f"{python.typed} -m {command}"
    return command

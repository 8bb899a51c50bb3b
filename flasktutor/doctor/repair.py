"""Owns the repairs that `--fix` may do: into virtual environments only, never a system's Python.

What is done is what the finding shows. Only packages that are installed already, or that are
named in what is known here, are installed: a name that was read in an error may be anyone's.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from flasktutor.causes import clashes, known
from flasktutor.causes.system import System
from flasktutor.doctor.facts import Facts, Interpreter, PythonFacts
from flasktutor.doctor.findings import Finding
from flasktutor.doctor.interpreters import python_in
from flasktutor.doctor.summary import Summary
from flasktutor.language import _
from flasktutor.values import frozen

_NEEDS_VENV = {"flask-missing", "flask-missing-managed", "flask-elsewhere", "pip-no-permission"}
_NEEDS_PIP = "venv-without-pip"
_UV = ("uv", "pip", "install", "--python")
_OPTIONS = {"--upgrade", "--force-reinstall", "--no-deps"}
_WORDS_ON_WINDOWS = re.compile(r'"([^"]*)"|(\S+)')


@frozen(kw_only=True)
class RepairStep:
    """One command that repairs something, and what it does."""

    says: str
    command: tuple[str, ...]


def steps(summary: Summary) -> Iterator[RepairStep]:
    """What can safely be done about the first problem, in order; nothing if it cannot."""
    facts, subject = summary.facts, summary.facts.subject
    report = subject.report if subject else None
    if subject is None or report is None or not summary.problems:
        return
    first = summary.problems[0]
    if first.id in _NEEDS_VENV and not report.in_venv:
        yield from _new_environment(subject, facts)
    elif report.in_venv and report.writable:
        if first.id == _NEEDS_PIP:
            yield from _pip_and_flask(subject, report)
        elif command := _installing(first, facts):
            says = _("Install into the environment {venv}.").format(venv=report.prefix)
            yield RepairStep(says=says, command=command)


def _new_environment(subject: Interpreter, facts: Facts) -> Iterator[RepairStep]:
    venv = facts.folder / ".venv"
    report = subject.report
    if venv.exists() or report is None or not report.ensurepip or report.version < (3, 9):
        return
    yield RepairStep(
        says=_("Make a virtual environment in {venv}.").format(venv=venv),
        command=(subject.path, "-m", "venv", str(venv)),
    )
    yield RepairStep(
        says=_("Install Flask into it."),
        command=(str(python_in(venv, facts.system)), "-m", "pip", "install", "Flask"),
    )


def _pip_and_flask(subject: Interpreter, report: PythonFacts) -> Iterator[RepairStep]:
    yield RepairStep(
        says=_("Unpack pip into the environment."),
        command=(subject.path, "-m", "ensurepip", "--upgrade"),
    )
    yield RepairStep(
        says=_("Install into the environment {venv}.").format(venv=report.prefix),
        command=(subject.path, "-m", "pip", "install", "Flask"),
    )


def _installing(finding: Finding, facts: Facts) -> tuple[str, ...]:
    """The first repair of `finding` where it only installs what may be, else nothing."""
    fix = finding.fixes[0] if finding.fixes else None
    python = facts.subject
    if fix is None or python is None or fix.code or len(fix.commands) != 1:
        return ()
    words = _words(fix.commands[0], facts.system)
    for named in (_words(python.typed, facts.system), [python.path]):
        for before, after in (((), ("-m", "pip", "install")), (_UV, ())):
            start = [*before, *named, *after]
            wanted = words[len(start) :]
            if words[: len(start)] == start and _may_be_installed(wanted, finding, facts):
                return (*before, python.path, *after, *wanted)
    return ()


def _words(command: str, system: System) -> list[str]:
    if system.os != "windows":
        return shlex.split(command)
    words = [one or other for one, other in _WORDS_ON_WINDOWS.findall(command)]
    return words[1:] if words[:1] == ["&"] else words  # how PowerShell calls a quoted program


def _may_be_installed(words: Sequence[str], finding: Finding, facts: Facts) -> bool:
    report = facts.subject.report if facts.subject else None
    names = _names(word for word in words if word not in _OPTIONS)
    here = {*report.distributions, *report.versions} if report else set()
    broken = {canonicalize_name(name) for name, _version in report.nameless} if report else set()
    return bool(names) and names <= {*here, *broken, *_named_here(finding.id)}


def _named_here(cause: str) -> frozenset[str]:
    """Packages that the first repair of `cause` names by itself, whatever was found."""
    found: frozenset[str] = frozenset()
    if (clash := clashes.known().get(cause)) and clash.repairs:
        found = _names((clash.package, clash.other)) & _names(clash.repairs[0].split())
    if (told := known().get(cause)) and told.fixes:
        first = told.fixes[0]
        written = f"{first.install} {first.upgrade} {first.reinstall}".split()
        found |= _names(word for word in written if "{" not in word)
    return found


def _names(words: Iterator[str] | Sequence[str]) -> frozenset[str]:
    """The names of packages in requirements; what is none has a name that no package has."""
    return frozenset(_name(word) for word in words)


def _name(word: str) -> str:
    try:
        return canonicalize_name(Requirement(word).name)
    except InvalidRequirement:
        return ""


def run(step: RepairStep, folder: Path, environ: Mapping[str, str]) -> bool:
    """Do `step` in `folder`, its words going to the terminal; whether it went well."""
    try:
        return (
            subprocess.run(step.command, cwd=folder, env=dict(environ), check=False).returncode == 0
        )
    except OSError:
        return False

"""Owns the checks of the interpreter itself: there is one, it starts, it is new enough."""

from __future__ import annotations

from collections.abc import Iterator

from flasktutor.causes import Explanation, explain_text
from flasktutor.doctor.checks.words import command_facts, dotted
from flasktutor.doctor.facts import Facts, Interpreter
from flasktutor.doctor.findings import Finding, fine, note, problem
from flasktutor.language import _

OLDEST_FOR_FLASK = (3, 9)
OLDEST_EXAMINED = (3, 7)


def starts(facts: Facts) -> Iterator[Finding]:
    """There is a Python, and it says what it is."""
    python = facts.subject
    if python is None:
        seen = _("Neither “python” nor “python3” is on PATH, and no environment lies here.")
        yield problem("python-missing", "python", seen, command_facts(facts), facts.system)
    elif python.report is None:
        if not _venv_is_broken(facts):
            yield _does_not_start(facts, python)
    elif python.plain is None and "PYTHONHOME" in facts.environ:
        seen = _("PYTHONHOME is {value}; without it this Python starts.")
        seen = seen.format(value=facts.environ["PYTHONHOME"])
        yield problem("pythonhome-set", "python", seen, command_facts(facts), facts.system)
    else:
        yield fine("python", "python", _described(python))


def _venv_is_broken(facts: Facts) -> bool:
    """Whether the checks of the environment will name a better cause."""
    return facts.meant is not None and not facts.meant.base_exists


def _does_not_start(facts: Facts, python: Interpreter) -> Finding:
    words = {**command_facts(facts), "seconds": "15"}
    if python.hung:
        seen = _("{path} gave no answer in time.").format(path=python.path)
        return problem("python-hangs", "python", seen, words, facts.system)
    told = explain_text(python.said, facts.system) if python.said else None
    cause: str | Explanation = told if told and told.known else "python-broken"
    if "PYTHONHOME" in facts.environ:
        cause = "pythonhome-set"
    lines = [line for line in python.said.splitlines() if line.strip()]
    said = lines[-1][:200] if lines else _("(nothing)")
    seen = _("{path} answered: {said}").format(path=python.path, said=said)
    return problem(cause, "python", seen, words, facts.system)


def _described(python: Interpreter) -> str:
    report = python.report
    assert report is not None
    kind = _("a virtual environment") if report.in_venv else _("no virtual environment")
    return _("Python {version} at {path} ({kind})").format(
        version=dotted(report.version), path=python.path, kind=kind
    )


def age(facts: Facts) -> Iterator[Finding]:
    """The interpreter is new enough for today's Flask."""
    report = facts.subject.report if facts.subject else None
    if report is None or report.version >= OLDEST_FOR_FLASK:
        return
    words = {**command_facts(facts), "version": dotted(report.version)}
    seen = _("{path} is Python {version}.").format(
        path=report.executable, version=dotted(report.version)
    )
    if report.version < OLDEST_EXAMINED or not report.works:
        yield problem("python-too-old", "python", seen, words, facts.system)
    else:
        yield note("python-old-note", "python", seen, words, facts.system)

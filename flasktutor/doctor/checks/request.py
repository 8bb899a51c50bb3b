"""Owns the checks that Flask works: a request through the test client, and the `flask` command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from flasktutor.causes import Explanation, explain_error
from flasktutor.doctor.checks.words import command_facts
from flasktutor.doctor.commands import belongs
from flasktutor.doctor.facts import Facts, PythonFacts
from flasktutor.doctor.findings import Finding, fine, note, problem
from flasktutor.language import _


def answers(facts: Facts) -> Iterator[Finding]:
    """An app built in the learner's Python answers a request."""
    report = facts.subject.plain if facts.subject else None
    if report is None or report.flask is None or not (report.importable or report.works):
        yield from _stopped(facts)
        return
    if report.works:
        seen = _("An app was built here and answered a request: 200, “hello”.")
        yield fine("request", "request", seen)
        return
    error = report.flask.get("error") or {"type": "", "message": str(report.flask.get("answer"))}
    seen = _("It failed at “{stage}”: {error}").format(
        stage=report.flask["stage"], error=_first_line(error)
    )
    words = _words(error, report, facts)
    yield problem(_explained(error, words, facts), "request", seen, words, facts.system)


def _stopped(facts: Facts) -> Iterator[Finding]:
    """The plain run gave no report at all, though the isolated one did."""
    python = facts.subject
    if python and python.plain is None and python.isolated and "PYTHONHOME" not in facts.environ:
        lines = python.said.strip().splitlines()
        seen = lines[-1][:200] if lines else _("It ended without a word.")
        cause = "python-hangs" if python.hung else "python-stopped"
        words = {**command_facts(facts), "seconds": "15"}
        yield problem(cause, "request", seen, words, facts.system)


def _explained(
    error: Mapping[str, Any], words: Mapping[str, str], facts: Facts
) -> str | Explanation:
    context = "\n".join(
        f'File "{file}", line {line}, in {name}' for file, line, name in error.get("frames", ())
    )
    told = explain_error(
        error["type"], error["message"], context=context, system=facts.system, facts=words
    )
    return told if told.known else "flask-fails"


def _words(error: Mapping[str, Any], report: PythonFacts, facts: Facts) -> dict[str, str]:
    versions = ", ".join(f"{name} {version}" for name, version in report.versions.items())
    return {**command_facts(facts), "error": _first_line(error), "versions": versions}


def _first_line(error: Mapping[str, Any]) -> str:
    line = str(error["message"]).splitlines()[:1] or [""]
    return f"{error['type']}: {line[0]}"[:200]


def command(facts: Facts) -> Iterator[Finding]:
    """`flask` typed here belongs to the Python that was examined."""
    report = facts.subject.report if facts.subject else None
    if report is None or not report.works or (facts.subject and facts.subject.origin == "folder"):
        return
    words = command_facts(facts)
    seen = _("“flask” starts {path}.").format(path=facts.flask_command)
    own = belongs(facts)
    if not facts.flask_command:
        yield note("flask-command-missing", "command", _("“flask” is not on PATH."), words,
                   facts.system)  # fmt: skip
    elif own and facts.subject and facts.subject.origin == "command":
        other = facts.others[0] if facts.others else facts.subject
        seen = _("“flask” starts {path}; “{typed}” starts {other}, which has no Flask.").format(
            path=facts.flask_command, typed=other.typed, other=other.path
        )
        yield replace(fine("flask-command", "command", seen), status="note")
    elif own:
        yield fine("flask-command", "command", seen)
    elif own is None:
        seen += " " + _("Which Python that belongs to could not be seen.")
        yield replace(fine("flask-command", "command", seen), status="note")
    else:
        active = facts.subject is not None and facts.subject.origin == "active"
        make = problem if active and _has_flask_of_its_own(report) else note
        yield make("flask-command-elsewhere", "command", seen, words, facts.system)


def _has_flask_of_its_own(report: PythonFacts) -> bool:
    """Whether Flask lies in the environment itself, not in the Python that it borrows from."""
    file = str((report.flask or {}).get("file") or "")
    return Path(file).is_relative_to(report.prefix)

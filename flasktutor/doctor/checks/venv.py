"""Owns the checks of virtual environments: whole, in use, and alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flasktutor.doctor.checks.words import command_facts, short
from flasktutor.doctor.facts import Facts, Venv
from flasktutor.doctor.findings import Finding, fine, note, problem
from flasktutor.language import _


def whole(facts: Facts) -> Iterator[Finding]:
    """The environment still has the Python it was made from, in the place it was made."""
    venv = _meant(facts)
    if venv is None:
        return
    words = command_facts(facts)
    if facts.subject and facts.subject.report is None and not venv.base_exists:
        seen = _("{venv} was made from {home}, which is no longer there.").format(
            venv=short(venv.path, facts.folder), home=venv.home or _("a Python")
        )
        yield problem("venv-base-gone", "venv", seen, words, facts.system)
    elif venv.moved_from:
        seen = _("{venv} was made as {origin}.").format(
            venv=short(venv.path, facts.folder), origin=venv.moved_from
        )
        yield problem("venv-moved", "venv", seen, words, facts.system)


def _meant(facts: Facts) -> Venv | None:
    """The environment whose interpreter is examined."""
    origin = facts.subject.origin if facts.subject else "path"
    return {"active": facts.active, "folder": facts.in_folder}.get(origin)


def active(facts: Facts) -> Iterator[Finding]:
    """What `python` starts here is the environment's Python."""
    wanted = facts.environ.get("VIRTUAL_ENV")
    origin = facts.subject.origin if facts.subject else "path"
    if wanted and origin not in ("active", "named"):
        seen = _("VIRTUAL_ENV is {venv}, where no Python lies.").format(venv=wanted)
        yield problem("venv-not-here", "venv", seen, command_facts(facts), facts.system)
    elif origin == "active":
        yield from _first_on_path(facts)
    elif origin == "folder" and facts.in_folder and facts.subject and facts.subject.report:
        yield _inactive(facts, facts.in_folder)


def _first_on_path(facts: Facts) -> Iterator[Finding]:
    assert facts.subject is not None
    seen = _("{venv} is active.").format(venv=facts.environ["VIRTUAL_ENV"])
    others = [python for python in facts.others if python.typed == "python"]
    if others and others[0].origin == "path":
        seen = _("VIRTUAL_ENV is {venv}, but “python” starts {path}.").format(
            venv=facts.environ["VIRTUAL_ENV"], path=others[0].path
        )
        yield problem("venv-not-here", "venv", seen, command_facts(facts), facts.system)
    else:
        yield fine("venv", "venv", seen)


def _inactive(facts: Facts, venv: Venv) -> Finding:
    words = command_facts(facts)
    first = next((python for python in facts.others if python.origin == "path"), None)
    seen = _("{venv} is here; “{typed}” starts {path}.").format(
        venv=short(venv.path, facts.folder),
        typed=first.typed if first else "python",
        path=first.path if first else _("nothing"),
    )
    flask_there = bool(first and first.report and first.report.importable)
    runs_itself = venv.by_uv or facts.project.uv  # `uv run` needs nothing activated
    works = bool(facts.subject and facts.subject.report and facts.subject.report.works)
    if runs_itself or flask_there or not works:
        return note("venv-inactive", "venv", seen, words, facts.system)
    return problem("venv-inactive", "venv", seen, words, facts.system)


def conda(facts: Facts) -> Iterator[Finding]:
    """Conda and a virtual environment do not both want to be `python`."""
    prefix, venv = facts.environ.get("CONDA_PREFIX"), facts.environ.get("VIRTUAL_ENV")
    if prefix and venv and Path(prefix) != Path(venv):
        seen = _("CONDA_PREFIX is {conda}, VIRTUAL_ENV is {venv}.").format(conda=prefix, venv=venv)
        report = facts.subject.report if facts.subject else None
        make = note if report and report.works else problem
        yield make("conda-and-venv", "venv", seen, command_facts(facts), facts.system)

"""Owns the checks of virtual environments: whole, in use, and alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flasktutor.doctor.checks.words import command_facts, dotted, short
from flasktutor.doctor.facts import Facts, Venv
from flasktutor.doctor.findings import Finding, fine, note, problem
from flasktutor.language import _


def whole(facts: Facts) -> Iterator[Finding]:
    """The environment still has the Python it was made from, in the place it was made."""
    venv, python = facts.meant, facts.subject
    if venv is None or python is None:
        return
    words = command_facts(facts)
    shown = short(venv.path, facts.folder)
    report = python.report
    if report is None and not venv.base_exists:
        seen = _("{venv} was made from {home}, which is no longer there.").format(
            venv=shown, home=venv.home or _("a Python")
        )
        yield problem("venv-base-gone", "venv", seen, words, facts.system)
    elif report and not report.works and venv.version and report.version[:2] != venv.version:
        seen = _("{venv} was made with Python {made}; what runs in it now is Python {now}.").format(
            venv=shown, made=dotted(venv.version), now=dotted(report.version)
        )
        yield problem("venv-other-python", "venv", seen, words, facts.system)
    elif venv.moved_from:
        seen = _("{venv} was made as {origin}.").format(venv=shown, origin=venv.moved_from)
        yield problem("venv-moved", "venv", seen, words, facts.system)


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
        yield _own(facts) if _is_own(facts) else _inactive(facts, facts.in_folder)


def _is_own(facts: Facts) -> bool:
    """Whether the environment here is the one that this very program was started from."""
    venv = facts.in_folder
    return bool(venv and facts.home and venv.path.resolve() == facts.home.resolve())


def _own(facts: Facts) -> Finding:
    assert facts.in_folder is not None
    shown = short(facts.in_folder.path, facts.folder)
    seen = _("{venv} is the environment that flasktutor runs in; its programs lie in {programs}.")
    programs = facts.system.in_venv(shown, "")
    return fine("venv", "venv", seen.format(venv=shown, programs=programs.rstrip("/\\")))


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
    # `uv run` and `poetry run` need nothing activated.
    runs_itself = venv.maker == "uv" or bool(facts.project.manager)
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

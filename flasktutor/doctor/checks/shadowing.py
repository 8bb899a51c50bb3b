"""Owns the checks for the learner's files that carry the name of a module."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from flasktutor.causes.frames import DEPENDENCIES
from flasktutor.doctor.checks.words import command_facts
from flasktutor.doctor.facts import Facts, PythonFacts
from flasktutor.doctor.findings import Finding, note, problem
from flasktutor.language import _

# What Flask imports, or is about to; another file of the learner's is nobody's business.
_NEEDED = {"flask", *DEPENDENCIES, "dotenv"}
_RARELY_MEANT = {"test", "antigravity", "this", "idlelib", "turtledemo"}


def breaks(facts: Facts) -> Iterator[Finding]:
    """Flask is not kept from working by a file in this folder."""
    python = facts.subject
    if python is None or not python.isolated or not python.isolated.works:
        return
    if python.plain and python.plain.works:
        return
    for name, path in _culprits(python.plain, facts)[:1]:
        words = {**command_facts(facts), **_names(name, path)}
        seen = _("With {file} in this folder Flask fails; without it, Flask works.")
        seen = seen.format(file=words["file"])
        yield problem(_cause(name), "packages", seen, words, facts.system)


def _culprits(report: PythonFacts | None, facts: Facts) -> list[tuple[str, str]]:
    """Files of this folder that were imported under a module's name, the failing one first.

    Without a report, because the interpreter died, all that have such a name.
    """
    tops = [(name, str(facts.folder / path)) for name, path in facts.project.top_modules]
    if report is None:
        return [(name, path) for name, path in tops if name in _stdlib() | _NEEDED]
    failing = [str(frame[0]) for frame in _frames(report.flask or {})]
    seen = [(name, path) for name, path in tops if _in(path, failing, facts.folder)]
    ordered = sorted(seen, key=lambda pair: pair[0] != "flask") + list(report.shadowed)
    named = [pair for pair in ordered if pair[0] in _stdlib() | _NEEDED]
    return named or ordered


def _in(path: str, failing: list[str], folder: Path) -> bool:
    return any((folder / frame).resolve() == Path(path).resolve() for frame in failing)


def _frames(flask: Mapping[str, Any]) -> list[Any]:
    frames: list[Any] = flask.get("error", {}).get("frames", [])
    return list(reversed(frames))


def harmless(facts: Facts) -> Iterator[Finding]:
    """Names of files here that will be in the way one day."""
    report = facts.subject.plain if facts.subject else None
    if report is None or not report.works:
        return
    for name, path in facts.project.top_modules:
        if name in (_stdlib() | _NEEDED) - _RARELY_MEANT:
            seen = _("{file} lies here. Flask still works.").format(file=path)
            words = {**command_facts(facts), **_names(name, path)}
            yield note(_cause(name), "project", seen, words, facts.system)


def _cause(name: str) -> str:
    if name == "flask":
        return "shadows-flask"
    return "shadows-stdlib" if name in _stdlib() else "shadows-dependency"


def _names(name: str, path: str) -> dict[str, str]:
    is_package = Path(path).name == "__init__.py"
    file = Path(path).parent.name if is_package else Path(path).name
    new = f"my_{name}" + ("" if is_package else ".py")
    return {"module": name, "file": file, "new_file": new}


def _stdlib() -> frozenset[str]:
    return sys.stdlib_module_names

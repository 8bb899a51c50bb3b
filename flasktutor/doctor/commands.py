"""Owns which Python the command `flask` belongs to."""

from __future__ import annotations

import re
from pathlib import Path

from flasktutor.doctor.facts import Facts

_FIRST = re.compile(r"^(?:#!|'''exec' [\"']?)(/[^\n\"'\0]*?)[\"']?\s*(?:\n|\"\$0)")


def belongs(facts: Facts) -> bool | None:
    """Whether `flask` on PATH is that of the Python examined; None where it cannot be seen."""
    python, command = facts.subject, facts.flask_command
    if python is None or python.report is None or not command:
        return False
    beside = {Path(place).resolve() for place in (python.report.scripts, Path(python.path).parent)}
    if Path(command).parent.resolve() in beside:
        return True
    runs = interpreter_of(Path(command))
    if runs is None:
        return None
    return runs.parent.resolve() in {*beside, Path(python.report.executable).parent.resolve()}


def interpreter_of(script: Path) -> Path | None:
    """The Python that the first line of `script` names."""
    try:
        with script.open("rb") as source:
            first = source.read(400).decode("utf-8", "replace")
    except OSError:
        return None
    found = _FIRST.match(first) or _FIRST.search(first.partition("\n")[2])
    return Path(found[1]) if found and "python" in Path(found[1]).name else None

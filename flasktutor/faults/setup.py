"""Owns the fault of routes and hooks that are added when requests were answered already."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flasktutor.faults.model import Fault, Run

_LATE = re.compile(
    r"^AssertionError: The setup method '(?P<method>\w+)' can no longer be called on the "
    r"(?P<of>application|blueprint)(?: '(?P<name>[^']+)')?"
)
_CAUSES = {"application": "setup-after-first-request", "blueprint": "blueprint-changed-late"}


def too_late(run: Run) -> Iterator[Fault]:
    """A setup method that Flask refused."""
    for raised, _left in run.escaped():
        late = _LATE.match(raised.label)
        if late:
            facts = {"name": late["name"] or "", "method": late["method"]}
            yield Fault(_CAUSES[late["of"]], (raised,), facts)

"""Owns the fault of a session that was changed in place, which Flask does not see."""

from __future__ import annotations

from collections.abc import Iterator

from flasktutor.faults.model import Fault, Run
from flasktutor.runner.protocol import ContextEvent


def not_saved(run: Run) -> Iterator[Fault]:
    """A value in the session that was changed and not saved."""
    for event in run.events:
        if event.kind == "session-unsaved":
            key = event.label.split(", ")[0]
            yield Fault("session-not-saved", (*_uses(run, event), event), {"name": key})


def _uses(run: Run, unsaved: ContextEvent) -> tuple[ContextEvent, ...]:
    """The last line that used the session in that request, or else its view."""
    request = [one for one in run.events if one.number < unsaved.number and _is_same(one, unsaved)]
    lines = (one for one in request if one.kind == "line")
    used = [one for one in lines if run.code(one.file).reads(one.line, "session")]
    views = [one for one in request if one.kind == "view-entered"]
    return tuple((used or views)[-1:])


def _is_same(event: ContextEvent, unsaved: ContextEvent) -> bool:
    return (event.lane, event.frame) == (unsaved.lane, unsaved.frame)

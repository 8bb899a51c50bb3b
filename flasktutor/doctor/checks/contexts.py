"""Owns the check of what loading the app shows to be wrong with contexts."""

from __future__ import annotations

from collections.abc import Iterator

from flasktutor import faults
from flasktutor.contexts import MAIN, timeline
from flasktutor.doctor.checks.app import innermost, shown
from flasktutor.doctor.facts import Facts
from flasktutor.doctor.findings import Finding, note
from flasktutor.doctor.loading import Loaded, RunningLine
from flasktutor.runner.protocol import ContextEvent


def left(facts: Facts) -> Iterator[Finding]:
    """Nothing that was pushed while the app was loaded stays pushed."""
    loaded = facts.loaded
    if loaded is None or loaded.outcome != "serves":
        return
    places = [innermost(one.frames, facts) for one in loaded.pushed]
    for fault in faults.find(timeline(_events(loaded)), {}):
        frame: RunningLine | None = places[fault.seen[0].number - 1]
        if frame is not None:
            yield note(fault.id, "app", shown(frame, facts), fault.facts, facts.system)


def _events(loaded: Loaded) -> Iterator[ContextEvent]:
    """What happened, as a recording would tell it; that of the first context is number 1."""
    for number, one in enumerate(loaded.pushed, 1):
        yield ContextEvent(number=number, kind="app-pushed", lane=MAIN, frame=number, label=one.app)
    yield ContextEvent(number=len(loaded.pushed) + 1, kind="app-loaded", lane=MAIN)

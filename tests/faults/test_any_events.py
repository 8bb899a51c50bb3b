"""Whatever is recorded, rules give an answer: a run may end anywhere, and its files may be gone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flasktutor import faults
from flasktutor.contexts import timeline
from flasktutor.runner.protocol import ContextEvent
from tests.faults.program import run
from tests.faults.programs import FAULTY
from tests.flasks.versions import python_with

NAMES = (
    "a context left pushed at import",
    "a helper's context that hides the request",
    "a proxy handed to a thread",
    "a teardown function that raises",
    "a session changed in place",
    "a name in g that another request has set",
)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[ContextEvent, ...]]:
    """The events of several programs."""
    folder = tmp_path_factory.mktemp("programs")
    python = python_with("3.1")
    return [run(FAULTY[name], python, folder / str(n))[0].events for n, name in enumerate(NAMES)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_any_part_of_a_recording_is_judged(
    recorded: list[tuple[ContextEvent, ...]], data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(recorded) - 1))
    events = recorded[number]
    kept = data.draw(st.sets(st.integers(0, len(events) - 1), min_size=1))
    lost = data.draw(st.sets(st.integers(0, len(events) - 1)))
    some = [
        replace(event, line=0, file="") if n in lost else event
        for n, event in enumerate(events)
        if n in kept
    ]
    source = dedent(FAULTY[NAMES[number]].source).lstrip("\n")
    for sources in ({}, {"app.py": source}, {"app.py": source[: len(source) // 2]}):
        for fault in faults.find(timeline(some), sources):
            assert fault.seen
            assert fault.facts is not None


def test_the_same_line_is_found_once_however_often_it_runs(tmp_path: Path) -> None:
    program = replace(FAULTY["a context of the same app in a view"], requests=("/",) * 5)
    _seen, found = run(program, python_with("3.1"), tmp_path)
    assert len(found) == 1

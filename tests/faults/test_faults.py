"""Each rule finds its fault on each Flask, with its line, and is not taken in by what is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.program import run, shown
from tests.faults.programs import FAULTY, RIGHT

pytestmark = pytest.mark.sweep


@pytest.mark.parametrize("name", FAULTY)
def test_what_is_wrong_is_found(name: str, python: Path, tmp_path: Path) -> None:
    program = FAULTY[name]
    seen, found = run(program, python, tmp_path)
    assert (seen.failed, seen.timed_out) == ("", False), seen.detail
    assert shown(found, tmp_path) == program.wrong
    assert any(one.traceback for one in seen.responses) == program.fails


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_is_left_alone(name: str, python: Path, tmp_path: Path) -> None:
    seen, found = run(RIGHT[name], python, tmp_path)
    assert (seen.failed, seen.timed_out) == ("", False), seen.detail
    assert shown(found, tmp_path) == {}
    assert [one.traceback for one in seen.responses if one.traceback] == []
    assert "recording-full" not in {event.kind for event in seen.events}

"""Owns the list of all programs with known faults, and of those without any."""

from __future__ import annotations

from tests.faults import (
    apps_at_work,
    apps_of_parts,
    programs_ended,
    programs_handed,
    programs_kept,
    programs_outside,
    programs_pushed,
)
from tests.faults.program import Program

_ROOMS = (programs_pushed, programs_outside, programs_handed, programs_ended, programs_kept)

FAULTY: dict[str, Program] = {name: one for room in _ROOMS for name, one in room.FAULTY.items()}
RIGHT: dict[str, Program] = {
    **{name: one for room in _ROOMS for name, one in room.NEAR.items()},
    **apps_of_parts.APPS,
    **apps_at_work.APPS,
}

"""The trial of hostile frames in short."""

from __future__ import annotations

import sys

import pytest

from tests.reliability import frames


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="finds its way by /proc")
def test_hostile_frames_do_no_harm() -> None:
    tally = frames.check(12, 3)
    assert tally.written == 12, tally
    assert not tally.flaws, tally
    assert tally.refused
    assert 10 < tally.peak < frames.MOST_MIB

"""The trial of random keys in short."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.reliability import keys


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_random_keys_do_no_harm(tmp_path: Path) -> None:
    tally = keys.press(400, 7, tmp_path)
    assert tally.pressed >= 400
    assert not tally.flaws, tally

"""What tests of faults share: each Flask, of which the older ones are slow to add."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flasks.versions import VERSIONS, python_with

_OLDER = ("2.3", "3.0")


@pytest.fixture(
    scope="session",
    params=[
        pytest.param(one, marks=pytest.mark.slow) if one in _OLDER else one for one in VERSIONS
    ],
)
def python(request: pytest.FixtureRequest) -> Path:
    """The Python of an environment with a version of Flask."""
    return python_with(str(request.param))

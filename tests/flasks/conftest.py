"""What tests of the versions of Flask share: each version's interpreter."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flasks.versions import VERSIONS, python_with


@pytest.fixture(scope="session", params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    """A version of Flask."""
    return str(request.param)


@pytest.fixture(scope="session")
def python(version: str) -> Path:
    """The Python of an environment with that Flask."""
    return python_with(version)

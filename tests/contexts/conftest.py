"""What tests of contexts share: a runner for each version of Flask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flasktutor.contexts import Timeline, timeline
from flasktutor.runner.protocol import Context, RunRequest
from flasktutor.runner.runner import Runner
from tests.flasks.versions import VERSIONS, python_with


@pytest.fixture(scope="session", params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    """A version of Flask."""
    return str(request.param)


@pytest.fixture(scope="session")
def versioned(version: str) -> Iterator[Runner]:
    """A runner on that version of Flask."""
    with Runner(python_with(version)) as runner:
        yield runner


@pytest.fixture(scope="session")
def runner() -> Iterator[Runner]:
    """A runner on our own Flask."""
    with Runner() as runner:
        yield runner


def recorded(runner: Runner, source: str, setup: str = "") -> Timeline:
    """The timeline of a run that ends well."""
    request = RunRequest(source=source, setup=setup, record=True, context=Context(kind="none"))
    result = runner.run(request)
    assert result.outcome == "ok", (result.exception, result.stderr, result.explanation)
    return timeline(result.events)


def told(seen: Timeline) -> list[str]:
    """Moments as `lane: kind label`."""
    return [f"{one.lane}: {one.kind} {one.label}".rstrip() for one in seen.moments]

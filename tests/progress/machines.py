"""Owns two machines whose progress is carried from one to the other, and the file between them."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from flasktutor.progress import Progress

NOW = datetime(2025, 3, 4, 5, 6, 7, tzinfo=timezone.utc)
few = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def contents(progress: Progress) -> tuple[Any, ...]:
    return (
        sorted(progress.attempts(), key=lambda one: one.id),
        sorted(progress.places(), key=lambda one: one.lesson),
        sorted(progress.cards(), key=lambda one: (one.lesson, one.step)),
    )


@pytest.fixture
def here() -> Progress:
    return Progress.open(None)


@pytest.fixture
def there() -> Progress:
    return Progress.open(None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "progress.json"

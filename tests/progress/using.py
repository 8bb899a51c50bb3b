"""Owns a store that is used in all ways, and what stands beside its file."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from flasktutor.progress import Attempt, Card, Progress

NOW = datetime(2025, 3, 4, tzinfo=timezone.utc)


def attempt(answer: str = "") -> Attempt:
    return Attempt(lesson="contexts", step="why", result="right", at=NOW, answer=answer)


def use_all(progress: Progress) -> None:
    """Every reader and writer once; what was written must be there."""
    given = attempt("all")
    progress.record(given)
    progress.set_place("contexts", "push", finished=False, at=NOW)
    progress.set_draft("contexts", "whoami", "text")
    progress.set_setting("language", "id")
    progress.save_card(Card(lesson="contexts", step="why", due=NOW, state="{}"))
    place = progress.place("contexts")
    assert given in progress.attempts("contexts")
    assert given in progress.attempts()
    assert place is not None
    assert place in progress.places()
    assert progress.draft("contexts", "whoami") == "text"
    assert progress.setting("language") == "id"
    assert progress.card("contexts", "why") in progress.cards()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "progress.db"


def filled(path: Path, answers: int = 200) -> bytes:
    """A database of several pages; its bytes once it is closed."""
    with Progress.open(path) as progress:
        for number in range(answers):
            progress.record(attempt(f"answer {number} " * 8))
        use_all(progress)
    return path.read_bytes()


def aside(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.name}.damaged-*"))

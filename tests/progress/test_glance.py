"""The quick look sees what the store keeps, whatever state the file is in."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path

from flasktutor.progress import Attempt, Progress, glance
from tests.piped import Holder

NOW = datetime(2025, 3, 4, tzinfo=timezone.utc)


def fill(path: Path) -> None:
    with Progress.open(path) as progress:
        progress.set_setting("language", "id")
        progress.set_place("contexts", "why", finished=False, at=NOW)
        progress.set_place("install", "pip", finished=True, at=NOW)


def seen(path: Path) -> tuple[dict[str, str], dict[str, tuple[str, bool]]]:
    return glance.settings(str(path)), glance.places(str(path))


ALL = ({"language": "id"}, {"contexts": ("why", False), "install": ("pip", True)})


def test_it_sees_settings_and_places(tmp_path: Path) -> None:
    fill(tmp_path / "progress.db")
    assert seen(tmp_path / "progress.db") == ALL


def test_it_sees_what_a_running_lesson_just_saved(tmp_path: Path) -> None:
    path = tmp_path / "a ? folder#" / "progress.db"
    fill(path)
    with Progress.open(path) as progress:
        progress.set_place("contexts", "push", finished=False, at=NOW)
        assert glance.places(str(path))["contexts"] == ("push", False)
        progress.record(Attempt(lesson="contexts", step="push", result="right", at=NOW))
        assert progress.warning is None


def test_it_sees_a_file_that_another_program_holds(tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    fill(path)
    with Holder(path):
        assert seen(path) == ALL
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA journal_mode = DELETE").fetchone()
    with Holder(path):
        assert seen(path) == ALL


def test_there_is_nothing_to_see_and_nothing_made(tmp_path: Path) -> None:
    assert seen(tmp_path / "none" / "progress.db") == ({}, {})
    assert list(tmp_path.iterdir()) == []
    for content in (b"", b"garbage" * 1000):
        path = tmp_path / "progress.db"
        path.write_bytes(content)
        assert seen(path) == ({}, {})
        assert path.read_bytes() == content


def test_a_glance_imports_neither_the_store_nor_its_records(tmp_path: Path) -> None:
    code = "import sys, flasktutor.progress.glance; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not loaded & {"dataclasses", "json", "tempfile", "flasktutor.progress.records"}

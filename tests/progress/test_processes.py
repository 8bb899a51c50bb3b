"""Several processes on one database: all that they saved is there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

import pytest

from flasktutor.progress import Attempt, Progress
from tests.checkout import ROOT


def write_at_once(home: Path, processes: int, answers: int) -> list[tuple[int, str]]:
    """Exit code and output of each of so many writers, begun together."""
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.writer", str(answers)],
            cwd=ROOT,
            env={**os.environ, "FLASKTUTOR_HOME": str(home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(processes)
    ]
    outputs = [process.communicate()[0] for process in running]
    return [(process.returncode, output) for process, output in zip(running, outputs, strict=True)]


def test_eight_processes_with_a_hundred_answers_each(tmp_path: Path) -> None:
    results = write_at_once(tmp_path / "home", processes=8, answers=100)
    assert [code for code, _ in results] == [0] * 8, results
    said = {line.split()[1] for _, output in results for line in output.splitlines()}
    with Progress.open(tmp_path / "home" / "progress.db") as progress:
        assert progress.warning is None
        kept = {attempt.id for attempt in progress.attempts()}
    # What had to wait for the others is kept all the same, but was not said to be.
    assert said <= kept
    assert len(kept) == 800


def garbage(path: Path) -> None:
    path.write_bytes(b"garbage" * 3000)


def hole(path: Path) -> None:
    with Progress.open(path) as progress:
        for number in range(30):
            now = datetime.now(timezone.utc)
            progress.record(
                Attempt(lesson="a", step=str(number), result="right", at=now, answer="x" * 1000)
            )
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * 8192 + whole[16384:])


@pytest.mark.parametrize("damage", [garbage, hole])
def test_processes_that_find_a_damaged_file_together_lose_nothing(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    path = tmp_path / "progress.db"
    damage(path)
    damaged = path.read_bytes()
    results = write_at_once(tmp_path, processes=4, answers=20)
    saved = {
        line.split()[1]
        for _, output in results
        for line in output.splitlines()
        if line.startswith("saved")
    }
    with Progress.open(path) as progress:
        assert progress.warning is None
        assert {attempt.id for attempt in progress.attempts()} == saved
        assert len(saved) == 80
    aside = [file for file in tmp_path.glob("*.damaged-*") if not file.name.endswith("-shm")]
    assert [file.read_bytes() for file in aside if file.stat().st_size] == [damaged]

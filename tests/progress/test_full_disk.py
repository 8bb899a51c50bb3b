"""A disk that is full, or a home that may not be written: all is written once it can be."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.progress.test_keeping import Told, answers, attempt


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 kB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False) if MOUNT else None
    if done is None or done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr if done else 'no mount'}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


MOUNT = shutil.which("mount")


def fill(folder: Path) -> Path:
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            return filler


def test_a_full_disk_gets_all_once_there_is_room(small_disk: Path) -> None:
    path = small_disk / "progress.db"
    told = Told(path)
    told.progress.record(attempt("before"))
    filler = fill(small_disk)
    for number in range(30):
        told.progress.record(attempt(f"held {number} " * 50))
    told.says("full")
    lost = told.progress.finish(patient=True)
    assert lost is not None
    assert "full" in lost.message
    filler.unlink()
    told.progress.record(attempt("after"))
    told.says("full", "is written now")
    told.progress.close()
    assert len(answers(path)) == 32


def test_a_disk_that_is_full_from_the_start(small_disk: Path) -> None:
    filler = fill(small_disk)
    told = Told(small_disk / "progress.db")
    told.progress.record(attempt("held"))
    told.progress.set_setting("language", "id")
    assert len(told) == 1
    assert not told.progress.is_kept()
    filler.unlink()
    assert told.progress.is_kept()
    told.progress.close()
    assert answers(small_disk / "progress.db") == ["held"]


READ_ONLY = """
import os, sys
from datetime import datetime, timezone
from pathlib import Path
from flasktutor.progress import Attempt, Progress

home = Path(sys.argv[1])
if os.geteuid() == 0:
    os.setuid(65534)
path = home / "progress.db"
at = datetime(2025, 3, 4, tzinfo=timezone.utc)
with Progress.open(path) as progress:
    progress.record(Attempt(lesson="a", step="b", result="right", at=at, answer="before"))
home.chmod(0o555)
path.chmod(0o444)
said = []
with Progress.open(path, said.append) as progress:
    for answer in ("held", "held too"):
        progress.record(Attempt(lesson="a", step="b", result="right", at=at, answer=answer))
    print(progress.is_kept(), [one.answer for one in progress.attempts()])
    print(progress.finish(patient=True).message)
    home.chmod(0o755)
    path.chmod(0o644)
    print(progress.is_kept(), len(said))
with Progress.open(path) as progress:
    print(progress.warning, [one.answer for one in progress.attempts()])
"""


def test_a_home_that_may_not_be_written_until_later() -> None:
    if sys.platform == "win32":
        pytest.skip("needs modes")
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        if os.geteuid() == 0:
            os.chown(home, 65534, 65534)
        done = subprocess.run(
            [sys.executable, "-c", READ_ONLY, name], capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr
    held, lost, written, there = done.stdout.splitlines()
    assert held == "False ['before', 'held', 'held too']"
    assert lost.startswith("2 answers are not kept")
    assert written == "True 2"
    assert there == "None ['before', 'held', 'held too']"

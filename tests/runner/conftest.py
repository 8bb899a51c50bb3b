"""What tests of the runner share: one warm runner, and eyes for what is left behind."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flasktutor.runner.runner import Runner


def interpreter() -> Path | None:
    """The interpreter to test snippets on: `FLASKTUTOR_TEST_PYTHON`, else our own."""
    chosen = os.environ.get("FLASKTUTOR_TEST_PYTHON")
    return Path(chosen) if chosen else None


@pytest.fixture(scope="session")
def runner(own_temporary_folder: None) -> Iterator[Runner]:
    """One runner for all tests that leave it as it was."""
    with Runner(interpreter()) as shared:
        yield shared


@pytest.fixture(scope="session", autouse=True)
def own_temporary_folder() -> Iterator[None]:
    """A folder for temporary files where no other tutor's runs are seen."""
    usual = tempfile.tempdir
    tempfile.tempdir = tempfile.mkdtemp(prefix="flasktutor-tests-")
    Path(tempfile.tempdir).chmod(0o711)
    yield
    shutil.rmtree(tempfile.tempdir)
    tempfile.tempdir = usual


def worker_processes(parent: int | None = None) -> set[int]:
    """The processes that descend from the workers of this process, or of `parent`."""
    mark = f"FLASKTUTOR_WORKER={parent or os.getpid()}-".encode()
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if any(entry.startswith(mark) for entry in environment):
            found.add(int(folder.name))
    return found


def supervisors(parent: int | None = None) -> set[int]:
    """Those of them that are children of the process that uses the runner."""
    line = f"PPid:\t{parent or os.getpid()}\n"
    found = set()
    for pid in worker_processes(parent):
        with contextlib.suppress(OSError):
            if line in Path(f"/proc/{pid}/status").read_text():
                found.add(pid)
    return found


def wait_for(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait until `condition` holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def run_folders() -> set[Path]:
    """The folders of runs that exist now."""
    return set(Path(tempfile.gettempdir()).glob("flasktutor-run-*/run-*"))

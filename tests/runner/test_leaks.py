"""Runs leave nothing behind; `python -m tests.benchmarks leaks` counts a thousand of them."""

from __future__ import annotations

import subprocess
import sys
import tempfile

from tests.runner.conftest import interpreter

COUNT = """
import sys, tempfile
from pathlib import Path
from tests.benchmarks.leaks import run_many
from flasktutor.runner.runner import Runner
tempfile.tempdir = sys.argv[1]
with Runner(Path(sys.argv[2])) as runner:
    before, after = run_many(runner, 60)
# Memory settles only in the long run; what is counted one by one never grows.
assert after.tutor_files <= before.tutor_files, (before, after)
assert after.worker_files <= before.worker_files, (before, after)
assert after.folders == before.folders == 0, (before, after)
assert after.processes == before.processes == 2, (before, after)
assert after.tutor_memory - before.tutor_memory < 2048, (before, after)
assert after.worker_memory - before.worker_memory < 2048, (before, after)
"""


def test_sixty_runs_of_every_kind_leave_nothing() -> None:
    # In a process of its own, which has no other worker and no other open files.
    python = str(interpreter() or sys.executable)
    command = [sys.executable, "-c", COUNT, tempfile.gettempdir(), python]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")

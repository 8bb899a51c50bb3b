"""How long a whole check takes, against importing Flask once in the interpreter it examines."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.measure import Row, medians

ROUNDS = 15


def rows() -> list[Row]:
    """One row: `flasktutor check-install` as typed, all of it."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
            "VIRTUAL_ENV": sys.prefix,
        }
        check = [sys.executable, "-m", "flasktutor", "check-install"]
        bare = [sys.executable, "-c", "import flask"]

        def run(command: list[str]) -> int:
            done = subprocess.run(
                command, cwd=folder, env=environ, stdout=subprocess.DEVNULL, check=False
            )
            return done.returncode

        whole, once = medians([lambda: run(check), lambda: run(bare)], ROUNDS)
    return [Row("check-install ÷ python -c 'import flask'", whole / once, 6.0)]

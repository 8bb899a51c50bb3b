"""Speed of what an author waits for: `lessons check` over the course, each of its programs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from functools import partial

from tests.benchmarks.measure import PROGRAM, Row, medians

ROUNDS = 3
IMPORTS = 10
WHOLE = 60
"""The bound on the whole course, set when it had so many programs to run as follow."""
PROGRAMS = 638


def rows() -> list[Row]:
    """The course as it is now, and what one of its programs takes of that."""
    said: list[str] = []
    with tempfile.TemporaryDirectory() as home:
        python = partial(_python, home)
        imports, check = medians(
            [
                lambda: [python("-c", "import flask") for _n in range(IMPORTS)],
                lambda: said.append(python(*PROGRAM, "--lang", "en", "lessons", "check")),
            ],
            ROUNDS,
        )
    runs = re.search(r"(\d+) runs on Flask", said[-1])
    assert runs is not None, said
    whole = check / (imports / IMPORTS)
    return [
        Row("lessons check, whole course ÷ import flask", whole, WHOLE),
        Row("the same, each program ÷ import flask", whole / int(runs[1]), WHOLE / PROGRAMS),
    ]


def _python(home: str, *arguments: str) -> str:
    """What Python prints, with the learner's data in `home`; what it compiles may be kept."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**environment, "FLASKTUTOR_HOME": home},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout

"""In a terminal, what `trace` has found stands out as with `explain`: by the kind of each line."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pexpect
import pyte
import pytest

from tests.trace.project import project, write
from tests.trace.server import variables

__all__ = ["project"]

LEFT_PUSHED = """
from flask import Flask
app = Flask(__name__)
app.app_context().push()

@app.get("/")
def index():
    return "hello"
"""
FAILING = """
from flask import Flask
app = Flask(__name__)

@app.get("/")
def index():
    return 1 / 0
"""


def screen_of(project: Path, *arguments: str) -> pyte.Screen:
    spawned = pexpect.spawn(
        sys.executable, ["-m", "flasktutor", *arguments], cwd=str(project),
        env={**variables(project), "TERM": "xterm-256color"}, encoding="utf-8", timeout=90,
        dimensions=(60, 90),
    )  # fmt: skip
    printed = spawned.logfile_read = io.StringIO()
    try:
        spawned.expect(pexpect.EOF)
    finally:
        spawned.close(force=True)
    screen = pyte.Screen(90, 300)
    pyte.Stream(screen).feed(printed.getvalue())
    return screen


@pytest.mark.parametrize(
    ("source", "sign", "words"),
    [
        (LEFT_PUSHED, "•", "A context is pushed while the app is loaded"),
        (FAILING, "✗", "ZeroDivisionError: division by zero"),
    ],
)
def test_what_is_wrong_is_bold_behind_a_coloured_sign(
    project: Path, source: str, sign: str, words: str
) -> None:
    write(project, source)
    screen = screen_of(project, "trace", "app", "/")
    (row,) = [
        n for n, line in enumerate(screen.display) if line.startswith(f"{sign} ") and words in line
    ]
    assert screen.buffer[row][0].fg != "default"
    assert screen.buffer[row][2].bold

"""What differs between Flask 3.1 and 3.2 is so: on 3.1, on the double, and on 3.2 itself."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from textwrap import dedent

import pytest

from tests.flasks.row import START, Row
from tests.flasks.rows import ROWS
from tests.flasks.versions import VERSIONS, number, python_with

pytestmark = pytest.mark.sweep
COMPARED = [version for version in VERSIONS if number(version) in ("3.1", "3.2")]
_IDENTITY = re.compile(r"0x[0-9a-f]+|\b\d{9,}\b")
# Each row in a process of its own, for some change Flask for good.
_RUN_ALL = """
import contextlib, io, json, os, sys, traceback
import flask
def run(source):
    text = io.StringIO()
    with contextlib.redirect_stdout(text), contextlib.redirect_stderr(io.StringIO()):
        try:
            exec(compile(source, "row.py", "exec"), {})
        except BaseException:
            text.write(traceback.format_exc())
    return text.getvalue()
for source in json.load(sys.stdin):
    read, write = os.pipe()
    if os.fork() == 0:
        os.write(write, json.dumps(run(source)).encode() + b"\\n")
        os._exit(0)
    os.close(write)
    with open(read) as told:
        print(told.read(), end="", flush=True)
    os.wait()
"""


@cache
def printed(version: str) -> dict[str, str]:
    """What each row prints on a version."""
    sources = json.dumps([START + dedent(row.source) for row in ROWS])
    command = [str(python_with(version)), "-W", "ignore", "-c", _RUN_ALL]
    done = subprocess.run(command, input=sources, capture_output=True, text=True, check=True)
    texts = map(json.loads, done.stdout.splitlines())
    return {row.name: text for row, text in zip(ROWS, texts, strict=True)}


@pytest.mark.parametrize("version", COMPARED)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_prints_what_is_said(row: Row, version: str) -> None:
    if "ExceptionGroup" in row.new and sys.version_info < (3, 11):
        pytest.skip("this Python has no groups of exceptions")
    seen = _IDENTITY.sub("ID", printed(version)[row.name])
    assert _lines(seen) == _lines(row.expected(number(version)))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines() if line.strip()]

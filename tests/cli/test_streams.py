"""Closed and full streams: every command works where it can, or says one line and fails."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from itertools import chain, combinations
from pathlib import Path

import pytest

from flasktutor.cli.commands import COMMANDS
from flasktutor.progress import Progress
from tests.checkout import ROOT
from tests.process import environment

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell"),
    pytest.mark.sweep,
]
CLOSING = ("<&-", ">&-", "2>&-")
ALL = [" ".join(some) for some in chain.from_iterable(combinations(CLOSING, n) for n in (1, 2, 3))]
SAMPLER = ROOT / "tests/ui/lessons"
TYPED = {
    "start": "start",
    "lesson": "lesson contexts",
    "review": "review",
    "drill": "drill --count 1",
    "class": "class handed-in",
    "progress": "progress",
    "notes": "notes contexts",
    "reset": "reset --yes",
    "check-install": "check-install --port 5999",
    "explain": "explain \"No module named 'flask'\"",
    "run": "run hello.py",
    "trace": "trace app.py /",
    "play": "play",
    "lessons": "lessons",
    "lessons --json": "lessons --json",
    "lessons check": f"lessons check --trust {SAMPLER}/sampler.yaml",
    "lessons schema": "lessons schema",
    "lessons preview": f"lessons preview --trust {SAMPLER}/sampler.yaml",
    "completion": "completion bash",
    "--version": "--version",
    "--help": "--help",
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "handed-in").mkdir()
    nobody = {"flasktutor": "progress", "format": 1, "name": "Ayu"}
    (tmp_path / "handed-in" / "ayu.json").write_text(json.dumps(nobody))
    (tmp_path / "hello.py").write_text("print('hello')\n")
    (tmp_path / "app.py").write_text("from flask import Flask\napp = Flask(__name__)\n"
                                     "@app.get('/')\ndef a():\n    return 'hi'\n")  # fmt: skip
    return tmp_path


def shell(place: Path, typed: str, streams: str) -> subprocess.CompletedProcess[str]:
    """What `flasktutor TYPED STREAMS` does in a shell; what is not redirected is seen."""
    buffered = {"PYTHONUNBUFFERED": ""}
    return subprocess.run(
        ["sh", "-c", f"exec {shlex.quote(sys.executable)} -m flasktutor {typed} {streams}"],
        cwd=place, env=environment(place / "home", buffered), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def holds(done: subprocess.CompletedProcess[str], streams: str) -> None:
    assert "Traceback" not in done.stderr
    assert "Something went wrong" not in done.stderr
    assert "Exception ignored" not in done.stderr
    if ">&- " in f"{streams} ".replace("2>&-", "") or ">/dev/full" in streams.replace("2>", ""):
        assert done.returncode == 1
        if "2>" not in streams:
            *_others, last = done.stderr.splitlines()
            assert "standard output" in last


def test_every_command_is_tried() -> None:
    missing = set(COMMANDS) - {one.split(" ")[0] for one in TYPED}
    assert not missing, "say in `TYPED`, above, how it is typed"


@pytest.mark.parametrize("command", TYPED)
def test_closed(place: Path, command: str) -> None:
    for streams in (*CLOSING, " ".join(CLOSING)):
        done = shell(place, TYPED[command], streams)
        holds(done, streams)
        if streams in ("<&-", "2>&-"):
            assert done.returncode == 0, (streams, done)
            assert done.stdout
    # No file of ours became a stream, nor a stream a file.
    with Progress.open(place / "home" / "progress.db") as progress:
        assert progress.warning is None


@pytest.mark.parametrize("command", ["lessons --json"])
@pytest.mark.parametrize("streams", ALL)
def test_closed_in_every_combination(place: Path, command: str, streams: str) -> None:
    holds(shell(place, TYPED[command], streams), streams)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a full device")  # noqa: PTH110
@pytest.mark.parametrize("command", TYPED)
def test_full(place: Path, command: str) -> None:
    for streams in (">/dev/full", ">/dev/full 2>/dev/full"):
        done = shell(place, TYPED[command], streams)
        holds(done, streams)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a full device")  # noqa: PTH110
def test_a_full_error_stream_keeps_the_exit_code_and_the_json(place: Path) -> None:
    done = shell(place, "run nowhere.py --json", "2>/dev/full")
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["exit_code"] == 2


def test_where_python_does_not_buffer_too(place: Path) -> None:
    for streams in (">&-", ">/dev/full"):
        done = shell(place, "--version", f"{streams} # ")
        again = subprocess.run(
            ["sh", "-c", f"exec {shlex.quote(sys.executable)} -u -m flasktutor lessons {streams}"],
            cwd=place, env=environment(place / "home"), capture_output=True, text=True, check=False,
        )  # fmt: skip
        for one in (done, again):
            assert one.returncode == 1
            assert "standard output" in one.stderr
            assert len(one.stderr.splitlines()) == 1

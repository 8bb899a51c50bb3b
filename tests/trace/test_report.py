"""What a traced app's process reports is input: bounded, and of a known shape or told as such."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from flasktutor.runner.protocol import HttpRequest
from flasktutor.runner.worker import wire
from flasktutor.trace.run import trace
from flasktutor.trace.seen import Trace, read
from tests.process import flasktutor

END = wire.pack({"end": {"python": "3", "flask": "3"}})
RESPONSE = {"number": 0, "lane": "main", "method": "GET", "path": "/", "ms": 1.5}
APP = """
import gc, os, sys
from flask import Flask
app = Flask(__name__)
"""
WRITES = (
    APP
    + """
sending = next(one for one in gc.get_objects() if type(one).__name__ == "_Sending")
with open(sending.job["report"], "wb") as file:
    file.write({data!r} * {times})
os._exit(0)
"""
)


def traced(tmp_path: Path, source: str) -> Trace:
    (tmp_path / "app.py").write_text(source)
    return trace("app.py", [HttpRequest()], Path(sys.executable), folder=tmp_path)


@pytest.mark.parametrize(
    ("data", "times"),
    [(b"\0\0\0\3abc", 1), (b"\xff" * 1000, 20_000), (END, 2), (b"", 1), (END[:-1], 1)],
)
def test_a_report_that_is_none_is_told(tmp_path: Path, data: bytes, times: int) -> None:
    seen = traced(tmp_path, WRITES.format(data=data, times=times))
    assert seen.failed == "garbled"
    assert "cannot be told: something else stands in its process's report" in seen.detail


def test_the_command_tells_it_in_one_line(tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    app.write_text(WRITES.format(data=b"\0\0\0\3abc", times=1))
    done = flasktutor("trace", str(app), home=tmp_path / "home")
    assert done.returncode == 1
    assert "something else stands in its process's report" in done.stdout
    assert "inside flasktutor" not in done.stderr


def test_what_is_very_long_is_cut_to_fit(tmp_path: Path) -> None:
    source = APP + (
        "sys.stdout.write('o' * 3_000_000)\nsys.stderr.write('e' * 3_000_000)\n"
        "@app.get('/')\ndef index():\n    raise ValueError('x' * 3_000_000)\n"
    )
    seen = traced(tmp_path, source)
    assert (seen.failed, len(seen.responses)) == ("", 1)
    assert len(seen.responses[0].traceback) < 50_000
    assert len(seen.stdout) == len(seen.stderr) == 2**20 + 1
    assert seen.events


def test_an_app_that_raises_very_much_is_told(tmp_path: Path) -> None:
    seen = traced(tmp_path, APP + "raise ValueError('x' * 3_000_000)")
    assert seen.failed == "app-raised"
    assert seen.detail.startswith("Traceback")


@pytest.mark.parametrize(
    "frame",
    [
        {"response": {**RESPONSE, "ms": "1"}},
        {"response": {}},
        {"events": [{"number": 1}]},
        {"end": {"python": "3", "failed": "strange"}},
        {"end": {"python": "3", "standing": [{"lane": "main"}]}},
        {"other": 1},
        7,
    ],
)
def test_each_frame_has_its_shape(tmp_path: Path, frame: object) -> None:
    report = tmp_path / "report"
    report.write_bytes(wire.pack({"response": RESPONSE}) + END)
    assert read(report).responses[0].ms == 1.5
    report.write_bytes(wire.pack(frame) + END)
    with pytest.raises(ValueError, match=r"\w"):
        read(report)


def test_more_frames_than_any_app_has_are_refused(tmp_path: Path) -> None:
    report = tmp_path / "report"
    report.write_bytes(wire.pack({"events": []}) * 1000 + END)
    read(report)
    report.write_bytes(wire.pack({"response": RESPONSE}) * 12_001 + END)
    with pytest.raises(ValueError, match="more than any app"):
        read(report)

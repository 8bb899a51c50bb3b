"""What a run reports is input: it fits, or it is told as the snippet's doing."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasktutor import language
from flasktutor.runner import codec
from flasktutor.runner.codec import result_to_json
from flasktutor.runner.protocol import (
    ContextEvent,
    HttpRequest,
    Limits,
    Observation,
    Probe,
    Raised,
    RunRequest,
)
from flasktutor.runner.report import LAST_WORDS, RunReport
from flasktutor.runner.runner import Runner
from flasktutor.runner.shape import fits
from flasktutor.runner.worker import fit, wire
from tests.runner.conftest import interpreter

WORDS = "something in it wrote into the channel by which its process reports"
BROKEN = {
    "no JSON": b"\0\0\0\3abc",
    "a number": b"\0\0\0\x017",
    "an unknown kind": wire.pack({"strange": 1}),
    "two kinds": wire.pack({"finished": True, "code": 1}),
    "an end of another shape": wire.pack({"ended": {"exception": 7}}),
    "two ends": wire.pack({"finished": True}) * 2,
    "NaN": b"\0\0\0\x1c" + b'{"observation":{"json":NaN}}',
    "a head without an end": b"\0\0\1\0x",
    "no head": b"\xff\xff\xff\xff",
    "deep": (4002).to_bytes(4, "big") + b"[" * 2001 + b"]" * 2001,
}


def written(data: bytes, then: str = "pass") -> RunRequest:
    return RunRequest(
        source=f"import os\nprint('a')\nos.write(250, {data!r})\n{then}", probes=(Probe(),)
    )


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_frame_is_told_as_the_snippets_doing(runner: Runner, name: str) -> None:
    result = runner.run(written(BROKEN[name]))
    assert (result.outcome, result.stdout) == ("crashed", "a\n"), result
    assert WORDS in result.explanation
    assert "os._exit" not in result.explanation
    json.dumps(result_to_json(result), allow_nan=False)
    after = runner.run(RunRequest(source="print('ok')"))
    assert (after.outcome, after.explanation) == ("ok", "")


def test_it_is_told_in_indonesian_too(runner: Runner) -> None:
    language.use("id")
    assert "menulis ke saluran" in runner.run(written(BROKEN["no JSON"])).explanation


def test_a_stream_without_an_end_is_ended_at_once(runner: Runner) -> None:
    source = "import os\nwhile True:\n    os.write(250, b'\\xff' * 65536)"
    result = runner.run(RunRequest(source=source, limits=Limits(wall=60, cpu=60)))
    assert (result.outcome, result.exit_code) == ("crashed", None)
    assert WORDS in result.explanation


def test_without_fork_it_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    source = (
        "import os\nfor one in os.listdir('/proc/self/fd'):\n"
        "    if os.path.realpath('/proc/self/fd/' + one).endswith('.report'):\n"
        "        os.write(int(one), b'\\0\\0\\0\\3abc')"
    )
    with Runner(interpreter()) as runner:
        result = runner.run(RunRequest(source=source))
        assert (result.outcome, WORDS in result.explanation) == ("crashed", True), result
        assert runner.run(RunRequest(source="print('ok')")).stdout == "ok\n"


HONEST = {
    "a body of NaN": ("return app.response_class('NaN', mimetype='application/json')", False),
    "a body of 1e999": ("return app.response_class('1e999', mimetype='application/json')", False),
    "a deep body": ("x = []\n    for _ in range(300): x = [x]\n    return {'x': x}", False),
    "a long number": ("return {'x': 10 ** 4000}", False),
    "a large body": ("return {'x': 'é' * 500_000}", False),
    "many headers": ("return {}, {f'X-{n}': 'y' * 9000 for n in range(200)}", True),
}


@pytest.mark.parametrize("name", HONEST)
def test_what_an_honest_view_gives_is_cut_to_fit(runner: Runner, name: str) -> None:
    does, has_json = HONEST[name]
    setup = f"from flask import Flask\napp = Flask('x')\n@app.get('/')\ndef view():\n    {does}\n"
    probes = (Probe(requests=(HttpRequest(),)),)
    result = runner.run(RunRequest(source="pass", setup=setup, probes=probes))
    assert result.outcome == "ok", result.explanation
    (seen,) = result.observations
    assert (seen.status, seen.has_json) == (200, has_json)
    json.dumps(result_to_json(result), allow_nan=False)


def test_a_recording_of_very_much_is_cut_to_fit(runner: Runner) -> None:
    source = (
        "from flask import g\nfor n in range(20):\n"
        "    setattr(g, f'name{n}' * 500, ['long' * 20] * 9)\n"
        "for n in range(2000):\n    g.n = n"
    )
    limits = Limits(wall=600, cpu=60)  # a machine may be busy
    result = runner.run(RunRequest(source=source, record=True, limits=limits))
    assert result.outcome == "ok", result.explanation
    assert result.events


@given(st.binary(max_size=300), st.integers(1, 50))
def test_no_bytes_break_the_reader(data: bytes, chunk: int) -> None:
    report = RunReport(3)
    for start in range(0, len(data), chunk):
        report.feed(data[start : start + chunk])
    report.end(killed=False)
    assert report.garbled or not report.rest or report.rest.startswith(LAST_WORDS)


def test_what_a_dying_process_says_is_no_fault_of_the_snippets() -> None:
    report = RunReport(0)
    report.feed(wire.pack({"finished": True}) + b"Fatal Python error: Aborted\n\nCurrent thread")
    report.end(killed=True)
    assert (report.garbled, report.rest[:5]) == (False, b"Fatal")
    half = RunReport(0)
    half.feed(wire.pack({"finished": True})[:-3])
    half.end(killed=True)
    assert not half.garbled


def test_a_report_is_bounded_as_a_whole() -> None:
    report = RunReport(0)
    event = {"number": 1, "kind": "line", "lane": "main"}
    frame = wire.pack({"events": [event] * 500})
    assert [report.feed(frame) for _ in range(9)] == [False] * 8 + [True]
    empty = RunReport(0)
    assert not any(empty.feed(wire.pack({"events": []})) for _ in range(4000))
    assert empty.feed(wire.pack({"events": []}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(
    JSON,
    st.sampled_from(["ended", "events", "printed", "observation", "world_error", "finished"]),
)
def test_what_is_taken_for_a_frame_can_be_made_use_of(content: Any, kind: str) -> None:
    try:
        codec.kind_of({kind: content})
    except ValueError:
        return
    if kind == "observation":
        codec.observation(content)
    for one in content if kind in ("events", "printed") else ():
        codec.event(one)


EVENT = {"number": 1, "kind": "", "lane": ""}


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Raised, {"type": "E", "message": ""}, {"type": "E"}),
        (Raised, {"type": "E", "message": ""}, {"type": "E", "message": "", "line": "3"}),
        (ContextEvent, EVENT, {**EVENT, "number": True}),
        (Observation, {"json": [1]}, {"status": 2.5}),
        (Observation, {"headers": {"a": "b"}}, {"headers": {"a": 1}}),
        (Observation, {"exception": None}, {"exception": []}),
    ],
)  # fmt: skip
def test_shapes(kind: Any, good: Any, bad: Any) -> None:
    assert fits(kind, good)
    assert fits(kind, {**good, "unknown": 1})
    assert not fits(kind, bad)
    assert not fits(kind, None)


def test_much_json_is_not_small() -> None:
    assert fit.is_small([1] * 39_000)
    assert not fit.is_small([1] * 41_000)
    deep: list[Any] = []
    for _ in range(60):
        deep = [deep]
    assert not fit.is_small(deep)

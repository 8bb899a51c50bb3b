"""The same is recorded on each Python, and in each way in which code can be followed."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from flasktutor.runner.runner import Runner
from flasktutor.trace.requests import read_requests
from flasktutor.trace.run import trace
from flasktutor.trace.seen import Trace
from tests.contexts.conftest import recorded, told
from tests.contexts.programs import APPS, PROGRAMS
from tests.contexts.test_programs import as_on_any
from tests.flasks.versions import PYTHONS, THIS, python_with

REQUESTS = ("/", "/cut", "/stream", "/bad", "/worse", "/gone", "/later", "/thread", "/way")
APP = """import asyncio
import contextlib
import sys
import threading

from flask import Flask, Response, abort, current_app, g, render_template_string, request
from flask import session, stream_with_context

app = Flask("shop")
app.secret_key = "x"


@app.before_request
def load_user():
    g.user = request.args.get("name", "ayu")


@app.teardown_appcontext
def close(error):
    g.pop("user", None)


@app.errorhandler(LookupError)
def lost(error):
    return "lost", 404


@app.get("/")
def index():
    g.rows = [str(n) for n in range(3)]
    for n in range(3): g.last = n
    with contextlib.suppress(ValueError):
        int("x")
    return render_template_string("{{ g.user }} {{ g.rows|length }} {{ helper() }}", helper=helper)


def helper():
    return ", ".join(name for name in pieces(3))


def pieces(count):
    try:
        for n in range(count):
            yield f"{g.user} {n}"
    finally:
        g.closed = count


@app.get("/cut")
def cut():
    first = pieces(5)
    next(first)
    first.close()
    second = pieces(5)
    next(second)
    try:
        second.throw(KeyError("thrown"))
    except KeyError:
        g.caught = True
    return next(pieces(1))


@app.get("/stream")
def stream():
    return Response(stream_with_context(pieces(2)))


@app.get("/bad")
def bad():
    try:
        return {}["bad"]
    finally:
        g.finally_ = 1


@app.get("/worse")
def worse():
    return deep(3)


def deep(n):
    return 1 / 0 if not n else deep(n - 1)


@app.get("/gone")
def gone():
    abort(410)


@app.get("/later")
async def later():
    await asyncio.sleep(0)
    return await soon()


async def soon():
    await asyncio.sleep(0)
    raise LookupError("soon")


@app.get("/thread")
def thread():
    one = threading.Thread(target=work, args=(request,), name="worker")
    one.start()
    one.join()
    with current_app.app_context():
        g.inner = session.get("x")
    return "ok"


def work(given):
    try:
        given.path
    except RuntimeError as error:
        return str(error)
    with app.app_context():
        g.job = 1


@app.get("/way")
def way():
    return "slow" if sys.gettrace() else "quick"
"""
TAKEN = """
import sys
for number in (3, 4):
    sys.monitoring.use_tool_id(number, "another")
"""
"""Leaves of `sys.monitoring` nothing to us, so that code is followed as before it."""
GIVEN_BACK = """
import sys
from flask import Flask

app = Flask("shop")

@app.get("/")
def index():
    (mine,) = [one for one in range(6) if sys.monitoring.get_tool(one) == "flasktutor"]
    sys.monitoring.free_tool_id(mine)
    sys.monitoring.use_tool_id(mine, "another")
    return "ok"
"""


@pytest.mark.parametrize("python", [one for one in PYTHONS if one != THIS])
def test_each_python_shows_the_same_contexts(python: str, runner: Runner) -> None:
    with Runner(python_with("3.1", python)) as other:
        for name, program in PROGRAMS.items():
            source = dedent(program.source)
            here, there = (as_on_any(told(recorded(one, source, APPS))) for one in (runner, other))
            assert here == there, name


@pytest.mark.parametrize("python", ["3.12", "3.13"])
def test_both_ways_of_following_record_the_same_lines(
    python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interpreter = python_with("3.1", python)
    (tmp_path / "app.py").write_text(APP, "utf-8")
    quick = _traced(interpreter, tmp_path)
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "sitecustomize.py").write_text(TAKEN, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "taken"))
    slow = _traced(interpreter, tmp_path)
    assert (quick.responses[-1].body, slow.responses[-1].body) == ("quick", "slow")
    assert _lines(quick) == _lines(slow)
    assert {"view-left", "exception-left", "teardown-left"} <= {one.kind for one in quick.events}


@pytest.mark.parametrize("python", ["3.12", "3.13"])
def test_a_tool_that_takes_our_place_is_told_of(python: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(GIVEN_BACK, "utf-8")
    seen = trace("app.py", read_requests(["/"]), python_with("3.1", python), folder=tmp_path)
    assert (seen.replaced, seen.responses[0].body) == ("another", "ok")
    assert [one.label for one in seen.events if one.kind == "tracing-replaced"] == ["another"]


def _traced(python: Path, folder: Path) -> Trace:
    seen = trace("app.py", read_requests(REQUESTS), python, folder=folder)
    assert not seen.failed, seen.detail
    return seen


def _lines(seen: Trace) -> list[tuple[object, ...]]:
    """All that is recorded, but for when."""
    return [
        (one.lane, one.kind, one.label, one.file, one.line, one.g, one.request, one.session)
        for one in seen.events
        if one.request is None or not one.request.endswith("/way")
    ]

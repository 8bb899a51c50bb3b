"""What recording contexts costs a run, against the same run unrecorded."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flasktutor.runner.protocol import Context, RunRequest
from flasktutor.runner.runner import Runner
from tests.benchmarks.measure import Row, medians
from tests.contexts.programs import APPS, PROGRAMS

MANY = """
@app.get("/hello")
def hello():
    g.user = request.args["name"]
    return "Hello, " + g.user

client = app.test_client()
for _ in range(100):
    client.get("/hello?name=Ayu")
"""
ROUNDS = 25


def rows() -> list[Row]:
    """A snippet as lessons have them, and a hundred requests, recorded ÷ not recorded."""
    from textwrap import dedent

    small = dedent(PROGRAMS["a request"].source)
    with Runner() as runner:
        return [
            Row("recorded snippet ÷ unrecorded", _ratio(runner, small), 2.0),
            Row("recorded 100 requests ÷ unrecorded", _ratio(runner, MANY), 2.0),
        ]


def _ratio(runner: Runner, source: str) -> float:
    plain, recorded = medians([_run(runner, source, False), _run(runner, source, True)], ROUNDS)
    return recorded / plain


def _run(runner: Runner, source: str, record: bool) -> Callable[[], object]:
    none = Context(kind="none")
    request = RunRequest(source=source, setup=APPS, record=record, context=none)
    return partial(_checked, runner, request)


def _checked(runner: Runner, request: RunRequest) -> None:
    result = runner.run(request)
    assert result.outcome == "ok", result
    assert bool(result.events) is request.record

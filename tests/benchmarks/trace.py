"""What recording contexts costs a run; what a long one takes to draw and to go through."""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from prompt_toolkit.application.current import create_app_session, set_app
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import DummyInput
from prompt_toolkit.output.vt100 import Vt100_Output
from rich.console import Console

from flasktutor.contexts import timeline
from flasktutor.runner.protocol import Context, HttpRequest, RunRequest
from flasktutor.runner.runner import Runner
from flasktutor.trace.run import trace
from flasktutor.ui.protocol.blocks import Contexts, Recording
from flasktutor.ui.protocol.shown import shown
from flasktutor.ui.terminal.rich_blocks import THEME, drawn
from flasktutor.ui.terminal.walk.application import application
from flasktutor.ui.terminal.walk.viewer import Viewer
from tests.benchmarks.measure import Row, medians, seconds
from tests.benchmarks.pythons import pythons
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
LONG = """
from flask import Flask, g, render_template_string, session

app = Flask("long")
app.secret_key = "x"


@app.before_request
def load():
    g.user = "Ayu"


@app.get("/hello/<int:n>")
def hello(n):
    g.n = n
    session["n"] = n
    return render_template_string("hi {{ n }}", n=n)
"""
ROUNDS = 25
EVENTS = 5000
COLUMNS, HEIGHT = 80, 24
STEPS = 200


def rows() -> list[Row]:
    """A snippet as lessons have them, and a hundred requests, recorded ÷ not recorded.

    Then a run of as many events as a trace records: drawn, opened to go through, one step of it.
    """
    from textwrap import dedent

    small = dedent(PROGRAMS["a request"].source)
    ratios = []
    for number, python in pythons():
        with Runner(python) as runner:
            for what, source in ("snippet", small), ("100 requests", MANY):
                name = f"recorded {what} ÷ unrecorded, Python {number}"
                ratios.append(Row(name, _ratio(runner, source), 2.0))
    return [*ratios, *_of_a_long_run()]


def _of_a_long_run() -> list[Row]:
    """In seconds, which a busy machine lengthens: the quickest of several rounds."""
    run, events = _long_run(), f"{EVENTS:,} events"
    drawing, opening = (
        min(seconds(partial(work, run)) for _round in range(7)) for work in (_draw, _open)
    )
    step = _step(run)
    return [
        Row(f"a run of {events}: drawn on a terminal", drawing, 1.0, unit="s"),
        Row(f"a run of {events}: opened with --step", opening, 1.0, unit="s"),
        Row(f"a run of {events}: one step", step * 1000, 20.0, unit="ms"),
    ]


def _long_run() -> Recording:
    """So many events of an app that is sent one request after another."""
    with tempfile.TemporaryDirectory() as base:
        folder = Path(base)
        (folder / "app.py").write_text(LONG, "utf-8")
        requests = [HttpRequest(path=f"/hello/{n}") for n in range(450)]
        seen = trace(None, requests, Path(sys.executable), folder=folder, seconds=120)
    assert len(seen.events) >= EVENTS, seen
    return Recording(timeline(seen.events[:EVENTS]), {"app.py": LONG})


def _draw(run: Recording) -> None:
    console = Console(
        file=io.StringIO(), width=COLUMNS, height=HEIGHT, theme=THEME, highlight=False,
        force_terminal=True,
    )  # fmt: skip
    console.print(drawn(Contexts(run.timeline), COLUMNS), width=COLUMNS)


def _open(run: Recording) -> Viewer:
    """The viewer with its first screen composed."""
    viewer = Viewer([shown(run)])
    assert len(list(viewer.rows(COLUMNS, HEIGHT))) == HEIGHT - 1
    return viewer


def _step(run: Recording) -> float:
    """The median seconds from a step to the screen that shows it, drawn for a terminal."""
    viewer = _open(run)
    output = Vt100_Output(io.StringIO(), lambda: Size(rows=HEIGHT, columns=COLUMNS), term="xterm")
    with create_app_session(input=DummyInput(), output=output):
        app = application(viewer)
        with set_app(app):

            def step() -> None:
                viewer.move(1)
                app.renderer.render(app, app.layout)

            return medians([step], STEPS)[0]


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

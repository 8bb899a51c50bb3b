"""`trace --serve` with an app of greenlets: each has its lane, with the request that started it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.trace.project import project, write
from tests.trace.server import Server, serving
from tests.trace.test_greenlets import python
from tests.trace.test_serve import together

__all__ = ["project", "python"]

APP = """
    {patch}
    from flask import Flask, g, request

    app = Flask("shop")


    def job(name):
        with app.app_context():
            g.name = name
            {library}.sleep(0.05)
            g.seen = g.name


    @app.get("/wait/<name>")
    def wait(name):
        g.visitor = name
        {library}.spawn(job, name).{join}()
        return name
"""
GEVENT = {
    "patch": "from gevent import monkey; monkey.patch_all(); import gevent",
    "library": "gevent",
    "join": "join",
}
EVENTLET = {
    "patch": "import eventlet; eventlet.monkey_patch()",
    "library": "eventlet",
    "join": "wait",
}


def visited(server: Server) -> None:
    """Two requests at the same time, and what is drawn of them."""
    answers = together(server, "/wait/ayu", "/wait/budi")
    assert sorted(answers) == [(200, b"ayu"), (200, b"budi")]
    server.until("request finished: 200 OK")
    server.until("request finished: 200 OK")
    assert server.end() == 0, server.said
    for name in ("ayu", "budi"):
        _before, part = server.said.split(f"g gets: visitor = '{name}'")
        # Before its own view is left, and so with its request.
        assert f"g gets: seen = '{name}'" in part.partition("view left")[0]
    assert "belong to no request" not in server.said
    assert "not followed" not in server.said


@pytest.mark.skipif(find_spec("gevent") is None, reason="gevent is not installed")
def test_an_app_that_gevent_has_patched_is_served_and_its_greenlets_followed(
    project: Path,
) -> None:
    write(project, APP.format(**GEVENT))
    with serving(project, "app.py") as server:
        visited(server)
    assert "Exception ignored" not in server.said


@pytest.mark.slow
def test_an_app_that_eventlet_has_patched_is_served_and_its_greenlets_followed(
    project: Path, python: str
) -> None:
    write(project, APP.format(**EVENTLET))
    with serving(project, "app.py", "--python", python) as server:
        visited(server)

"""`trace --serve` with an app that gevent has patched: each request and greenlet has its lane."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.trace.project import project, write
from tests.trace.server import serving
from tests.trace.test_serve import together

__all__ = ["project"]

APP = """
    from gevent import monkey; monkey.patch_all()
    import gevent
    from flask import Flask, g, request

    app = Flask("shop")


    def job(name):
        with app.app_context():
            g.name = name
            gevent.sleep(0.05)
            g.seen = g.name


    @app.get("/wait/<name>")
    def wait(name):
        g.visitor = name
        gevent.joinall([gevent.spawn(job, name)])
        return name
"""


@pytest.mark.skipif(find_spec("gevent") is None, reason="gevent is not installed")
def test_an_app_that_gevent_has_patched_is_served_and_its_greenlets_followed(
    project: Path,
) -> None:
    write(project, APP)
    with serving(project, "app.py") as server:
        answers = together(server, "/wait/ayu", "/wait/budi")
        assert sorted(answers) == [(200, b"ayu"), (200, b"budi")]
        server.until("request finished: 200 OK")
        assert server.end() == 0
    for name in ("ayu", "budi"):
        assert f"g gets: visitor = '{name}'" in server.said
        assert f"g gets: seen = '{name}'" in server.said
    assert "not followed" not in server.said
    assert "Exception ignored" not in server.said

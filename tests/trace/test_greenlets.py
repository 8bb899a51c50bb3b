"""What is not a thread of `threading` is followed where it can be, or said not to be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.trace.project import Command, flat, project, trace, write

__all__ = ["project", "trace"]

JOBS = """
    {patch}
    import {library}
    from flask import Flask, g

    app = Flask("shop")


    def job(name):
        {library}.sleep(0.05)
        with app.app_context():
            g.name = name
            {library}.sleep(0.05)
            g.seen = g.name


    @app.get("/")
    def index():
        {library}.spawn(job, "ayu")
        {library}.spawn(job, "budi")
        return "started"
"""


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An environment with gevent and eventlet."""
    venv = tmp_path_factory.mktemp("greenlets") / ".venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    found = str(venv / "bin" / "python")
    packages = ["flask==3.1.3", "gevent==26.7.0", "eventlet==0.41.3"]
    subprocess.run([found, "-m", "pip", "-q", "install", *packages], check=True)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("library", "patch"),
    [
        ("gevent", ""),
        ("gevent", "from gevent import monkey; monkey.patch_all()"),
        ("eventlet", ""),
        ("eventlet", "import eventlet; eventlet.monkey_patch()"),
    ],
)
def test_each_greenlet_has_its_lane_and_is_waited_for(
    project: Path, trace: Command, python: str, library: str, patch: str
) -> None:
    write(project, JOBS.format(library=library, patch=patch))
    done = trace("app.py", "--python", python)
    assert done.returncode == 0
    _before, *parts = done.stdout.partition("On the error stream")[0].split("In ")
    lanes = {part.partition(":")[0] for part in parts}
    assert "main" in lanes
    assert len(lanes) == 3
    for name in ("ayu", "budi"):
        (mine,) = {part.partition(":")[0] for part in parts if f"name = '{name}'" in part}
        seen = [part.partition(":")[0] for part in parts if f"seen = '{name}'" in part]
        assert seen == [mine]
    assert "still running" not in done.stdout
    assert "Still pushed" not in done.stdout
    assert "Not followed" not in done.stdout


def test_a_thread_that_cannot_be_followed_is_told(project: Path, trace: Command) -> None:
    write(
        project,
        """
        import _thread
        import time
        from flask import Flask

        app = Flask("shop")
        over = []

        def job():
            with app.app_context():
                over.append(1)

        @app.get("/")
        def index():
            _thread.start_new_thread(job, ())
            while not over:
                time.sleep(0.01)
            return "hello"
        """,
    )
    said = flat(trace("app.py").stdout)
    unfollowed = "Not followed, for they were not started by `threading`: Dummy-1."
    assert (unfollowed in said) == (sys.version_info < (3, 12))
    assert "still running" not in said

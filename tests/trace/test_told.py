"""The words beside a drawing say what is drawn: the real program, on apps that fail in contexts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.trace.project import Command, flat, project, trace, write

__all__ = ["project", "trace"]

COPIED_ONCE = """
    from concurrent.futures import ThreadPoolExecutor
    from threading import Event

    from flask import Flask, copy_current_request_context, request

    app = Flask(__name__)


    @app.get("/")
    def index():
        entered, may_leave = [Event(), Event()], [Event(), Event()]

        @copy_current_request_context
        def price(number):
            entered[number].set()
            may_leave[number].wait()
            return f"{number} {request.path}"

        with ThreadPoolExecutor(2) as pool:
            jobs = []
            for number in range(2):
                jobs.append(pool.submit(price, number))
                entered[number].wait()
            may_leave[0].set()
            try:
                return jobs[0].result()
            finally:
                may_leave[1].set()
"""
TEARDOWN_TWICE = """
    from flask import Flask, g, stream_with_context

    app = Flask(__name__)


    @app.teardown_request
    def forget(error):
        g.pop("hello"{default})


    @app.get("/")
    def index():
        {first}

        @stream_with_context
        def rows():
            yield g.hello

        return rows()
"""
LOST = """
    from flask import Flask, g

    app = Flask(__name__)


    @app.get("/")
    def index():
        g.user = "ana"
        g.pop("user")
        return g.user
"""
ELSEWHERE = """
    from flask import Flask, g

    app = Flask(__name__)


    @app.get("/login")
    def login():
        g.user = "ana"
        return "hello"


    @app.get("/")
    def index():
        return g.user
"""
STREAM_IN_VIEW = """
    from flask import Flask, request, stream_with_context

    app = Flask(__name__)


    @app.get("/")
    {kind} index():
        def rows():
            yield request.path

        return stream_with_context(rows())
"""
LEFT_PUSHED = """
    from flask import Flask, current_app

    app = Flask("shop")


    @app.get("/")
    def index():
        app.app_context().push()
        return current_app.name
"""


@pytest.fixture(scope="session")
def python_of(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The Python of an environment, by the one package that it is made for."""
    made = {}
    for name, packages in (
        ("3.1.2", ["flask[async]==3.1.2"]),
        ("3.1.1", ["flask[async]==3.1.1"]),
        ("gevent", ["flask[async]==3.1.3", "gevent==26.7.0"]),
    ):
        venv = tmp_path_factory.mktemp(name) / ".venv"
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        python = str(venv / "bin" / "python")
        subprocess.run([python, "-m", "pip", "-q", "install", *packages], check=True)
        made[name] = python
    return made


def test_a_copy_for_several_threads_is_told_as_that(project: Path, trace: Command) -> None:
    write(project, COPIED_ONCE)
    done = trace("app.py")
    assert done.stdout.count("starts, with no context") == 2
    assert "One copy of a context is used by several threads" in flat(done.stdout)
    assert "out of order" not in done.stdout


def test_what_g_has_lost_is_never_said_to_have_never_been_there(
    project: Path, trace: Command
) -> None:
    write(project, LOST)
    said = flat(trace("app.py").stdout)
    assert "g gets: user = 'ana'" in said
    assert "g loses: user" in said
    assert "g no longer has “user” – line 10 took it out." in said
    assert "nobody has put it" not in said


def test_what_another_request_put_into_g_is_told_with_its_line(
    project: Path, trace: Command
) -> None:
    write(project, ELSEWHERE)
    said = flat(trace("app.py", "/login", "/").stdout)
    assert "it was put into the g of another one, in line 9." in said


def test_what_was_never_in_g_is_not_said_to_be_lost(project: Path, trace: Command) -> None:
    write(project, ELSEWHERE)
    said = flat(trace("app.py", "/").stdout)
    assert "g has nothing called “user” in this context." in said
    assert "took it out" not in said


def test_what_a_view_left_pushed_is_told_and_our_own_files_are_not(
    project: Path, trace: Command
) -> None:
    write(project, LEFT_PUSHED)
    said = flat(trace("app.py").stdout)
    assert "While a request was handled, a context was pushed and not popped." in said
    assert "send.py" not in said


@pytest.mark.slow
def test_a_teardown_that_runs_twice_is_told_in_the_flask_that_does_so(
    project: Path, trace: Command, python_of: dict[str, str]
) -> None:
    for default in ("", ", None"):
        write(project, TEARDOWN_TWICE.format(default=default, first='g.hello = "world"'))
        said = flat(trace("app.py", "--python", python_of["3.1.2"]).stdout)
        assert "g loses: hello" in said
        assert "Flask 3.1.2 and 3.1.3 run the teardown functions twice" in said
        assert "Probably: Flask 3.1.2" not in said
        assert trace("app.py", "--python", python_of["3.1.1"]).returncode == 0


@pytest.mark.slow
def test_a_stream_that_wants_what_never_was_in_g_is_no_teardown_run_twice(
    project: Path, trace: Command, python_of: dict[str, str]
) -> None:
    write(project, TEARDOWN_TWICE.format(default=", None", first="pass"))
    said = flat(trace("app.py", "--python", python_of["3.1.2"]).stdout)
    assert "g has nothing called “hello” in this context." in said


@pytest.mark.slow
def test_a_stream_in_an_async_view_is_told_before_flask_3_1_2(
    project: Path, trace: Command, python_of: dict[str, str]
) -> None:
    write(project, STREAM_IN_VIEW.format(kind="async def"))
    said = flat(trace("app.py", "--python", python_of["3.1.1"]).stdout)
    assert "An async view streams its answer, which Flask before 3.1.2 cannot do" in said
    assert trace("app.py", "--python", python_of["3.1.2"]).returncode == 0
    write(project, STREAM_IN_VIEW.format(kind="def"))
    assert trace("app.py", "--python", python_of["3.1.1"]).returncode == 0


ASYNC_UNDER_GEVENT = """
    from gevent import monkey

    monkey.patch_all()

    import asyncio

    from flask import Flask

    app = Flask(__name__)


    @app.get("/")
    async def index():
        await asyncio.sleep(0.2)
        return "hello"
"""


@pytest.mark.slow
def test_an_app_under_gevent_is_traced_and_its_async_views_are_told_of(
    project: Path, trace: Command, python_of: dict[str, str]
) -> None:
    write(project, ASYNC_UNDER_GEVENT)
    assert trace("app.py", "--python", python_of["gevent"]).returncode == 0
    said = flat(trace("app.py", "--threads", "2", "--python", python_of["gevent"]).stdout)
    assert "Probably: Async views run under gevent or eventlet" in said

"""What lessons say of greenlets, `async` views and threads is seen on the real ones."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.claims.sentences import printed, proves
from tests.flasks.versions import interpreter

APP = """
from flask import Flask, current_app, has_app_context, request

app = Flask("bookshop")
"""


@proves("threads/greenlets", "A greenlet that you start is a worker of its own, with empty context")
@proves("threads/greenlets", "Nothing; it gets a `RuntimeError`")
def test_a_greenlet_of_gevent_starts_with_no_context(tmp_path: Path) -> None:
    program = """
        import gevent

        from app import *

        def job():
            try:
                return current_app.name
            except RuntimeError as error:
                return type(error).__name__

        def pushing():
            with app.app_context():
                gevent.sleep(0)
                return current_app.name

        @app.get("/")
        def home():
            jobs = [gevent.spawn(job), gevent.spawn(pushing)]
            gevent.joinall(jobs)
            return f"{jobs[0].value} {jobs[1].value} {request.path}"

        print(app.test_client().get("/").text)
    """
    assert printed(tmp_path, program, app=APP) == "RuntimeError bookshop /\n"


@proves(
    "threads/forgotten-task",
    "For an `async` view Flask runs an event loop, as `asyncio.run()` does",
)
@proves(
    "threads/forgotten-task",
    "When the view is done, its loop ends, and tasks that are not finished are cancelled.",
)
@proves(
    "threads/awaited-tasks", "`current_app` and `request` can be used in tasks that you wait for."
)
def test_a_forgotten_task_of_an_async_view_is_cancelled(tmp_path: Path) -> None:
    program = """
        import asyncio

        from app import *

        kept, ended = [], []

        async def pack():
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                ended.append("cancelled")
                raise

        async def ask():
            await asyncio.sleep(0)
            return current_app.name + request.path

        @app.get("/")
        async def home():
            kept.append(asyncio.create_task(pack()))
            kept.append(asyncio.get_running_loop())
            return " ".join(await asyncio.gather(ask(), ask()))

        print(app.test_client().get("/").text, ended, kept[1].is_closed())
    """
    assert printed(tmp_path, program, app=APP) == "bookshop/ bookshop/ ['cancelled'] True\n"


INHERITS = """
from contextvars import ContextVar
from threading import Thread

seen, name = [], ContextVar("name", default="nobody")
name.set("Citra")
thread = Thread(target=lambda: seen.append(name.get()))
thread.start()
thread.join()
print(*seen)
"""


@pytest.mark.parametrize(
    ("version", "options", "found"),
    [
        ("3.13", [], "nobody"),
        ("3.14", [], "nobody"),
        ("3.14", ["-X", "thread_inherit_context=1"], "Citra"),
        ("3.14t", [], "Citra"),
    ],
    ids=str,
)
@proves("threads/context-variables", "a free-threaded Python 3.14 gives a new thread a copy of the")
@proves(
    "threads/context-variables", "any other 3.14 does so only when `thread_inherit_context` is set."
)
@proves("proxies/in-a-thread", "a new thread begins with a copy of the context that is")
def test_which_pythons_hand_values_on_to_threads(
    version: str, options: list[str], found: str
) -> None:
    python = interpreter(version)
    if python is None:
        pytest.skip(f"no Python {version} on this machine: lessons say whose word it is")
    command = [python, *options, "-c", INHERITS]
    assert subprocess.run(command, capture_output=True, text=True).stdout.split() == [found]

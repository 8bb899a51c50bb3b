"""What people call runs on each Flask: `trace`, `play` and `run`, on the newest by its double."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from flasktutor import lesson, paths
from flasktutor.steps.run import RunStep
from tests.checkout import ROOT
from tests.flasks.versions import number

IN_A_VIEW = """
    from flask import Flask, current_app, request
    app = Flask("shop")

    @app.get("/")
    def index():
        with app.app_context():
            return current_app.name + request.path
    """


class Tutor:
    """The command line, on an interpreter with some Flask, in a folder of its own."""

    def __init__(self, version: str, python: Path, folder: Path) -> None:
        self.one_context = number(version) == "3.2"
        self._python = python
        self._folder = folder

    def write(self, name: str, source: str) -> None:
        """Put a file of the learner's into the folder."""
        (self._folder / name).write_text(dedent(source), "utf-8")

    def __call__(self, command: str, *arguments: str, typed: str = "") -> str:
        """What a command prints; it must not fail for a flaw of ours."""
        home = {"FLASKTUTOR_HOME": str(self._folder / "home"), "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-m", "flasktutor", "--lang", "en", command, *arguments,
             "--python", str(self._python)],
            cwd=self._folder, env={**os.environ, **home}, input=dedent(typed).lstrip(),
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode in (0, 1), done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout


@pytest.fixture
def tutor(version: str, python: Path, tmp_path: Path) -> Tutor:
    """The command line on that version of Flask."""
    return Tutor(version, python, tmp_path)


def test_trace_names_the_contexts_as_that_flask_has_them(tutor: Tutor) -> None:
    tutor.write("app.py", "from flask import Flask\napp = Flask('shop')\n")
    said = tutor("trace", "app.py", "/x")
    assert ("context pushed: shop, GET /x" in said) is tutor.one_context
    assert ("request context pushed: GET /x" in said) is not tutor.one_context
    assert "404 NOT FOUND" in said


def test_trace_says_that_an_inner_context_hides_the_request(tutor: Tutor) -> None:
    tutor.write("app.py", IN_A_VIEW)
    said = tutor("trace", "app.py", "/")
    assert ("200 OK" in said) is not tutor.one_context
    assert ("a context pushed inside it hides it" in said) is tutor.one_context
    assert ("No inner context is needed in a view." in said) is tutor.one_context
    assert "no request is being handled" not in said


def test_trace_draws_the_program_of_the_lesson_as_the_lesson_says(tutor: Tutor) -> None:
    taken = lesson.load(Path(paths.own_lessons(), "nested-apps.yaml"))
    key = f"same-program-two-flasks{'-new' * tutor.one_context}"
    step = next(one for one in taken.steps if one.key == key)
    assert isinstance(step, RunStep)
    assert "`flasktutor trace shop.py /books --python … --python …`" in step.after
    tutor.write("shop.py", step.code)
    told = json.loads(tutor("trace", "shop.py", "/books", "--json"))
    pushed = [one for one in told["events"] if one["kind"].endswith("pushed")]
    assert len(pushed) == (2 if tutor.one_context else 3)  # the last is the café's
    assert told["responses"][0]["body"].strip() == step.prints


def test_trace_follows_threads_and_redirects(tutor: Tutor) -> None:
    tutor.write("app.py", "from flask import *\napp = Flask('shop')\n" + dedent(
        """
        @app.get("/")
        def index():
            return redirect("/hello")
        """
    ))  # fmt: skip
    told = json.loads(tutor("trace", "app.py", "/", "--threads", "3", "--json"))
    statuses = {one["status"] for one in told["responses"]}
    assert statuses == {"303 SEE OTHER" if tutor.one_context else "302 FOUND"}
    entered = [one["lane"] for one in told["events"] if one["kind"] == "view-entered"]
    assert sorted(entered) == ["thread-1", "thread-2", "thread-3"]


def test_play_pushes_pops_and_requests(tutor: Tutor) -> None:
    said = tutor(
        "play",
        typed="""
            :push app
            g.user = "Ayu"
            :push request /hello?name=Budi
            request.args["name"], g.get("user")
            :pop
            :pop
            :get /hello?name=Citra
            :threads
            """,
    )
    # Up to 3.1 the request uses the app context that lies there, and its `g`.
    assert ("('Budi', None)" in said) is tutor.one_context
    assert ("('Budi', 'Ayu')" in said) is not tutor.one_context
    assert "Hello, Citra!" in said
    assert "[No context is pushed.]" in said


def test_run_gives_a_snippet_its_context(tutor: Tutor) -> None:
    tutor.write("hello.py", "from flask import request\nprint(request.path, request.method)\n")
    assert tutor("run", "hello.py", "--path", "/books") == "/books GET\n"


def test_run_tells_the_error_as_this_flask_words_it(tutor: Tutor) -> None:
    tutor.write("hello.py", "from flask import request\nprint(request.path)\n")
    told = json.loads(tutor("run", "hello.py", "--context", "app", "--json"))
    message = told["exception"]["message"]
    assert ("no request in this context" in message) is tutor.one_context
    assert told["exception"]["type"] == "RuntimeError"

"""Tracing apps as their owners would: real processes, the real command line."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.flasks.versions import ONE_CONTEXT, python_with
from tests.process import flasktutor
from tests.trace.project import Command, as_json, flat, project, trace, write

TUTORIAL = Path(__file__).parent / "tutorial"
__all__ = ["project", "trace"]


@pytest.fixture
def tutorial(project: Path) -> Path:
    """The blog of Flask's tutorial, in shape, ready to be traced."""
    shutil.copytree(TUTORIAL / "flaskr", project / "flaskr")
    return project


def test_the_tutorial_s_blog_is_understood_from_one_command(tutorial: Path, trace: Command) -> None:
    done = trace("flaskr")
    assert done.returncode == 0, done.stderr
    lines = [line.strip("- ") for line in done.stdout.strip().splitlines()]
    two = ["app context pushed: flaskr", "request context pushed: GET /"]
    pushed = ["context pushed: flaskr, GET /"] if ONE_CONTEXT else two
    happened = [
        *pushed,
        "request started: GET /",
        "line 16: before_request function called: load_user · flaskr/auth.py",
        "line 19: g gets: user = None",
        "line 14: view entered: index · flaskr/blog.py",
        "line 20: g gets: db = <sqlite3.Connection object> · flaskr/db.py",
        "line 17: template rendered: blog/index.html · flaskr/blog.py",
        "line 17: view left: index",
        "request finished: 200 OK",
        *([] if ONE_CONTEXT else ["request context popped: GET /"]),
        "line 26: teardown_appcontext function called: close_db · flaskr/db.py",
        "line 28: g loses: db",
    ]
    assert lines[1 : len(happened) + 1] == happened
    assert "GET /  200 OK" in done.stdout


def test_requests_in_a_row_share_their_cookies(tutorial: Path, trace: Command) -> None:
    who = ("name=ayu", "password=x")
    done = trace(
        "flaskr:create_app", "POST", "/auth/register", *who, "POST", "/auth/login", *who,
        "POST /create title=Halo", "/", "--json",
    )  # fmt: skip
    data = as_json(done)
    # A redirect is 302, and 303 from Flask 3.2 on.
    assert [one["status"][0] for one in data["responses"]] == ["3", "3", "3", "2"]
    assert "Halo" in data["responses"][-1]["body"]
    entered = [one["label"] for one in data["events"] if one["kind"] == "view-entered"]
    assert entered == ["register", "login", "create", "index"]
    assert data["flask"]
    assert data["schema"] == 1


def test_requests_at_the_same_time_have_lanes_of_their_own(project: Path, trace: Command) -> None:
    write(
        project,
        """
        import threading
        from flask import Flask, g
        app = Flask(__name__)
        both = threading.Barrier(2, timeout=10)

        @app.get("/<name>")
        def index(name):
            g.name = name
            both.wait()
            return g.name
        """,
    )
    data = as_json(trace("app.py", "/ayu", "/budi", "--threads", "2", "--json"))
    assert {one["lane"]: one["body"] for one in data["responses"]} == {
        "thread-1": "ayu",
        "thread-2": "budi",
    }
    left = {one["lane"]: one["g"]["name"] for one in data["events"] if one["kind"] == "view-left"}
    assert left == {"thread-1": "'ayu'", "thread-2": "'budi'"}


def test_one_request_for_more_threads_is_sent_by_each(project: Path, trace: Command) -> None:
    write(project, "from flask import Flask\napp = Flask(__name__)\n")
    data = as_json(trace("app", "/x", "--threads", "3", "--json"))
    assert [one["status"] for one in data["responses"]] == ["404 NOT FOUND"] * 3


@pytest.mark.parametrize(
    ("source", "target", "said", "why"),
    [
        (
            "from flask import Flask\napp = Flask(__name__)\n",
            "nope",
            "Could not import 'nope'",
            "no",
        ),
        ("from flask import Flask\napp = Flask(__name__)\n", "app:web", "attribute 'web'", "web"),
        ("import flask_nothing\n", "app", "flask_nothing", "not installed"),
        ("app = 1/0\n", "app", "ZeroDivisionError", "zero"),
        ("def f(:\n", "app", "SyntaxError", "line 1"),
    ],
)
def test_an_app_that_cannot_be_loaded_is_explained(
    project: Path, trace: Command, source: str, target: str, said: str, why: str
) -> None:
    write(project, source)
    done = trace(target)
    assert done.returncode == 1
    assert said in done.stdout
    assert why in " ".join(done.stdout.split())
    assert "most recent call last" not in done.stdout + done.stderr


@pytest.mark.parametrize("more", [(), ("/",), ("--serve",)], ids=["alone", "request", "served"])
def test_a_file_that_is_not_there_is_said_to_be_missing(
    project: Path, trace: Command, more: tuple[str, ...]
) -> None:
    """Flask would speak of `--app` and FLASK_APP, which nobody has typed."""
    done = trace("shop.py", *more)
    assert done.returncode == 2
    assert "There is no shop.py in" in done.stderr
    assert "Go to the folder of your app" in done.stderr
    assert "FLASK_APP" not in done.stdout + done.stderr


def test_an_error_in_a_view_is_explained_once(project: Path, trace: Command) -> None:
    write(
        project,
        """
        from flask import Flask, g
        app = Flask(__name__)

        @app.get("/")
        def index():
            print("hello from the view")
            return g.user
        """,
    )
    done = trace("app.py", "/", "/")
    assert done.returncode == 1
    assert done.stdout.count("✗ AttributeError: user") == 1
    assert "app.py, line 8" in done.stdout
    assert "2 requests ended in an error." in done.stdout
    assert "hello from the view" in done.stdout
    assert "Traceback" not in done.stdout


def test_a_view_without_end_is_stopped_and_told_of(project: Path, trace: Command) -> None:
    write(
        project,
        """
        from flask import Flask
        app = Flask(__name__)

        @app.get("/")
        def index():
            while True:
                pass
        """,
    )
    begun = time.monotonic()
    done = trace("app.py", "--timeout", "1")
    assert time.monotonic() - begun < 20
    assert done.returncode == 1
    assert "main was at app.py, line " in done.stdout
    assert "view entered: index" in done.stdout


def test_nothing_of_the_app_is_left_running(project: Path, trace: Command) -> None:
    write(
        project,
        """
        import subprocess, sys, threading, time
        from flask import Flask
        app = Flask(__name__)

        @app.get("/")
        def index():
            threading.Thread(target=time.sleep, args=[600]).start()
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            return str(child.pid)
        """,
    )
    done = trace("app.py", "--json")
    assert done.returncode == 0
    pid = int(as_json(done)["responses"][0]["body"])
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        if "State:\tZ" in Path(f"/proc/{pid}/status").read_text():
            break
        time.sleep(0.02)
    else:
        assert not Path(f"/proc/{pid}").exists()


def test_the_picture_can_be_saved(project: Path, trace: Command) -> None:
    write(project, "from flask import Flask\napp = Flask(__name__)\n")
    done = trace("app", "/x", "--svg", "out.svg", "--html", "out.html")
    assert done.returncode == 0, done.stderr
    assert (project / "out.svg").read_text("utf-8").startswith("<svg")
    title = "context: app, GET /x" if ONE_CONTEXT else "request context: GET /x"
    assert title in (project / "out.html").read_text("utf-8")
    for option, path in (("--svg", "no/such/out.svg"), ("--html", "no/such/out.html")):
        done = trace("app", option, path)
        assert (done.returncode, f"{path} cannot be written" in flat(done.stderr)) == (1, True)


def test_the_app_runs_on_the_flask_of_its_own_environment(project: Path, trace: Command) -> None:
    write(project, "from flask import Flask\napp = Flask(__name__)\n")
    old = python_with("2.3")
    assert as_json(trace("app", "--python", str(old), "--json"))["flask"] == "2.3.3"
    (project / ".venv").symlink_to(old.parents[1])
    assert as_json(trace("app", "--json"))["flask"] == "2.3.3"


@pytest.mark.slow
def test_an_older_flask_is_refused_in_the_same_words_everywhere(
    project: Path, trace: Command, tmp_path: Path
) -> None:
    write(project, "from flask import Flask\napp = Flask(__name__)\n")
    venv = tmp_path / "old"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    python = str(venv / "bin" / "python")
    packages = ["flask==2.2.5", "werkzeug<2.3"]
    subprocess.run([python, "-m", "pip", "-q", "install", *packages], check=True)
    needs = "“trace”, “play” and snippets need Flask 2.3 or newer."
    file, home = str(project / "app.py"), tmp_path / "home"
    refused = [
        trace("--python", python, "app.py"),
        trace("--python", python, "--", "flask", "routes"),
        *(flasktutor(name, file, "--python", python, home=home) for name in ("play", "run")),
    ]
    for done in refused:
        assert done.returncode == 1
        assert f"has Flask 2.2.5; {needs}" in flat(done.stderr)
        assert f"{python} -m pip install --upgrade Flask" in done.stderr
    checked = flat(flasktutor("check-install", "--python", python, home=home).stdout)
    assert f"Flask 2.2.5 works, but {needs}" in checked


def test_wrong_usage_is_said(trace: Command) -> None:
    done = trace("app", "no-path")
    assert done.returncode == 2
    assert "a path starts with /" in done.stderr


@pytest.mark.parametrize("words", [["/"], ["GET /"], ["POST", "/", "name=ayu"]])
def test_a_request_alone_is_sent_to_the_app_of_the_folder(
    project: Path, trace: Command, words: list[str]
) -> None:
    source = """
        from flask import Flask, request

        app = Flask(__name__)


        @app.route("/", methods=["GET", "POST"])
        def index():
            return request.form.get("name", "nobody")
    """
    write(project, source)
    (answer,) = as_json(trace("--json", *words))["responses"]
    assert (answer["path"], answer["status"]) == ("/", "200 OK")
    assert answer["body"] == ("ayu" if "name=ayu" in words else "nobody")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Name your app after “trace”"), ("id", "Sebutkan app-mu setelah “trace”")],
)
def test_where_no_app_is_found_a_path_wants_one_before_it(
    trace: Command, language: str, said: str
) -> None:
    done = trace("/", before=("--lang", language))
    assert done.returncode == 1
    assert said in done.stdout
    assert "flasktutor trace NAME.py /hello" in done.stdout
    assert "flask --app NAME" not in done.stdout

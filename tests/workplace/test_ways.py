"""Unusual ways that are right are accepted; wrong states are refused with the right words."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from flasktutor.workplace import servers
from flasktutor.workplace.place import Workplace
from tests.doctor import workbench
from tests.workplace.conftest import HELLO, Bench, free_port
from tests.workplace.ways import FACTORY, WAYS, flask, own

pytestmark = pytest.mark.sweep
CHECKS = """\
- environment: works
  packages: [flask>=2]
- served: /
  contains: Hello
- app:
    - request: /
      body: Hello
- contexts: /
"""


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_way_that_is_right(bench: Bench, way: Callable[[Bench], None]) -> None:
    way(bench)
    marks = bench.look(CHECKS).marks
    assert [(mark.criterion, mark.seen) for mark in marks if not mark.passed] == []


FILE = "- file: app.py\n  uses: Flask(__name__)"
ENVIRONMENT = "- environment: works\n  packages: [flask>=2]"
SERVED = "- served: /\n  contains: Hello"
APP = "- app:\n    - request: /\n      body: Hello"
TESTS = "- tests: 1"
CALLED = "- contexts: /\n  teardown: close_db"

Do = Callable[[Bench], object]


def nothing(_bench: Bench) -> None:
    """They have not begun."""


def put(name: str, text: str = HELLO) -> Do:
    return lambda bench: bench.write(name, text)


def served(text: str) -> Do:
    def do(bench: Bench) -> None:
        bench.write("app.py", text)
        flask(bench)

    return do


def no_environment(bench: Bench) -> None:
    bench.place = Workplace(bench.folder)


def empty_environment(bench: Bench) -> None:
    workbench.venv(bench.folder / ".venv", packages=[])
    no_environment(bench)


def old_flask(bench: Bench) -> None:
    own(bench)
    site = bench.folder / ".venv/lib" / workbench.MINOR / "site-packages"
    next(site.glob("flask-*.dist-info")).rename(site / "flask-1.1.4.dist-info")
    text = "Metadata-Version: 2.1\nName: Flask\nVersion: 1.1.4\n"
    (site / "flask-1.1.4.dist-info/METADATA").write_text(text)


def base_gone(bench: Bench) -> None:
    python = bench.folder / ".venv/bin/python"
    own(bench)
    python.unlink()
    python.symlink_to("/gone/bin/python3")


def copied(bench: Bench) -> None:
    workbench.venv(bench.root / "other/.venv")
    shutil.copytree(bench.root / "other/.venv", bench.folder / ".venv", symlinks=True)
    no_environment(bench)


def somebody_else_s_server(bench: Bench) -> None:
    (bench.root / "other").mkdir()
    (bench.root / "other/app.py").write_text(HELLO)
    port = int(bench.environ["FLASK_RUN_PORT"])
    words = (str(bench.python), "-m", "flask", "run")
    bench.serve(*words, port=port, cwd=bench.root / "other")


@pytest.mark.parametrize(
    ("do", "checks", "words"),
    [
        (nothing, FILE, "there is no `app.py`"),
        (put("App.py"), FILE, "there is no `app.py`"),
        (put("app.py.txt"), FILE, "there is no `app.py`"),
        (put("app.py/app.py"), FILE, "`app.py` is a folder"),
        (put("app.py", "# Flask(__name__)"), FILE, "`Flask(__name__)` does not stand there"),
        (put("app.py", "x = 'Flask(__name__)'"), FILE, "`Flask(__name__)` does not stand there"),
        (put("app.py", "from flask import"), FILE, "`app.py` is no Python yet"),
        (put("flask.py"), "- gone: flask.py", "`flask.py` is still there"),
        (no_environment, ENVIRONMENT, "none is found in this folder"),
        (empty_environment, ENVIRONMENT, "`flask` is not in `.venv`"),
        (old_flask, ENVIRONMENT, "`flask` is there in version 1.1.4"),
        (base_gone, ENVIRONMENT, ".venv/bin/python` does not start"),
        (copied, ENVIRONMENT, "`.venv` was made as `"),
        (put("app.py"), SERVED, "no server runs in this folder"),
        (somebody_else_s_server, SERVED, "a server that is not from this folder: "),
        (served(HELLO.replace('"/"', '"/hello"')), SERVED, "answers with 404"),
        (served(HELLO.replace('"Hello"', "1 / 0")), SERVED, "answers with 500"),
        (served(HELLO.replace("Hello", "Hi")), SERVED, "answers without `Hello`: Hi"),
        (put("app.py", "import gone"), APP, "No module named 'gone'"),
        (put("app.py", "x = 1"), APP, "no app is found"),
        (put("app.py", FACTORY.replace("()", "(name)", 1)), APP, "no app is found"),
        (put("app.py", HELLO.replace('"Hello"', "None")), APP, "TypeError"),
        (put("flask.py"), APP, "no app is found: Could not locate"),
        (put("app.py", HELLO + "app.app_context().push()\n"), CALLED, "still pushed: `app`"),
        (put("app.py"), CALLED, "not called: `close_db`"),
        (put("test_app.py", "assert 0"), TESTS, "pytest cannot run them"),
        (put("test_app.py", "def test_a():\n    assert 0"), TESTS, "0 passed, 1 failed"),
        (put("app_tests.py", "def test_a():\n    pass"), TESTS, "pytest finds no tests"),
        (put("flask.py", ""), "- doctor: well", "flask.py"),
        (empty_environment, "- doctor: well", "Flask"),
    ],
)
def test_a_wrong_state(bench: Bench, do: Do, checks: str, words: str) -> None:
    do(bench)
    assert words in bench.instead(checks)


def test_a_server_that_hangs(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "SECONDS", 0.5)
    served(HELLO.replace("return", "import time; time.sleep(60); return"))(bench)
    assert bench.instead(SERVED).endswith("takes the request and does not answer")


@pytest.mark.parametrize(
    ("do", "problem"),
    [
        (put("flask.py", ""), "shadows-flask"),
        (empty_environment, "[flask-missing, flask-missing-here]"),
        (somebody_else_s_server, "port-taken"),
        (base_gone, "venv-base-gone"),
    ],
)
def test_what_was_broken_on_purpose_is_found(bench: Bench, do: Do, problem: str) -> None:
    do(bench)
    assert bench.instead(f"- doctor: {problem}") == ""


def test_a_free_port_is_not_taken(bench: Bench) -> None:
    bench.environ["FLASK_RUN_PORT"] = str(free_port())
    assert bench.instead("- doctor: port-taken") == "nothing wrong"

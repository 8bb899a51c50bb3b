"""Commands are run as they are and drawn afterwards: the real program, real commands."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.flasks.versions import ONE_CONTEXT
from tests.trace.project import Command, as_json, flat, project, trace, write

pytestmark = pytest.mark.sweep
__all__ = ["project", "trace"]

PYTEST = ("--", sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q")
FLASK = str(Path(sys.executable).parent / "flask")
SHOP = """
    import click
    from flask import Flask, g


    def create_app():
        app = Flask("shop")

        @app.get("/")
        def index():
            g.seen = True
            return "hello"

        @app.cli.command("init-db")
        @click.argument("name")
        def init_db(name):
            g.db = name
            print("made", name)

        return app
"""
CONFTEST = """
    import pytest
    from shop import create_app


    @pytest.fixture(scope="session")
    def app():
        app = create_app()
        with app.app_context():
            yield app


    @pytest.fixture
    def client(app):
        with app.test_client() as client:
            yield client
"""
TESTS = """
    def test_good(client):
        assert client.get("/").text == "hello"


    def test_bad(client):
        assert client.get("/").text == "bye"


    def test_nothing():
        pass
"""


@pytest.fixture
def shop(project: Path) -> Path:
    write(project, SHOP, "shop.py")
    write(project, CONFTEST, "conftest.py")
    write(project, TESTS, "test_shop.py")
    return project


def test_of_tests_those_that_failed_are_drawn_with_their_fixtures(
    shop: Path, trace: Command
) -> None:
    done = trace(*PYTEST)
    assert done.returncode == 1
    assert "1 failed, 2 passed" in done.stdout
    picture = done.stdout.partition("Contexts, as they happened:")[2]
    wanted = (
        "context was pushed before: shop",
        "test: test_shop.py::test_bad",
        "fixture client: set up",
        "the test itself",
        "test client sends: GET /",
        "view entered: index",
        "exception raised: AssertionError",
        "the test has failed",
    )
    places = [picture.index(one) for one in wanted]
    assert places == sorted(places)
    assert "test_good" not in picture
    assert "fixture app (session)" not in picture
    assert "Still pushed" not in picture
    # What a test that is not drawn did to `g` is no doing of a fixture's.
    assert "g gets" not in picture.partition("the test itself")[0]


def test_each_test_is_drawn_when_all_are_wanted(shop: Path, trace: Command) -> None:
    done = trace("--all", *PYTEST)
    pictures = done.stdout.split("Contexts, as they happened:")[1:]
    named = [re.findall(r"::test_(\w+)", one) for one in pictures]
    assert named == [["good"], ["bad"], ["nothing"]]
    assert "fixture app (session): set up" in pictures[0]
    assert "fixture app (session): torn down" in pictures[2]


def test_where_no_test_failed_that_is_said(shop: Path, trace: Command) -> None:
    done = trace(*PYTEST, "-k", "not bad")
    assert done.returncode == 0
    assert "2 tests ran, and none failed: nothing is drawn. With --all each is." in flat(
        done.stdout
    )


def test_a_test_that_lacks_its_context_is_explained(shop: Path, trace: Command) -> None:
    write(
        shop,
        """
        from flask import url_for

        def test_link():
            assert url_for("index")
        """,
        "test_shop.py",
    )
    said = flat(trace(*PYTEST).stdout)
    assert "exception raised: RuntimeError" in said
    assert "url_for" in said.partition("the test has failed")[2]
    assert "✗ RuntimeError" in said


@pytest.mark.parametrize(
    "by", [("cases.py",), ("-m", "unittest", "-q", "cases"), (*PYTEST[2:], "cases.py")]
)
def test_cases_of_unittest_are_tests_too(
    project: Path, trace: Command, by: tuple[str, ...]
) -> None:
    write(project, SHOP, "shop.py")
    write(
        project,
        """
        import unittest
        from shop import create_app

        class Case(unittest.TestCase):
            def setUp(self):
                self.context = create_app().app_context()
                self.context.push()

            def tearDown(self):
                self.context.pop()

            def test_good(self):
                pass

            def test_bad(self):
                self.fail("no")

        if __name__ == "__main__":
            unittest.main()
        """,
        "cases.py",
    )
    done = trace("--", sys.executable, *by)
    assert done.returncode == 1
    picture = done.stdout.partition("Contexts, as they happened:")[2]
    assert "test_bad" in picture
    assert "test_good" not in picture
    assert "fixture setUp: set up" in picture
    assert picture.index("app context pushed: shop") < picture.index("fixture tearDown: torn down")


def test_a_command_of_flask_keeps_its_arguments_output_and_exit_code(
    shop: Path, trace: Command
) -> None:
    done = trace("--", FLASK, "--app", "shop", "init-db", "blue")
    assert done.returncode == 0
    assert done.stdout.startswith("made blue\n")
    assert "app context pushed: shop" in done.stdout
    assert "command entered: init_db" in done.stdout
    assert "g gets: db = 'blue'" in done.stdout
    wrong = trace("--", FLASK, "--app", "shop", "init-db")
    assert wrong.returncode == 2
    assert "Missing argument 'NAME'" in wrong.stderr


def test_a_script_is_run_as_python_would(project: Path, trace: Command) -> None:
    write(
        project,
        """
        import sys
        from flask import Flask, current_app

        print(__name__, sys.argv[1:], sys.path[0] == sys.argv[1], input())
        with Flask("shop").app_context():
            print(current_app.name)
        sys.exit(7)
        """,
        "jobs/script.py",
    )
    folder = str((project / "jobs").resolve())
    done = trace("--", sys.executable, "jobs/script.py", folder, text="typed\n")
    assert done.returncode == 7
    assert done.stdout.startswith(f"__main__ ['{folder}'] True typed\nshop\n")
    assert "line 6: app context pushed: shop · jobs/script.py" in done.stdout


def test_a_program_that_raises_is_told_as_python_does_and_explained(
    project: Path, trace: Command
) -> None:
    write(project, "from flask import current_app\nprint(current_app.name)\n", "script.py")
    done = trace("--", sys.executable, "-X", "utf8", "script.py")
    assert done.returncode == 1
    assert "RuntimeError: Working outside of application context" in done.stderr
    assert "command.py" not in done.stderr
    assert "runpy" not in done.stderr
    assert "✗ RuntimeError" in done.stdout


def test_what_its_threads_do_is_drawn(project: Path, trace: Command) -> None:
    write(
        project,
        """
        import threading, time
        from flask import Flask, g

        app = Flask("shop")

        def job():
            time.sleep(0.1)
            with app.app_context():
                g.done = True

        threading.Thread(target=job, name="job").start()
        """,
        "script.py",
    )
    done = trace("--", sys.executable, "script.py")
    assert done.returncode == 0
    assert "g gets: done = True" in done.stdout.partition("In job:")[2]


def test_json_has_the_output_to_itself(shop: Path, trace: Command) -> None:
    done = trace("--json", *PYTEST)
    data = as_json(done)
    assert "1 failed" in done.stderr
    assert (data["code"], data["ran"]) == (1, 3)
    (test,) = data["tests"]
    assert test["outcome"] == "failed"
    assert data["errors"][0]["test"] == "test_shop.py::test_bad"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ls"], "ls is no program of Python's"),
        (["A=1", "flask"], "Set variables before flasktutor"),
        ([sys.executable, "-c", "1"], "has to stand in a file"),
        ([sys.executable], "has to stand in a file"),
        ([sys.executable, "no.py"], "There is no file no.py"),
        (["no.py"], "There is no file no.py"),
        (["no-such-program"], "There is no program no-such-program"),
        ([], "What is to be run is missing"),
    ],
)
def test_what_cannot_be_followed_is_refused(trace: Command, words: list[str], said: str) -> None:
    done = trace("--", *words)
    assert done.returncode == 2
    assert said in flat(done.stderr)
    assert not done.stdout


def test_a_module_that_is_not_there_is_said_as_python_does(trace: Command) -> None:
    done = trace("--", sys.executable, "-m", "nothing_here")
    assert done.returncode == 1
    assert f"{sys.executable}: No module named nothing_here" in done.stderr


def test_a_suite_that_hangs_is_stopped_and_told_of(shop: Path, trace: Command) -> None:
    write(
        shop,
        """
        import subprocess, sys, time

        def test_hangs(client):
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            open("pid", "w").write(str(child.pid))
            time.sleep(600)
        """,
        "test_shop.py",
    )
    # Until the test has begun it does not hang: a busy machine gets more time for that.
    for seconds in ("5", "20", "80"):
        done = trace("--timeout", seconds, *PYTEST)
        if (shop / "pid").exists():
            break
    assert done.returncode == 1
    said = flat(done.stdout)
    assert "The time was up before the command had ended. main was at test_shop.py, line 7" in said
    assert "test: test_shop.py::test_hangs" in said
    assert "started 1 other process of Python" in said
    state = Path(f"/proc/{(shop / 'pid').read_text()}/status")
    assert not state.exists() or "State:\tZ" in state.read_text()


def test_a_program_that_ends_its_process_or_forks_is_told(project: Path, trace: Command) -> None:
    write(project, "import os\nos._exit(3)\n", "script.py")
    done = trace("--", sys.executable, "script.py")
    assert done.returncode == 3
    assert "ended its process at once" in done.stdout
    write(
        project,
        """
        import os
        from flask import Flask
        if os.fork() == 0:
            raise SystemExit(5)
        os.wait()
        with Flask("shop").app_context():
            pass
        """,
        "script.py",
    )
    forked = trace("--", sys.executable, "script.py")
    assert forked.returncode == 0
    assert "app context pushed: shop" in forked.stdout
    assert "started 1 other process of Python" in flat(forked.stdout)


def test_what_is_no_context_is_not_drawn(project: Path, trace: Command) -> None:
    write(project, "print('hello')\n", "script.py")
    done = trace("--", sys.executable, "script.py")
    assert done.stdout.startswith("hello\n")
    assert "has pushed no context" in done.stdout


def test_it_is_said_in_indonesian(shop: Path, trace: Command) -> None:
    said = flat(trace(*PYTEST, before=("--lang", "id")).stdout)
    assert "test: test_shop.py::test_bad" in said
    assert "fixture client: disiapkan" in said
    assert "test ini gagal" in said


def test_a_program_beside_the_interpreter_needs_no_activation(shop: Path, trace: Command) -> None:
    done = trace("--python", sys.executable, "--", "flask", "--app", "shop", "init-db", "red")
    assert done.returncode == 0, done.stderr
    assert "made red" in done.stdout


def test_what_a_test_client_brings_back_is_no_new_context(shop: Path, trace: Command) -> None:
    write(
        shop,
        """
        from flask import g
        from shop import create_app

        app = create_app()
        with app.test_client() as client:
            client.get("/")
            assert g.seen
        again = app.app_context()
        again.push()
        again.pop()
        again.push()
        """,
        "script.py",
    )
    said = trace("--", sys.executable, "script.py").stdout
    request = "context brought back: " + ("shop, GET /" if ONE_CONTEXT else "GET /")
    assert said.count(request) == 1
    assert said.index("pushed: " + request.partition(": ")[2]) < said.index(request)
    own = said.partition("popped: shop")[2].rpartition("brought back: shop")[0]
    assert "line 10: app context pushed: shop" in own
    assert "Still pushed at the end: app context: shop (brought back)" in said


def test_who_takes_the_tracing_away_is_said_and_keeps_it(project: Path, trace: Command) -> None:
    write(
        project,
        """
        import bdb
        import sys
        from flask import Flask

        class Debugger(bdb.Bdb):
            lines = 0

            def user_line(self, frame):
                self.lines += 1

        app = Flask("shop")
        app.add_url_rule("/", view_func=lambda: "hello")
        client = app.test_client()
        client.get("/first")
        debugger = Debugger()
        debugger.set_trace()
        client.get("/second")
        still = sys.gettrace()
        sys.settrace(None)
        print(debugger.lines, still)
        """,
        "script.py",
    )
    said = flat(trace("--", sys.executable, "script.py").stdout)
    assert not said.startswith("0 ")
    assert "bound method Bdb.trace_dispatch" in said
    if sys.version_info >= (3, 12):
        # Code is followed by other means, and a debugger changes nothing.
        assert "line 18: request started: GET /second" in said
        assert "taken over" not in said
        return
    _before, _first, after = said.partition("from here on bdb follows the code")
    assert "request started: GET /second" in after
    assert "line " not in after.partition("the command has ended")[0]
    assert "Another tool, bdb, has taken over" in after
    write(project, "import sys\nfrom app import app\nsys.settrace(None)\n", "wsgi.py")
    write(project, "from flask import Flask\napp = Flask('shop')\n")
    assert "Something has switched off" in flat(trace("wsgi.py").stdout)


def test_a_command_in_a_group_or_of_a_blueprint_is_drawn(project: Path, trace: Command) -> None:
    write(
        project,
        """
        from flask import Blueprint, Flask, g

        app = Flask("shop")
        stock = Blueprint("stock", __name__)

        @app.cli.group()
        def db():
            pass

        @db.command()
        def upgrade():
            g.upgraded = True

        @stock.cli.command("count")
        def count_all():
            g.counted = 3

        app.register_blueprint(stock)
        """,
        "shop.py",
    )
    for words, name in ((("db", "upgrade"), "upgrade"), (("stock", "count"), "count_all")):
        done = trace("--", "flask", "--app", "shop", *words)
        assert done.returncode == 0, done.stderr
        assert f"command entered: {name}" in done.stdout
        assert f"command left: {name}" in done.stdout

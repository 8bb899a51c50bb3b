"""Scripts, modules and Flask's own commands are run as they are and drawn: the real program."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.trace.project import Command, flat, project, trace, write
from tests.trace.shop import FLASK, shop

pytestmark = pytest.mark.sweep
__all__ = ["project", "shop", "trace"]


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


def test_a_program_beside_the_interpreter_needs_no_activation(shop: Path, trace: Command) -> None:
    done = trace("--python", sys.executable, "--", "flask", "--app", "shop", "init-db", "red")
    assert done.returncode == 0, done.stderr
    assert "made red" in done.stdout


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

"""`trace` and `run` with `--python` twice: two real environments, and what differs between them."""

from __future__ import annotations

import html
import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import pytest

from tests.flasks.versions import python_of, python_with
from tests.process import environment
from tests.trace.project import Command, Done, as_json, flat, project, trace, write

pytestmark = pytest.mark.sweep
__all__ = ["project", "trace"]

SHOP = """
    from flask import Flask, current_app, has_request_context, request
    app = Flask("bookshop")
    cafe = Flask("cafe")

    @app.get("/books")
    def books():
        with cafe.app_context():
            path = request.path if has_request_context() else "hidden"
            return f"{current_app.name}, request: {path}"

    if __name__ == "__main__":
        print(app.test_client().get("/books").text)
    """
SAME = """
    from flask import Flask, g
    app = Flask("shop")

    @app.get("/")
    def index():
        g.thing = object()
        print(g.thing)
        app.logger.warning("seen")
        return "fine"
    """


@pytest.fixture(scope="module")
def old() -> Path:
    """An environment in which a request has two contexts."""
    return python_with("3.1")


@pytest.fixture(scope="module")
def new() -> Path:
    """One in which it has a single one."""
    return python_with("3.2")


def both(first: Path, second: Path) -> tuple[str, ...]:
    return ("--python", str(first), "--python", str(second))


def told(done: Done) -> str:
    """What is said to differ, without line breaks."""
    return flat(done.stdout[done.stdout.index("differs") - 10 :])


def run(project: Path, *arguments: str, lang: str = "en") -> Done:
    """`flasktutor run` in the project's folder."""
    return subprocess.run(
        [sys.executable, "-m", "flasktutor", "--lang", lang, "run", *arguments],
        cwd=project, env=environment(project / "home"), capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


def test_a_request_on_two_flasks_is_drawn_twice_and_compared(
    project: Path, trace: Command, old: Path, new: Path
) -> None:
    write(project, SHOP)
    done = trace("app.py", "/books", *both(old, new))
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.split("Flask 3.2.0.dev0 on Python", 1)
    assert "Flask 3.1.3 on Python" in first
    assert str(old) in first
    assert "request context pushed: GET /books" in first
    assert str(new) in second
    assert "context pushed: bookshop, GET /books" in second
    said = told(done)
    assert (
        "Flask 3.1.3: 3 contexts (app context: bookshop; request context: GET /books; app" in said
    )
    assert "Flask 3.2.0.dev0: 2 contexts (context: bookshop, GET /books; app context: cafe)" in said
    assert "• Answer, GET /books Flask 3.1.3: cafe, request: /books" in said
    assert "Flask 3.2.0.dev0: cafe, request: hidden" in said
    assert "Status" not in said


def test_nothing_differs_where_only_times_and_addresses_do(
    project: Path, trace: Command, old: Path
) -> None:
    write(project, SAME)
    older = python_with("2.3")
    done = trace("app.py", "/", "/missing", *both(older, old))
    assert done.returncode == 0, done.stderr
    assert "Nothing differs." in done.stdout
    assert "object at 0x" in done.stdout


def test_what_fails_on_one_flask_only_is_said_and_the_exit_code_is_1(
    project: Path, trace: Command, old: Path, new: Path
) -> None:
    write(
        project,
        """
        from flask import Flask, request
        app = Flask("shop")

        @app.get("/")
        def index():
            with app.app_context():
                return request.path
        """,
    )
    done = trace("app.py", "/", *both(old, new))
    assert done.returncode == 1
    said = told(done)
    assert "• Status, GET / Flask 3.1.3: 200 OK Flask 3.2.0.dev0: 500 INTERNAL SERVER ERROR" in said
    assert (
        "only Flask 3.2.0.dev0: RuntimeError: There is no request in this context. (app.py, line 8)"
        in said
    )
    # The finding is on both, and told once; the error on one.
    assert done.stdout.count("is pushed once more") == 1
    assert done.stdout.count("A request is being handled, but") == 1


def test_teardown_functions_that_one_flask_skips_are_told(
    project: Path, trace: Command, old: Path, new: Path
) -> None:
    write(
        project,
        """
        from flask import Flask
        app = Flask("shop")

        @app.get("/")
        def index():
            return "fine"

        @app.teardown_request
        def last(error):
            pass

        @app.teardown_request
        def first(error):
            raise ValueError("no")
        """,
    )
    done = trace("app.py", "/", *both(old, new))
    assert done.returncode == 1
    assert "only Flask 3.2.0.dev0: line 9: teardown_request function called: last" in told(done)


def test_a_finding_that_only_one_flask_shows_is_told(
    project: Path, trace: Command, old: Path, new: Path
) -> None:
    write(
        project,
        """
        from flask import Flask, g
        app = Flask("shop")
        app.app_context().push()
        g.user = "ayu"

        @app.get("/")
        def index():
            return g.user
        """,
    )
    done = trace("app.py", *both(old, new))
    assert "only Flask 3.2.0.dev0: g-attribute-elsewhere (app.py, line 9; app.py," in told(done)
    assert "context-left-at-import" not in told(done)


def test_files_that_the_second_run_finds_changed_are_named_first(
    project: Path, trace: Command, old: Path
) -> None:
    write(
        project,
        """
        from pathlib import Path
        from flask import Flask
        app = Flask("shop")
        names = Path("data", "names.txt")

        @app.post("/register")
        def register():
            if names.exists():
                return "taken", 409
            names.parent.mkdir()
            names.write_text("ayu")
            return "registered"
        """,
    )
    pair = both(python_with("2.3"), old)
    said = told(trace("app.py", "POST /register", *pair))
    named = "What differs The second run found what the first one had written: data/names.txt."
    assert named in said
    assert "Flask 3.1.3: 409 CONFLICT" in said
    assert as_json(trace("app.py", "POST /register", *pair, "--json"))["written"] == []
    unchanged = told(trace("app.py", "POST /register", *pair))
    assert "Nothing differs." in unchanged
    assert "no file was changed" in unchanged


def test_json_has_both_runs_and_what_differs(
    project: Path, trace: Command, old: Path, new: Path
) -> None:
    write(project, SHOP)
    done = trace("app.py", "/books", *both(old, new), "--json")
    assert done.returncode == 0
    data = as_json(done)
    assert [one["flask"] for one in data["runs"]] == ["3.1.3", "3.2.0.dev0"]
    assert [one["interpreter"] for one in data["runs"]] == [str(old), str(new)]
    assert [len(one["frames"]) for one in data["runs"]] == [3, 2]
    assert not data["same_interpreter"]
    found = {(one["about"], one["subject"]): one["changes"] for one in data["differences"]}
    assert set(found) == {("contexts", ""), ("body", "GET /books")}
    assert found["body", "GET /books"] == [[["cafe, request: /books"], ["cafe, request: hidden"]]]


def test_the_same_interpreter_twice_is_said(project: Path, trace: Command, old: Path) -> None:
    write(project, SAME)
    done = trace("app.py", *both(old, old.with_name("python3")))
    assert done.returncode == 0
    assert "Both runs were on the same interpreter." in done.stdout
    assert "Nothing differs." in done.stdout


def test_one_flask_on_two_interpreters_is_told_apart(
    project: Path, trace: Command, old: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    venv.create(other, symlinks=sys.platform != "win32")
    (packages,) = other.rglob("site-packages")
    (theirs,) = old.parents[1].rglob("site-packages")
    (packages / "theirs.pth").write_text(f"{theirs}\n")
    write(project, "import sys\n" + SAME.replace('"fine"', "sys.prefix").replace("\n    ", "\n"))
    done = trace("app.py", *both(old, python_of(other)))
    assert f"{old}: {old.parents[1]}" in done.stdout
    assert f"{python_of(other)}: {other}" in done.stdout
    assert "the same interpreter" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--python", "{old}", "--python", "{new}", "--python", "{old}"), "twice at most"),
        (("--python", "{old}", "--python", "{new}", "--", "pytest"), "A command runs on one"),
    ],
)
def test_more_than_two_and_commands_are_refused(
    project: Path, trace: Command, old: Path, new: Path, arguments: tuple[str, ...], said: str
) -> None:
    write(project, SHOP)
    done = trace(*(one.format(old=old, new=new) for one in arguments))
    assert done.returncode == 2
    assert said in done.stderr


def test_an_interpreter_without_flask_is_named(
    project: Path, trace: Command, old: Path, tmp_path: Path
) -> None:
    venv.create(tmp_path / "bare", symlinks=sys.platform != "win32")
    bare = python_of(tmp_path / "bare")
    write(project, SHOP)
    for done in (trace("app.py", *both(old, bare)), run(project, "app.py", *both(old, bare))):
        assert done.returncode == 1
        assert f"{bare} (Python " in done.stderr
        assert "has no Flask." in done.stderr
    assert "No Python interpreter" in trace("app.py", *both(old, tmp_path / "none")).stderr


def test_a_variable_names_one_interpreter(project: Path, trace: Command, old: Path) -> None:
    write(project, SHOP)
    name = "FLASKTUTOR_PYTHON"
    before = os.environ.get(name)
    os.environ[name] = str(old)
    try:
        assert as_json(trace("app.py", "/books", "--json"))["flask"] == "3.1.3"
    finally:
        os.environ.pop(name) if before is None else os.environ.update({name: before})


def test_pictures_of_both_are_saved_beside_each_other(
    project: Path, trace: Command, old: Path, new: Path
) -> None:
    write(project, SHOP)
    done = trace("app.py", "/books", *both(old, new), "--svg", "out.svg")
    assert done.returncode == 0, done.stderr
    drawn = html.unescape((project / "out.svg").read_text("utf-8")).replace("\xa0", " ")
    assert "app context: bookshop" in drawn
    assert "context: bookshop, GET /books" in drawn


@pytest.mark.parametrize("options", [("--html", "out.html"), ("--step",)])
def test_what_goes_through_one_run_is_refused_for_two(
    project: Path, trace: Command, old: Path, new: Path, options: tuple[str, ...]
) -> None:
    write(project, SHOP)
    done = trace("app.py", "/books", *both(old, new), *options)
    assert done.returncode == 2
    assert "--step and --html go through one" in done.stderr


def test_a_snippet_on_two_flasks_is_compared(project: Path, old: Path, new: Path) -> None:
    write(project, SHOP)
    done = run(project, "app.py", *both(old, new))
    assert done.returncode == 0, done.stderr
    said = told(done)
    assert "• Printed Flask 3.1.3: cafe, request: /books" in said
    assert "3 contexts" in said
    assert "No context was pushed around it" in done.stdout
    data: dict[str, Any] = json.loads(run(project, "app.py", *both(old, new), "--json").stdout)
    assert [one["stdout"] for one in data["runs"]] == [
        "cafe, request: /books\n", "cafe, request: hidden\n",
    ]  # fmt: skip
    assert [one["about"] for one in data["differences"]] == ["contexts", "stdout"]


def test_a_snippet_that_fails_on_one_ends_with_1(project: Path, old: Path, new: Path) -> None:
    write(
        project,
        """
        from flask import current_app, request
        with current_app.app_context():
            print(request.path)
        """,
    )
    done = run(project, "app.py", *both(old, new))
    assert done.returncode == 1
    said = told(done)
    assert "• How it ended Flask 3.1.3: ok Flask 3.2.0.dev0: error" in said
    assert "only Flask 3.1.3: /" in said
    assert "RuntimeError: There is no request in this context. (line 4)" in said


def test_it_is_said_in_indonesian(project: Path, old: Path, new: Path) -> None:
    write(project, SHOP)
    done = run(project, "app.py", *both(old, new), lang="id")
    assert "Yang berbeda" in done.stdout
    assert "Flask 3.1.3: 3 context (" in done.stdout

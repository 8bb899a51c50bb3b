"""`trace` and `run` with `--python` twice: two real environments, and what differs between them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.flasks.versions import python_with
from tests.trace.flasks import SAME, SHOP, both, new, old, run, told
from tests.trace.project import Command, as_json, project, trace, write

pytestmark = pytest.mark.sweep
__all__ = ["new", "old", "project", "trace"]


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

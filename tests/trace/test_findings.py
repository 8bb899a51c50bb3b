"""What a trace finds wrong stands under the drawing, in the JSON, and in the exit code if asked."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.trace.project import Command, as_json, flat, project, trace, write
from tests.trace.test_trace import TUTORIAL

__all__ = ["project", "trace"]

IN_PLACE = """
    from flask import Flask, session

    app = Flask(__name__)
    app.secret_key = "x"


    @app.get("/")
    def index():
        session["cart"] = []
        return "hello"


    @app.get("/add")
    def add():
        session["cart"].append("Saman")
        return "added"
"""


def test_a_finding_says_what_was_seen_why_and_the_repair(project: Path, trace: Command) -> None:
    write(project, IN_PLACE)
    done = trace("app.py", "/", "/add")
    assert done.returncode == 0, done.stderr
    drawn, found = done.stdout.split("1 finding\n")
    assert "session changed in place and not saved: cart" in drawn
    assert '• session["cart"] was changed in place, and the change was not saved.' in found
    assert "app.py, line 16" in found
    assert "session.modified = True" in found
    assert "Lesson: flasktutor lesson request-context" in found


def test_it_is_said_in_indonesian(project: Path, trace: Command) -> None:
    write(project, IN_PLACE)
    said = " ".join(trace("app.py", "/", "/add", before=("--lang", "id")).stdout.split())
    assert "1 temuan" in said
    assert "perubahannya tidak disimpan" in said


def test_findings_stand_in_the_json(project: Path, trace: Command) -> None:
    write(project, IN_PLACE)
    (found,) = as_json(trace("app.py", "/", "/add", "--json"))["findings"]
    assert found["id"] == "session-not-saved"
    assert (found["seen"][0]["file"], found["seen"][0]["line"]) == ("app.py", 16)
    assert found["why"]
    assert found["fixes"][0]["code"]
    assert found["lesson"] == "request-context"


@pytest.mark.parametrize(("requests", "code"), [(("/",), 0), (("/", "/add"), 1)])
def test_strict_ends_with_1_where_anything_is_found(
    project: Path, trace: Command, requests: tuple[str, ...], code: int
) -> None:
    write(project, IN_PLACE)
    assert trace("app.py", *requests, "--strict").returncode == code
    assert trace("app.py", *requests, "--strict", "--json").returncode == code


def test_nothing_is_found_in_the_tutorial_s_blog(project: Path, trace: Command) -> None:
    shutil.copytree(TUTORIAL / "flaskr", project / "flaskr")
    who = ("name=ayu", "password=x")
    done = trace(
        "flaskr:create_app", "POST", "/auth/register", *who, "POST", "/auth/login", *who,
        "POST /create title=Halo", "/", "/nowhere", "--strict",
    )  # fmt: skip
    assert done.returncode == 0
    assert "finding" not in done.stdout


def test_what_ended_a_request_is_said_once(project: Path, trace: Command) -> None:
    source = """
        from flask import Flask, request

        app = Flask(__name__)


        @app.get("/")
        def index():
            def rows():
                yield request.path

            return rows()
        """
    write(project, source)
    done = trace("app.py", "/", "/", "--strict")
    assert done.returncode == 1
    assert done.stdout.count("A streamed response uses the request after its context is gone.") == 1
    assert "finding" not in done.stdout
    found = as_json(trace("app.py", "/", "/", "--json"))["findings"]
    assert [one["id"] for one in found] == ["outside-request-context-streaming"]


APP_OF_TESTS = """
    from flask import Flask, g


    def create_app():
        app = Flask("shop")

        @app.get("/")
        def index():
            g.count = g.get("count", 0) + 1
            return str(g.count)

        return app
"""
TESTS = """
    import pytest

    from app import create_app


    @pytest.fixture{scope}
    def app():
        app = create_app()
        with app.app_context():
            yield app


    def test_one(app):
        assert app.test_client().get("/").status_code == 200


    def test_two(app):
        assert app.test_client().get("/").status_code == 200


    def test_three(app):
        assert app.test_client().get("/").status_code == 200
"""


@pytest.mark.parametrize(("scope", "code"), [('(scope="session")', 1), ("", 0)])
def test_a_fixture_that_holds_a_context_over_tests_is_found(
    project: Path, trace: Command, scope: str, code: int
) -> None:
    write(project, APP_OF_TESTS)
    write(project, TESTS.format(scope=scope), "test_shop.py")
    # Tests that pass are searched, too, and a fixture is told of once, however many it spans.
    arguments = ("--strict", "--", sys.executable, "-m", "pytest", "-q")
    done = trace(*arguments)
    assert done.returncode == code, done.stdout
    assert ("A fixture holds a context over several tests" in flat(done.stdout)) == bool(code)
    if code:
        (found,) = as_json(trace("--json", *arguments))["findings"]
        assert found["id"] == "context-held-over-tests"
        assert (found["seen"][0]["file"], found["seen"][0]["line"]) == ("test_shop.py", 10)


def test_where_tests_that_pass_are_not_searched_that_is_said(project: Path, trace: Command) -> None:
    write(project, APP_OF_TESTS)
    write(project, TESTS.format(scope='(scope="session")'), "test_shop.py")
    said = flat(trace("--", sys.executable, "-m", "pytest", "-q").stdout)
    assert "A fixture holds" not in said
    assert "Of tests that pass nothing is kept; with --strict they are searched, too." in said


def test_a_suite_that_is_too_long_to_keep_is_searched_as_far_as_it_goes(
    project: Path, trace: Command
) -> None:
    write(project, APP_OF_TESTS)
    many = """
    @pytest.mark.parametrize("n", range(700))
    def test_many(app, n):
        for _ in range(3):
            app.test_client().get("/")
    """
    write(project, TESTS.format(scope='(scope="session")') + many, "test_shop.py")
    done = trace("--strict", "--", sys.executable, "-m", "pytest", "-q")
    said = flat(done.stdout)
    assert done.returncode == 1
    assert "703 passed" in said
    assert "A fixture holds a context over several tests" in said
    assert "The recording was full after " in said
    assert "cannot be told" not in said

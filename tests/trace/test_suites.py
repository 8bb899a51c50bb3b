"""Tests are run as they are and drawn afterwards: the real program, real pytest and unittest."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.flasks.versions import ONE_CONTEXT
from tests.trace.project import Command, as_json, flat, project, trace, write
from tests.trace.shop import PYTEST, SHOP, shop

pytestmark = pytest.mark.sweep
__all__ = ["project", "shop", "trace"]


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


def test_json_has_the_output_to_itself(shop: Path, trace: Command) -> None:
    done = trace("--json", *PYTEST)
    data = as_json(done)
    assert "1 failed" in done.stderr
    assert (data["code"], data["ran"]) == (1, 3)
    (test,) = data["tests"]
    assert test["outcome"] == "failed"
    assert data["errors"][0]["test"] == "test_shop.py::test_bad"


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


def test_it_is_said_in_indonesian(shop: Path, trace: Command) -> None:
    said = flat(trace(*PYTEST, before=("--lang", "id")).stdout)
    assert "test: test_shop.py::test_bad" in said
    assert "fixture client: disiapkan" in said
    assert "test ini gagal" in said


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

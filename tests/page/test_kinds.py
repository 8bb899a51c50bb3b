"""What is traced in other ways makes the same page: tests, scripts, lessons, other languages."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from flasktutor import language, lesson, paths
from flasktutor.contexts import timeline
from flasktutor.page import Story, page
from flasktutor.runner.runner import Runner
from flasktutor.steps.base import SnippetStep
from tests.browser import chromium_page
from tests.page.conftest import Folder


def test_tests_are_a_list_that_leads_to_each(chrome: Browser, suite: Path) -> None:
    with chromium_page(chrome) as watched:
        at = watched.page
        at.goto(suite.as_uri())
        tests = at.get_by_role("navigation", name="Tests")
        rows = tests.get_by_role("row")
        expect(rows).to_have_count(4)
        for row, name, outcome in (
            (1, "test_hello", "passed"),
            (2, "test_name", "failed"),
            (3, "test_wrong", "failed"),
        ):
            expect(rows.nth(row)).to_contain_text(name)
            expect(rows.nth(row)).to_contain_text(outcome)
        tests.get_by_role("link", name="test_name").press("Enter")
        expect(at.get_by_role("status")).to_contain_text("test: test_app.py::test_name")
        expect(tests.locator("[aria-current]")).to_contain_text("test_name")
        expect(at.get_by_role("region", name="Errors")).to_contain_text("application context")
        assert watched.complaints == []


def test_requests_of_a_script_are_a_list_too(chrome: Browser, folder: Folder) -> None:
    script = folder.path / "script.py"
    script.write_text(
        "from app import app\nc = app.test_client()\nc.get('/hello')\nc.get('/nope')\n", "utf-8"
    )
    made = folder.page("--", sys.executable, "script.py")
    with chromium_page(chrome) as watched:
        watched.page.goto(made.as_uri())
        requests = watched.page.get_by_role("navigation", name="Requests").get_by_role("row")
        expect(requests).to_have_text(
            ["RequestStatus", "GET /hello200 OK", "GET /nope404 NOT FOUND"]
        )


def test_a_command_without_contexts_has_a_page_that_says_so(
    chrome: Browser, folder: Folder
) -> None:
    (folder.path / "empty.py").write_text("", "utf-8")
    made = folder.page("--", sys.executable, "empty.py")
    with chromium_page(chrome) as watched:
        watched.page.goto(made.as_uri())
        expect(watched.page.get_by_role("heading", level=1)).to_contain_text("empty.py")
        assert watched.complaints == []


def test_an_app_that_cannot_be_loaded_is_explained(chrome: Browser, tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "app.py").write_text("import flask_nothing\n", "utf-8")
    made = Folder(tmp_path / "project").page("app.py", code=1)
    with chromium_page(chrome) as watched:
        watched.page.goto(made.as_uri())
        expect(watched.page.get_by_role("region", name="Errors")).to_contain_text("flask_nothing")


def test_a_request_that_flask_never_saw_leads_nowhere(chrome: Browser, tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "app.py").write_text(
        "from flask import Flask\n"
        "app = Flask(__name__)\n"
        "inner = app.wsgi_app\n"
        "def outer(environ, start_response):\n"
        "    if environ['PATH_INFO'] == '/health':\n"
        "        start_response('200 OK', [])\n"
        "        return [b'well']\n"
        "    return inner(environ, start_response)\n"
        "app.wsgi_app = outer\n",
        "utf-8",
    )
    made = Folder(tmp_path / "project").page("app.py", "/health", "/x")
    with chromium_page(chrome) as watched:
        watched.page.goto(made.as_uri())
        requests = watched.page.get_by_role("navigation", name="Requests")
        expect(requests.get_by_role("row")).to_have_count(3)
        expect(requests.get_by_role("link")).to_have_text(["GET /x"])


def test_a_page_speaks_indonesian_wholly(chrome: Browser, folder: Folder) -> None:
    made = folder.page("app.py", "/hello", "/bad", code=1, language="id")
    with chromium_page(chrome, width=360) as watched:
        at = watched.page
        at.goto(made.as_uri())
        assert at.get_attribute("html", "lang") == "id"
        at.get_by_role("button", name="Maju").click()
        expect(at.get_by_role("slider", name="Kejadian")).to_have_value("2")
        for heading in ("Request", "Context", "Arti nama-nama ini sekarang", "Kode", "1 temuan"):
            expect(at.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        begins = at.get_by_role("listitem").filter(has_text="mulai, tanpa context")
        expect(begins).to_contain_text("worker")
        assert watched.overflow() <= 0
        assert watched.complaints == []


@pytest.mark.parametrize("spoken", ["en", "id"])
def test_a_lesson_s_snippets_make_pages(
    chrome: Browser, runner: Runner, tmp_path: Path, spoken: str
) -> None:
    language.use(spoken)
    taken = lesson.load(Path(paths.own_lessons(), "contexts.yaml"), spoken)
    steps = (one for one in taken.steps if isinstance(one, SnippetStep) and one.show)
    # The program of a varied question is made when it is asked.
    shown = [one for one in steps if not getattr(one, "vary", None)]
    assert len(shown) > 3
    for step in shown:
        made = tmp_path / f"{step.key}.html"
        request = step.request(str(taken.setup), None)
        assert request is not None
        story = Story(
            title=str(taken.title),
            timeline=timeline(runner.run(request).events),
            sources={"setup.py": request.setup, "snippet.py": request.source},
            prologue="setup.py",
        )
        made.write_text(page(story), "utf-8")
        with chromium_page(chrome) as watched:
            at = watched.page
            at.goto(made.as_uri())
            expect(at.get_by_role("heading", level=1)).to_have_text(story.title)
            total = int(at.get_by_role("slider").get_attribute("max") or "0")
            assert total > 3
            files = [at.locator("#code .file:not([hidden]) h3").inner_text()]
            for _ in range(total):
                at.keyboard.press("ArrowRight")
                files.append(at.locator("#code .file:not([hidden]) h3").inner_text())
            assert "snippet.py" in files
            expect(at.get_by_role("status")).to_contain_text(f"{total}")
            assert watched.complaints == []


def test_a_lesson_s_names_stand_for_what_they_did(
    chrome: Browser, runner: Runner, tmp_path: Path
) -> None:
    taken = lesson.load(Path(paths.own_lessons(), "contexts.yaml"))
    step = next(one for one in taken.steps if one.key == "one-name")
    request = step.request(str(taken.setup), None)
    assert request is not None
    sources = {"setup.py": request.setup, "snippet.py": request.source}
    seen = timeline(runner.run(request).events)
    made = tmp_path / "lesson.html"
    made.write_text(page(Story(title="One name", timeline=seen, sources=sources)), "utf-8")
    with chromium_page(chrome) as watched:
        at = watched.page
        at.goto(made.as_uri())
        stood_for = []
        for _ in range(int(at.get_by_role("slider").get_attribute("max") or "0")):
            if at.locator("#code [aria-current]").all_inner_texts() == ["    return request.path"]:
                stood_for.append(at.locator("#request").inner_text())
            at.keyboard.press("ArrowRight")
        assert list(dict.fromkeys(stood_for)) == ["GET /books", "GET /orders"]

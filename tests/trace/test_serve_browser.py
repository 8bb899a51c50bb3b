"""`trace --serve` as a learner uses it: with a real browser, and a terminal that is drawn in."""

from __future__ import annotations

import io
from pathlib import Path

import pexpect
import pyte

from tests.browser import browser, chromium_page
from tests.trace.project import project, write
from tests.trace.server import command, serving, variables

__all__ = ["project"]

PAGE = """
import threading
from flask import Flask, g
app = Flask(__name__)
both = threading.Barrier(2, timeout=30)
FILES = "".join(f'<script src="/static/{n}.js"></script>' for n in range(60))

@app.get("/")
def index():
    return f'<title>Shop</title><a href="/next">next</a>{FILES}'

@app.get("/next")
def next_page():
    return '''<title>loading</title><script>
        Promise.all(["/part/a", "/part/b"].map((path) => fetch(path)))
            .then(() => { document.title = "loaded"; });
    </script>'''

@app.get("/part/<name>")
def part(name):
    g.part = name
    both.wait()
    return name
"""


def shop(project: Path) -> None:
    write(project, PAGE)
    (project / "static").mkdir()
    for n in range(60):
        (project / "static" / f"{n}.js").write_text(f"window.n{n} = 1;")


def test_a_browser_s_clicks_are_drawn_and_its_files_only_counted(project: Path) -> None:
    shop(project)
    with serving(project) as server:
        with browser() as opened, chromium_page(opened) as seen:
            seen.page.goto(server.address)
            assert seen.page.title() == "Shop"
            assert seen.page.evaluate("window.n59") == 1
            server.until("GET /  200 OK")
            seen.page.click("a")
            seen.page.wait_for_function("document.title === 'loaded'")
            server.until("GET /next  200 OK")
            server.until("at the same time: ")
        assert server.end() == 0, server.said
    assert ".js" not in server.said
    assert "GET /part/<name>  200 OK  2" in server.said
    assert "static files." in server.said


def test_in_a_terminal_requests_at_the_same_time_stand_in_lanes(project: Path) -> None:
    shop(project)
    environ = {**variables(project), "TERM": "xterm-256color"}
    program, *arguments = command("--port", "0")
    terminal = pexpect.spawn(
        program, arguments, cwd=str(project), env=environ, encoding="utf-8", timeout=90,
        dimensions=(60, 90),
    )  # fmt: skip
    printed = terminal.logfile_read = io.StringIO()
    try:
        terminal.expect(r"(http://127\.0\.0\.1:\d+/)")
        assert terminal.match is not None
        address = str(terminal.match[1])  # type: ignore[index]  # it is the match of a text
        terminal.expect("Ctrl-C ends it")
        with browser() as opened, chromium_page(opened) as seen:
            seen.page.goto(address + "next")
            seen.page.wait_for_function("document.title === 'loaded'")
        for _number in (2, 3):
            terminal.expect("GET /part/. +200 OK")
        # The picture that ends in this is that of the two.
        terminal.expect("request finished: 200 OK")
        terminal.sendintr()
        terminal.expect("requests were answered")
        terminal.expect(pexpect.EOF)
        terminal.wait()
        assert terminal.exitstatus == 0
    finally:
        terminal.close(force=True)
    screen = pyte.Screen(90, 300)
    pyte.Stream(screen).feed(printed.getvalue())
    heads = [line.split() for line in screen.display if line.startswith("request-")]
    # Chromium may have asked for favicon.ico in between, which takes a number as well.
    assert any(len(set(head)) == 2 and "request-1" not in head for head in heads), heads

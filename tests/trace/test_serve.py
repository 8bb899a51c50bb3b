"""`trace --serve`: a real child, real requests over HTTP, and what is drawn of them."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.flasks.versions import PACKAGES, python_with
from tests.trace.project import project, write
from tests.trace.server import Server, data_of, serving

__all__ = ["project"]

SHOP = """
import threading, time
from flask import Flask, Response, abort, g, request, session, stream_with_context
app = Flask(__name__)
app.secret_key = "x"
both = threading.Barrier(2, timeout=30)
go_on = threading.Event()

@app.get("/")
def index():
    g.user = "ayu"
    return "hello"

@app.get("/item/<int:number>")
def item(number):
    return str(number)

@app.get("/both/<name>")
def both_at_once(name):
    g.name = name
    both.wait()
    return g.name

@app.get("/bad/<name>")
def bad(name):
    return {}[name]

@app.get("/thread")
def thread():
    def work():
        with app.app_context():
            g.job = "done"
    one = threading.Thread(target=work, name="worker")
    one.start()
    return "ok"

@app.get("/threadbad")
def thread_bad():
    one = threading.Thread(target=lambda: request.path, name="worker")
    one.start()
    one.join()
    return "ok"

@app.get("/cart")
def cart():
    session.setdefault("cart", [])
    return "ok"

@app.get("/cart/add")
def add():
    session["cart"].append("tea")
    return "ok"

@app.post("/upload")
def upload():
    return str(len(request.get_data()))

@app.get("/stream")
def stream():
    def pieces():
        yield "first\\n"
        go_on.wait(30)
        yield request.path
    return Response(stream_with_context(pieces()))

@app.get("/go")
def go():
    go_on.set()
    return "gone on"

@app.get("/lines")
def lines():
    for n in range(5000):
        pass
    return "ok"
"""


@pytest.fixture
def shop(project: Path) -> Path:
    write(project, SHOP)
    (project / "static").mkdir()
    (project / "static" / "a.css").write_text("a {}")
    return project


def test_each_request_is_drawn_when_it_is_answered_and_counted_at_the_end(shop: Path) -> None:
    with serving(shop) as server:
        assert server.get("/") == (200, b"hello")
        server.until("1  GET /  200 OK")
        server.until("g gets: user = 'ayu'")
        server.until("app context popped: app")
        assert server.get("/item/7")[0] == server.get("/item/8")[0] == 200
        server.until("3  GET /item/8  200 OK")
        assert server.get("/nothing")[0] == 404
        assert server.get("/static/a.css") == (200, b"a {}")
        assert server.get("/favicon.ico")[0] == 404
        server.until("4  GET /nothing  404 NOT FOUND")
        assert server.end() == 0
    assert server.said.startswith(f"http://127.0.0.1:{server.port}/\n")
    assert "a.css" not in server.said
    assert "4 requests were answered. So were 2 for static files." in server.said
    assert "GET /item/<int:number>  200 OK  2" in server.said
    assert "The slowest was" in server.said


def test_all_draws_static_files_too(shop: Path) -> None:
    with serving(shop, "--all") as server:
        server.get("/static/a.css")
        server.until("1  GET /static/a.css  200 OK")
        server.until("request started: GET /static/a.css")
        assert server.end() == 0


def together(server: Server, *paths: str) -> list[tuple[int, bytes]]:
    """What is answered to requests that are sent at the same time."""
    answers: list[tuple[int, bytes]] = []
    threads = [
        threading.Thread(target=lambda path=path: answers.append(server.get(path)))
        for path in paths
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return answers


def test_requests_at_the_same_time_say_so_and_keep_their_own_context(shop: Path) -> None:
    with serving(shop) as server:
        assert sorted(together(server, "/both/ayu", "/both/budi")) == [
            (200, b"ayu"),
            (200, b"budi"),
        ]
        server.until("at the same time: 2 GET /both/")
        server.until("at the same time: 1 GET /both/")
        server.until("popped")
        assert server.end() == 0


def test_fifty_at_once_are_a_line_each_and_that_is_said(shop: Path) -> None:
    with serving(shop) as server:
        answers = together(server, *(f"/item/{n}" for n in range(50)))
        assert sorted(int(body) for _status, body in answers) == list(range(50))
        assert server.end() == 0
    assert "Many requests at once: a line for each" in server.said
    for n in range(50):
        assert f"GET /item/{n}  200 OK" in server.said
    assert server.said.count("view entered: item") < 20
    assert "GET /item/<int:number>  200 OK  50" in server.said


def test_an_error_is_explained_once_and_counted(shop: Path) -> None:
    with serving(shop) as server:
        for name in ("tea", "milk", "milk"):
            assert server.get(f"/bad/{name}")[0] == 500
        server.until("3  GET /bad/milk  500")
        assert server.end() == 1
    assert server.said.count("Your line: ") == 1
    assert "3 × `KeyError: 'tea'`" in server.said
    assert "3 requests ended in an error." in server.said
    assert "Traceback" not in server.said


def test_a_thread_of_a_view_is_followed_and_its_error_explained(shop: Path) -> None:
    with serving(shop) as server:
        server.get("/thread")
        server.until("In worker:")
        server.until("g gets: job = 'done'")
        server.get("/threadbad")
        server.until("nobody catches it, so the thread ends")
        server.until("A thread (or other background worker) does not have the context")
        assert server.end() == 1
    assert "1 thread ended in an error." in server.said


@pytest.mark.parametrize(("option", "code"), [((), 0), (("--strict",), 1)])
def test_a_finding_is_shown_when_first_seen(shop: Path, option: tuple[str, ...], code: int) -> None:
    with serving(shop, *option) as server:
        import http.cookiejar
        import urllib.request

        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        browser = urllib.request.build_opener(jar)
        for path in ("cart", "cart/add", "cart/add"):
            browser.open(server.address + path).read()
        server.until("3  GET /cart/add")
        assert server.end() == code
    assert server.said.count("1 finding") == 1
    assert "Found: " in server.said


def test_json_is_one_object_at_the_end(shop: Path) -> None:
    with serving(shop, "--json") as server:
        server.get("/")
        server.get("/bad/tea")
        assert server.end() == 1
    data = data_of(server.said)
    assert [one["status"] for one in data["responses"]] == ["200 OK", "500 INTERNAL SERVER ERROR"]
    assert data["port"] == server.port
    assert data["requests"] == 2
    assert data["troubles"][0]["count"] == 1
    assert {one["label"] for one in data["events"] if one["kind"] == "view-entered"} == {
        "index",
        "bad",
    }


def test_head_and_uploads_and_streams_are_as_with_flask_run(shop: Path) -> None:
    import http.client

    with serving(shop) as server:
        assert server.get("/", "HEAD") == (200, b"")
        size = 5_000_000
        assert server.get("/upload", "POST", body=b"x" * size) == (200, str(size).encode())
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("GET", "/stream")
        answer = connection.getresponse()
        # The second piece is only made when another request says so.
        assert answer.readline() == b"first\n"
        assert server.get("/go") == (200, b"gone on")
        assert answer.read() == b"/stream"
        connection.close()
        server.until("GET /stream  200 OK")
        assert server.end() == 0


def test_limits_count_for_each_request(shop: Path) -> None:
    with serving(shop, "--json") as server:
        server.get("/lines")
        server.get("/lines")
        server.get("/")
        assert server.end() == 0
    events = data_of(server.said)["events"]
    assert sum(one["kind"] == "lines-full" for one in events) == 2
    assert any(one["lane"] == "request-3" and one["kind"] == "line" for one in events)


@pytest.mark.parametrize("version", [*PACKAGES, "3.2"])
def test_it_serves_on_each_flask(shop: Path, version: str) -> None:
    with serving(shop, "--python", str(python_with(version))) as server:
        assert server.get("/") == (200, b"hello")
        server.until("g gets: user = 'ayu'")
        assert together(server, "/both/a", "/both/b")
        assert server.end() == 0

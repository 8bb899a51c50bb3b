"""What lessons say of a real server is seen on one: what leaves when, and what it warns of."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.version import Version

from tests.claims.sentences import printed, proves

SERVED = """
import logging, socket
from threading import Event, Thread, get_ident

from flask import Flask, has_app_context, request, stream_with_context
from werkzeug.serving import make_server

logging.getLogger("werkzeug").disabled = True
app = Flask("bookshop")
app.logger.disabled = True


class Visit:
    def __init__(self, path):
        server = make_server("127.0.0.1", 0, app, threaded=True)
        Thread(target=server.serve_forever, daemon=True).start()
        self.line = socket.create_connection(server.server_address)
        self.line.sendall(f"GET {path} HTTP/1.0\\r\\n\\r\\n".encode())

    def arrived(self):
        # On one machine, what has left has arrived.
        self.line.setblocking(False)
        try:
            return self.line.recv(10_000).decode()
        except BlockingIOError:
            return "nothing"
        finally:
            self.line.setblocking(True)

    def all(self):
        pieces = iter(lambda: self.line.recv(10_000), b"")
        return b"".join(pieces).decode()
"""


@proves("request-context/journey", "Only now is the response sent to the visitor.")
@proves("request-context/before-it-is-sent", "slow work in teardown keeps the visitor waiting,")
@proves("tasks/who-waits", "The context is torn down before the server sends the body.")
@proves("hooks/before-it-is-sent", "slow work in a teardown makes the visitor wait,")
def test_nothing_has_left_while_teardown_runs(tmp_path: Path) -> None:
    program = """
        from served import *

        inside, go = Event(), Event()
        app.add_url_rule("/", view_func=lambda: "Welcome")

        @app.teardown_request
        def clean_up(error):
            inside.set()
            go.wait()

        visit = Visit("/")
        inside.wait()
        print(visit.arrived())
        go.set()
        print(visit.all().splitlines()[0])
    """
    assert printed(tmp_path, program, served=SERVED) == "nothing\nHTTP/1.1 200 OK\n"


@proves("request-context/journey", "(An answer that is streamed with `stream_with_context` is the")
@proves("tasks/after-is-not-later", "lives on until the last piece is sent, and is torn down then.")
@proves(
    "tasks/after-is-not-later", "(In Flask 3.1.2 and later of 3.1, teardown also runs before the"
)
def test_a_streamed_answer_leaves_before_teardown(tmp_path: Path) -> None:
    program = """
        from served import *

        half, go, ended, torn = Event(), Event(), Event(), []

        @app.teardown_request
        def clean_up(error):
            torn.append(go.is_set())
            if go.is_set():
                ended.set()

        @app.get("/")
        def home():
            def pieces():
                yield "first"
                half.set()
                go.wait()
                yield request.path

            return stream_with_context(pieces())

        visit = Visit("/")
        half.wait()
        print("first" in visit.arrived(), torn)
        go.set()
        print("/" in visit.all(), ended.wait(60), torn)
    """
    before = [False] * (
        Version("3.1.2") <= Version(metadata.version("flask")) < Version("3.2.dev0")
    )
    told = printed(tmp_path, program, served=SERVED)
    assert told == f"True {before}\nTrue True {[*before, True]}\n"


@proves("request-context/before-it-is-sent", 'the visitor gets "500" instead of the page that was')
@proves("hooks/before-it-is-sent", "a teardown that fails spoils an answer that was good.")
def test_a_teardown_that_fails_is_seen_by_the_visitor(tmp_path: Path) -> None:
    program = """
        from served import *

        app.add_url_rule("/", view_func=lambda: "Welcome")
        app.teardown_request(lambda error: 1 / 0)
        answer = Visit("/").all()
        print(answer.splitlines()[0], "Welcome" in answer)
    """
    told = printed(tmp_path, program, served=SERVED)
    assert told == "HTTP/1.1 500 INTERNAL SERVER ERROR False\n"


@proves("tasks/when-it-is-closed", "The server closes the response when all of it has been sent;")
@proves("tasks/when-it-is-closed", "But the thread that answered does it,")
def test_a_response_is_closed_when_it_was_sent(tmp_path: Path) -> None:
    program = """
        from served import *

        inside, go, threads = Event(), Event(), []

        @app.get("/")
        def home():
            threads.append(get_ident())
            response = app.make_response("Welcome")
            response.call_on_close(close)
            return response

        def close():
            threads.append(get_ident())
            threads.append(has_app_context())
            inside.set()
            go.wait()

        visit = Visit("/")
        inside.wait()
        print(visit.arrived().splitlines()[-1], threads[0] == threads[1], threads[2])
        go.set()
    """
    assert printed(tmp_path, program, served=SERVED) == "Welcome True False\n"


@pytest.mark.parametrize("options", [[], ["--debug"]], ids=["plain", "debug"])
@proves("first-app/address", "It comes at every start and is no error:")
def test_flask_run_warns_at_every_start(tmp_path: Path, options: list[str]) -> None:
    if sys.platform == "win32":
        pytest.skip("ends the server and its reloader as a group")
    (tmp_path / "shop.py").write_text("from flask import Flask\napp = Flask('shop')\n")
    command = [sys.executable, "-m", "flask", "--app", "shop", "run", "--port", "0", *options]
    server = subprocess.Popen(
        command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert server.stderr is not None
    lines = []
    try:
        for line in server.stderr:
            lines.append(line)
            if "Running on" in line:
                break
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
        server.stderr.close()
    assert any("WARNING: This is a development server." in line for line in lines)

"""Whose server it is that listens, and what it answers."""

from __future__ import annotations

import os
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flasktutor.workplace import servers
from tests.process import kill_group
from tests.workplace.conftest import HELLO, Bench, free_port

SERVED = "- served: /\n  contains: Hello"


@pytest.fixture
def flask(bench: Bench) -> str:
    bench.write("app.py")
    return str(bench.python.parent / "flask")


@contextmanager
def silent(port: int) -> Iterator[None]:
    """Somebody who listens, takes every request, and never answers."""
    with socket.create_server(("127.0.0.1", port)):
        yield


def test_nobody_listens(bench: Bench) -> None:
    assert bench.instead(SERVED) == "no server runs in this folder"


def test_a_server_answers_on_whatever_port(bench: Bench, flask: str) -> None:
    port = free_port()
    bench.serve(flask, "run", "-p", str(port), port=port)
    assert bench.instead(SERVED) == ""
    told = bench.instead("- served: /books")
    assert told == f"http://127.0.0.1:{port}/books answers with 404"


def test_a_stranger_where_it_is_expected_is_named(bench: Bench, tmp_path: Path) -> None:
    port = int(bench.environ["FLASK_RUN_PORT"])
    other = tmp_path / "other"
    other.mkdir()
    words = (str(bench.python), "-m", "http.server", str(port))
    bench.serve(*words, port=port, cwd=other)
    told = bench.instead(SERVED)
    assert f"at http://127.0.0.1:{port}/ answers a server that is not from this folder" in told
    assert "http.server" in told
    assert str(other) in told


def test_the_port_that_their_files_name_is_expected(bench: Bench) -> None:
    del bench.environ["FLASK_RUN_PORT"]
    port = free_port()
    bench.write(".flaskenv", f"FLASK_RUN_PORT={port}\n")
    assert servers.ports(bench.folder, bench.environ) == [port, 5000]


def test_of_two_servers_the_latest_that_answers_counts(bench: Bench, flask: str) -> None:
    bench.write("old.py", HELLO.replace("Hello", "old"))
    first, second = free_port(), free_port()
    bench.serve(flask, "--app", "old", "run", "-p", str(first), port=first)
    assert bench.instead(SERVED).endswith("answers without `Hello`: old")
    latest = bench.serve(flask, "run", "-p", str(second), port=second)
    assert bench.instead(SERVED) == ""
    kill_group(latest)
    assert bench.instead(SERVED).endswith("old")


def test_a_server_that_does_not_answer_is_told(
    bench: Bench, flask: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "SECONDS", 0.5)
    bench.write("app.py", HELLO.replace("return", "import time; time.sleep(60); return"))
    port = free_port()
    bench.serve(flask, "run", "-p", str(port), port=port)
    told = bench.instead(SERVED)
    assert told == f"http://127.0.0.1:{port}/ takes the request and does not answer"


def test_a_server_started_from_elsewhere_on_a_file_of_theirs_is_theirs(bench: Bench) -> None:
    port = free_port()
    bench.write("app.py", HELLO + f"app.run(port={port})\n")
    bench.serve(
        str(bench.python), f"{bench.folder.name}/app.py", port=port, cwd=bench.folder.parent
    )
    assert bench.instead(SERVED) == ""


def test_a_server_of_another_app_in_their_environment_is_a_stranger(bench: Bench) -> None:
    other = bench.root / "other"
    other.mkdir()
    (other / "app.py").write_text(HELLO)
    (bench.folder / ".venv").symlink_to(bench.python.parent.parent)
    port = int(bench.environ["FLASK_RUN_PORT"])
    python = str(bench.folder / ".venv/bin/python")
    bench.serve(python, "-m", "flask", "run", port=port, cwd=other)
    assert "not from this folder" in bench.instead(SERVED)


def test_no_proxy_is_asked(bench: Bench, flask: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    port = free_port()
    bench.serve(flask, "run", "-p", str(port), port=port)
    assert bench.instead(SERVED) == ""


class _Endless(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.sendall(b"HTTP/1.0 200 OK\r\n\r\nHello")
        try:
            while True:
                self.request.sendall(b"x" * 65536)
        except OSError:
            return


def test_an_answer_without_an_end_is_bounded(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(bench.folder)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Endless) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert bench.instead(SERVED) == ""
        server.shutdown()


def test_what_speaks_no_http_is_no_server_that_answers(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(bench.folder)
    monkeypatch.setattr(servers, "SECONDS", 0.5)
    with silent(free_port()):
        assert "does not answer" in bench.instead(SERVED)


def test_where_the_system_does_not_tell_it_is_not_taken_for_sure(bench: Bench, flask: str) -> None:
    from flasktutor.conditions.looks import ServerLook
    from flasktutor.runner.protocol import HttpRequest

    port = int(bench.environ["FLASK_RUN_PORT"])
    bench.serve(flask, "run", port=port)
    seen = servers.look(ServerLook(request=HttpRequest()), bench.folder, bench.environ, None)
    assert (seen.state, seen.body, seen.sure) == ("answered", "Hello", False)


def test_the_reloader_s_two_processes_are_one_server(bench: Bench, flask: str) -> None:
    port = free_port()
    bench.serve(flask, "run", "--debug", "-p", str(port), port=port)
    found = servers.of_folder(servers.Listening().now(), bench.folder)
    assert [one.port for one in found] == [port]
    assert bench.instead(SERVED) == ""
    assert os.getpid() not in {one.pid for one in found}

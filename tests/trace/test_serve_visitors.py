"""`trace --serve` with visitors who behave badly: they are told of, and do no harm."""

from __future__ import annotations

import socket
import struct
from pathlib import Path

import pytest

from tests.trace.behaving_badly import HEAD
from tests.trace.project import project, write
from tests.trace.server import serving

pytestmark = pytest.mark.sweep
__all__ = ["project"]


def test_a_browser_that_goes_away_is_told_of(project: Path) -> None:
    write(
        project,
        HEAD
        + """
@app.get("/endless")
def endless():
    def pieces():
        while True:
            yield "x" * 65536
    return pieces()
""",
    )
    with serving(project, "app") as server:
        with socket.create_connection(("127.0.0.1", server.port)) as visitor:
            visitor.sendall(b"GET /endless HTTP/1.0\r\n\r\n")
            assert visitor.recv(100)
        server.until("1  GET /endless  200 OK")
        server.until("the browser went away before all was sent")
        assert server.get("/fine") == (200, b"fine")
        assert server.end() == 0
    assert "1 time the browser went away" in server.said


def test_an_answer_counts_whose_visitor_hangs_up_on_the_server(project: Path) -> None:
    write(project, HEAD)
    with serving(project, "app") as server:
        for _time in range(5):
            with socket.create_connection(("127.0.0.1", server.port)) as visitor:
                # Closed so, the connection is reset while Werkzeug listens for more.
                visitor.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                visitor.sendall(b"GET /fine HTTP/1.0\r\n\r\n")
                while b"fine" not in visitor.recv(65536):
                    pass
        server.until("5  GET /fine  200 OK")
        assert server.end() == 0
    assert "5 requests were answered." in server.said


def test_a_request_that_comes_with_ctrl_c_is_answered_and_counted(project: Path) -> None:
    write(
        project,
        HEAD
        + """
@app.get("/slow")
def slow():
    print("asked", flush=True)
    time.sleep(0.4)
    return "slow"
""",
    )
    with serving(project, "app") as server:
        visitor = socket.create_connection(("127.0.0.1", server.port))
        visitor.sendall(b"GET /slow HTTP/1.0\r\n\r\n")
        server.until("asked")
        assert server.end() == 0, server.said
        assert visitor.recv(65536).startswith(b"HTTP/1.1 200 OK")
        visitor.close()
    assert "1  GET /slow  200 OK" in server.said
    assert "1 request was answered." in server.said


@pytest.mark.parametrize(
    "said", [b"", b"GET /fi", b"GET /fine HTTP/1.1\r\nHost: a\r\n", b"\0\xff\r\n"]
)
@pytest.mark.parametrize("stays", [True, False], ids=["stays", "goes"])
def test_a_visitor_who_asks_nothing_whole_does_no_harm(
    project: Path, said: bytes, *, stays: bool
) -> None:
    write(project, HEAD)
    with serving(project, "app") as server:
        visitors = []
        for _time in range(5):
            visitors.append(socket.create_connection(("127.0.0.1", server.port)))
            visitors[-1].sendall(said)
        if not stays:
            for one in visitors:
                one.close()
        assert server.get("/fine") == (200, b"fine")
        server.until("GET /fine  200 OK")
        assert server.end() == 0, server.said
        for one in visitors:
            one.close()
    assert "Never answered" not in server.said
    assert "Traceback" not in server.said


@pytest.mark.parametrize("resets", [True, False], ids=["resets", "closes"])
def test_a_visitor_who_leaves_before_the_answer_is_told_of(project: Path, *, resets: bool) -> None:
    write(
        project,
        HEAD
        + """
gone = threading.Event()

@app.get("/asked")
def asked():
    print("asked", flush=True)
    gone.wait(60)
    return "x" * 5_000_000

@app.get("/gone")
def tell():
    gone.set()
    return "told"
""",
    )
    with serving(project, "app") as server:
        visitor = socket.create_connection(("127.0.0.1", server.port))
        visitor.sendall(b"GET /asked HTTP/1.0\r\n\r\n")
        server.until("asked")
        if resets:
            visitor.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        visitor.close()
        server.get("/gone")
        server.until("1  GET /asked  200 OK")
        assert server.end() == 0, server.said
    assert "Traceback" not in server.said

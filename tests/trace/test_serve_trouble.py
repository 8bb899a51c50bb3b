"""`trace --serve` with apps and ports that behave badly: it ends, and leaves nothing."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from pathlib import Path

import pytest

from tests.trace.behaving_badly import HEAD, gone
from tests.trace.project import project, write
from tests.trace.server import data_of, refused, serving

pytestmark = pytest.mark.sweep
__all__ = ["project"]


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("app = 1 / 0\n", "app", "ZeroDivisionError"),
        ("import flask_nothing\n", "app", "not installed"),
        ("def create_app(name): ...\n", "app", "create_app"),
        ("from flask import Flask\napp = Flask(__name__)\n", "nope", "Could not import 'nope'"),
        ("import os\nos._exit(4)\n", "app", "ended its own process, with exit code 4"),
    ],
)
def test_an_app_that_cannot_be_loaded_is_explained(
    project: Path, source: str, target: str, said: str
) -> None:
    write(project, source)
    code, text = refused(project, target)
    assert code == 1
    assert said in text
    assert "most recent call last" not in text


def test_a_port_that_is_taken_is_said_with_who_has_it(project: Path) -> None:
    write(project, HEAD)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, text = refused(project, "app", "--port", str(port))
    assert code == 1
    assert f"Port {port} is taken by " in text
    assert f"process {os.getpid()}" in text
    assert "--port" in text


def test_without_a_port_a_free_one_is_taken_where_flask_s_own_is_not(project: Path) -> None:
    write(project, HEAD)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        write(project, f"FLASK_RUN_PORT={port}\n", ".flaskenv")
        # Only with python-dotenv Flask reads that file.
        os.environ["FLASK_RUN_PORT"] = str(port)
        try:
            with serving(project, "app") as _server:
                pass
        finally:
            del os.environ["FLASK_RUN_PORT"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("app", "/hello"), "leave them out"),
        (("/hello",), "leave them out"),
        (("app", "--threads", "2"), "--threads cannot be had with --serve"),
        (("app", "--svg", "x.svg"), "--svg cannot be had with --serve"),
    ],
)
def test_what_does_not_go_together_is_refused(
    project: Path, arguments: tuple[str, ...], said: str
) -> None:
    code, text = refused(project, *arguments)
    assert code == 2
    assert said in text


def test_a_view_without_end_does_not_keep_ctrl_c_waiting(project: Path) -> None:
    write(
        project,
        HEAD
        + """
@app.get("/forever")
def forever():
    while True:
        time.sleep(0.01)
""",
    )
    with serving(project, "app") as server:
        pid = int(server.get("/pid")[1])
        with socket.create_connection(("127.0.0.1", server.port)) as visitor:
            visitor.sendall(b"GET /forever HTTP/1.0\r\n\r\n")
            server.get("/fine")
            server.until("at the same time: 2 GET /forever")
            assert server.end() == 1
    assert "Never answered: `2 GET /forever`" in server.said
    assert "request-2 was at app.py, line 1" in server.said
    assert gone(pid)


def test_the_time_that_is_given_ends_it(project: Path) -> None:
    write(project, HEAD)
    with serving(project, "app", "--timeout", "3", "--json") as server:
        assert server.ended() == 0
    assert data_of(server.said)["timed_out"] is True


def test_an_app_that_ends_its_process_is_said(project: Path) -> None:
    write(
        project,
        HEAD
        + """
@app.get("/exit")
def exit():
    os._exit(3)
""",
    )
    with serving(project, "app") as server:
        server.get("/fine")
        with socket.create_connection(("127.0.0.1", server.port)) as visitor:
            visitor.sendall(b"GET /exit HTTP/1.0\r\n\r\n")
            assert server.ended() == 1
    assert "has ended its own process, with exit code 3" in server.said
    assert "Never answered: `2 GET /exit`" in server.said


def test_an_app_that_forks_or_leaves_programs_behind_leaves_nothing(project: Path) -> None:
    write(
        project,
        HEAD
        + """
@app.get("/fork")
def fork():
    pid = os.fork()
    if not pid:
        time.sleep(600)
        os._exit(0)
    return str(pid)

@app.get("/program")
def program():
    import subprocess
    words = [sys.executable, "-c", "import time; time.sleep(600)"]
    subprocess.run(["true"], preexec_fn=os.getpid)
    subprocess.run("python3", shell=True, stdin=subprocess.DEVNULL)
    return str(subprocess.Popen(words, start_new_session=True, preexec_fn=os.getpid).pid)
""",
    )
    with serving(project, "app") as server:
        pids = [int(server.get(path)[1]) for path in ("/fork", "/program", "/pid")]
        assert server.get("/fine") == (200, b"fine")
        assert server.end() == 0
    assert "2 other processes of Python" in server.said
    assert all(map(gone, pids))


def test_rubbish_and_a_tracer_of_its_own_do_no_harm(project: Path) -> None:
    write(
        project,
        HEAD
        + """
@app.get("/rubbish")
def rubbish():
    os.write(1, bytes(range(256)) * 20)
    os.write(2, b"\\x1b[2J\\xff" * 50)
    return "ok"

@app.get("/tracer")
def tracer():
    sys.settrace(lambda *_: None)
    threading.settrace(lambda *_: None)
    return "ok"
""",
    )
    with serving(project, "app") as server:
        for path in ("/rubbish", "/tracer", "/fine"):
            assert server.get(path)[0] == 200
        server.until("3  GET /fine  200 OK")
        assert server.end() == 0
    assert "\x1b[2J" not in server.said
    # From 3.12 on, code is followed by other means.
    assert ("sys.settrace" in server.said) == (sys.version_info < (3, 12))


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGKILL"])
def test_a_signal_that_ends_it_leaves_nothing(project: Path, name: str) -> None:
    number = signal.Signals[name]
    write(project, HEAD)
    with serving(project, "app") as server:
        pid = int(server.get("/pid")[1])
        server.process.send_signal(number)
        assert server.process.wait(60) in (143, -number)
        assert gone(pid)


def test_ctrl_c_twice_ends_what_does_not_listen(project: Path) -> None:
    write(
        project,
        HEAD
        + """
@app.get("/stop")
def stop():
    import signal
    os.kill(os.getpid(), signal.SIGSTOP)
    return "ok"
""",
    )
    with serving(project, "app") as server:
        pid = int(server.get("/pid")[1])
        with socket.create_connection(("127.0.0.1", server.port)) as visitor:
            visitor.sendall(b"GET /stop HTTP/1.0\r\n\r\n")
            while "State:\tT" not in Path(f"/proc/{pid}/status").read_text():
                time.sleep(0.01)
            server.interrupt()
            time.sleep(0.2)
            server.interrupt()
            assert server.ended() == 130
    assert "Never answered: `2 GET /stop`" in server.said
    assert gone(pid)


def test_app_run_in_the_file_is_ignored(project: Path) -> None:
    write(project, HEAD + "\napp.run()\n")
    with serving(project, "app.py") as server:
        assert server.get("/fine") == (200, b"fine")
        assert server.end() == 0

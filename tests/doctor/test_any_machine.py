"""Whatever a machine's files and programs say, check-install reads it or goes without it."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from flasktutor.causes.system import System
from flasktutor.doctor import ask, commands, interpreters, listeners
from flasktutor.doctor.facts import Facts, Interpreter, PythonFacts
from flasktutor.doctor.interpreters import read_venv
from flasktutor.workplace import servers

few = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
LINUX = System("linux", "sh")
REPORT = PythonFacts(
    version=(3, 13, 0), executable=sys.executable, prefix=sys.prefix, base=sys.prefix
)
FIELDS = [*PythonFacts.__dataclass_fields__, "name"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda one: (
        st.lists(one, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), one, max_size=3)
    ),
    max_leaves=8,
)
SCRIPT = st.binary(max_size=60) | st.binary(max_size=40).map(
    lambda inner: b"#!/" + inner + b"/bin/python\n"
)


@few
@example(data=b"version = " + b"9" * 5000)
@example(data=b"home = /a\0b\nversion_info = 3.\xd9\xa1")
@given(
    data=st.binary(max_size=80)
    | st.lists(
        st.tuples(st.sampled_from(["home", "version", "uv"]), st.text(max_size=9)), max_size=4
    ).map(lambda pairs: "\n".join(" = ".join(pair) for pair in pairs).encode())
)
def test_any_pyvenv_cfg_is_read(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "pyvenv.cfg").write_bytes(data)
    found = read_venv(tmp_path, LINUX)
    assert found.path == tmp_path
    assert len(found.version) <= 2


@few
@example(script=b"#!/a\0b/bin/python\n")
@example(script=b"#!/" + b"x" * 4000 + b"/bin/python\n")
@given(script=SCRIPT)
def test_any_first_line_of_a_program_names_a_python_or_none(script: bytes, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir(exist_ok=True)
    flask = tmp_path / "bin" / "flask"
    flask.write_bytes(script)
    flask.chmod(0o755)
    read_venv(tmp_path, LINUX)
    named = commands.interpreter_of(flask)
    assert named is None or "python" in named.name
    python = Interpreter(typed="python", path=sys.executable, origin="path", plain=REPORT)
    facts = Facts(system=LINUX, folder=tmp_path, subject=python, flask_command=str(flask))
    assert commands.belongs(facts) in (True, False, None)
    environ = {"PATH": str(flask.parent)}
    assert all(Path(one.path).is_file() for one in interpreters.of_flask(environ, LINUX))


@few
@example(said=b"[" * 100_000)
@given(said=st.binary(max_size=60) | JSON.map(json.dumps).map(str.encode))
def test_whatever_a_python_answers_is_a_report_or_what_it_said(said: bytes) -> None:
    for out in (said, ask.MARK.encode() + said, b"before\n" + ask.MARK.encode() + said + b"\n"):
        run = ask._read(out, b"")
        assert isinstance(run.report, PythonFacts) or len(run.said) <= ask._ENOUGH


LISTED = st.lists(
    st.sampled_from(
        ["p1", "p12", "p", "px", "f3", "n*:5000", "n[::1]:5001", "n127.0.0.1:5002", "n*:*", "n",
         "n*:http", "n:1", "n*:99999999999999999999", "cpython", "n/home/a\u2028b"]
    )
    | st.text(max_size=6),
    max_size=8,
).map("\n".join)  # fmt: skip


@given(LISTED)
def test_any_list_of_lsof_gives_processes_and_ports(listed: str) -> None:
    for pid, host, port in listeners.places_in(listed):
        assert pid > 0
        assert 0 < port < 65536
        assert host
    assert all(isinstance(one, tuple) for one in listeners._fields(listed))


def test_a_list_of_lsof_is_read_line_by_line() -> None:
    listed = "p7\nf3\nn127.0.0.1:5000\nf4\nn[::1]:5001\np9\nn*:8080\n"
    assert list(listeners.places_in(listed)) == [
        (7, "127.0.0.1", 5000),
        (7, "::1", 5001),
        (9, "0.0.0.0", 8080),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="needs programs that are scripts")
def test_who_listens_is_told_by_lsof_and_ps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As macOS has them: programs of that name that answer as its manuals say."""
    answers = {
        "lsof": 'case "$*" in *cwd*) printf "p7\\nn/home/ayu/shop\\n";;\n'
        '*) printf "p7\\nf3\\nn*:5000\\npx\\nn*:1\\n";; esac\n',
        "ps": 'echo "/usr/bin/python3 -m flask run"\n',
    }
    for name, script in answers.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    found = listeners._by_lsof()
    assert found is not None
    (one,) = found
    assert (one.pid, one.host, one.port, one.folder) == (7, "0.0.0.0", 5000, "/home/ayu/shop")
    assert one.command == "python3 -m flask run"
    assert servers.of_folder((replace(one, folder=str(tmp_path)),), tmp_path)


@few
@example(value="9" * 5000, kept=b"0")
@given(value=st.text() | st.integers().map(str), kept=st.binary(max_size=40))
def test_any_port_that_is_named_is_one_or_is_passed_over(
    value: str, kept: bytes, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_bytes(b"FLASK_RUN_PORT=" + kept)
    found = servers.ports(tmp_path, {"FLASK_RUN_PORT": value})
    assert 5000 in found
    assert all(0 < port < 65536 for port in found)


HEX = st.sampled_from(["0100007F:1388", "0:0", "x:1", ":", "00000000000000000000000001000000:1F90"])
ROW = st.tuples(HEX, st.sampled_from(["0A", "01"]), st.sampled_from(["77", "x"])).map(
    lambda said: f"  0: {said[0]} 0:0 {said[1]} 0:0 0:0 0 0 0 {said[2]} 1\n"
)


@few
@given(
    rows=st.lists(ROW | st.text(max_size=12).map(lambda text: f"{text}\n"), max_size=4),
    command=st.binary(max_size=12),
    stat=st.binary(max_size=12) | st.just(b"12 (py thon) S" + b" 1" * 30),
)
@pytest.mark.skipif(sys.platform == "win32", reason="there is no /proc")
def test_any_list_of_processes_of_linux_is_read(
    rows: list[str], command: bytes, stat: bytes, tmp_path: Path
) -> None:
    process = tmp_path / "12"
    (process / "fd").mkdir(parents=True, exist_ok=True)
    (tmp_path / "net").mkdir(exist_ok=True)
    for link, target in ((process / "fd" / "3", "socket:[77]"), (process / "cwd", "/shop")):
        link.unlink(missing_ok=True)
        link.symlink_to(target)
    (tmp_path / "net" / "tcp").write_text("head\n" + "".join(rows), "utf-8", "surrogatepass")
    (process / "cmdline").write_bytes(command)
    (process / "stat").write_bytes(stat)
    for one in listeners.listeners(tmp_path) or ():
        assert (one.pid, one.folder) == (12, "/shop")
        assert 0 <= one.port < 65536
    assert all(0 <= port < 65536 and host for host, port in listeners.sockets(tmp_path).values())

"""Port, computer's name, PowerShell: really occupied ports, and facts of systems not at hand."""

from __future__ import annotations

import errno
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasktutor.causes.system import Shell, System, detect
from flasktutor.doctor.checks import judge
from flasktutor.doctor.facts import Facts, Interpreter, Package, Port, PythonFacts, Venv
from flasktutor.doctor.findings import Finding
from flasktutor.doctor.look import look_at_port

WORKING = PythonFacts(
    version=(3, 13, 0),
    executable=r"C:\shop\.venv\Scripts\python.exe",
    prefix=r"C:\shop\.venv",
    base=r"C:\Python313",
    flask={"stage": "done", "answer": [200, "hello"]},
    importable=True,
)
WINDOWS = Facts(
    system=System("windows", "powershell"),
    folder=Path("/shop"),
    subject=Interpreter(typed="python", path=WORKING.executable, origin="path", plain=WORKING,
                        isolated=WORKING),
    flask_command=r"C:\shop\.venv\Scripts\flask.exe",
    hostname="DESKTOP-1",
)  # fmt: skip
MACOS = replace(WINDOWS, system=System("macos", "sh"))


def found(facts: Facts) -> dict[str, Finding]:
    return {finding.id: finding for finding in judge(facts)}


@contextmanager
def server(answer: bytes, family: socket.AddressFamily = socket.AF_INET) -> Iterator[int]:
    """Something that listens and, to whoever connects, says `answer`."""
    host = "127.0.0.1" if family == socket.AF_INET else "::1"
    with socket.create_server((host, 0), family=family) as listening:

        def serve() -> None:
            client, _address = listening.accept()
            with client:
                client.recv(100)
                client.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        yield int(listening.getsockname()[1])


def test_a_free_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1]
    port = look_at_port(number)
    assert (port.bind_error, port.answers) == (0, False)


def test_a_port_in_use() -> None:
    with server(b"HTTP/1.0 200 OK\r\nServer: Werkzeug/3.1.3\r\n\r\n") as number:
        port = look_at_port(number)
    assert port.bind_error == errno.EADDRINUSE
    assert port.server == "Werkzeug/3.1.3"
    taken = found(replace(MACOS, port=replace(port, listener=None)))["port-taken"]
    assert taken.status == "note"
    assert "Werkzeug/3.1.3" in taken.seen
    assert f"--port {number + 1}" in taken.fixes[0].commands[0]


def test_a_server_that_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = look_at_port(server.getsockname()[1])
    assert port.answers
    assert port.server == ""


def test_airplay() -> None:
    with server(b"HTTP/1.1 403 Forbidden\r\nServer: AirTunes/775.3.1\r\n\r\n") as number:
        port = look_at_port(number)
    problem = found(replace(MACOS, port=port))["port-airplay"]
    assert problem.status == "problem"
    assert "AirPlay" in problem.means


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6")
def test_a_port_in_use_on_ipv6_only() -> None:
    try:
        with server(b"HTTP/1.0 200 OK\r\n\r\n", socket.AF_INET6) as number:
            port = look_at_port(number)
    except OSError:
        pytest.skip("this machine has no IPv6 address")
    assert (port.family, port.answers) == ("IPv6", True)
    assert found(replace(MACOS, port=port))["port-taken"].status == "note"


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, 10013])
def test_a_port_that_the_system_refuses(number: int) -> None:
    facts = replace(WINDOWS, port=Port(number=80, bind_error=number))
    assert found(facts)["port-denied"].status == "problem"


@pytest.mark.parametrize(("policy", "wrong"), [("Restricted", True), ("RemoteSigned", False)])
def test_powershell_policy(policy: str, wrong: bool) -> None:
    facts = replace(
        WINDOWS, execution_policy=policy, in_folder=Venv(path=Path("/shop/.venv"), home="C:")
    )
    assert ("powershell-policy" in found(facts)) is wrong
    if wrong:
        commands = found(facts)["powershell-policy"].fixes[0].commands
        assert commands[0] == "Set-ExecutionPolicy -Scope CurrentUser RemoteSigned"


@pytest.mark.parametrize(("name", "noted"), [("DESKTOP-1", False), ("KOMPUTER-ÁNÍ", True)])
def test_a_computers_name(name: str, noted: bool) -> None:
    assert ("hostname-not-ascii" in found(replace(WINDOWS, hostname=name))) is noted
    assert "hostname-not-ascii" not in found(replace(MACOS, hostname=name))


def test_the_store_alias() -> None:
    alias = Interpreter(
        typed="python",
        path=r"C:\Users\Ani\AppData\Local\Microsoft\WindowsApps\python.exe",
        origin="path",
        said="Python was not found; run without arguments to install from the Microsoft Store",
    )
    problem = found(replace(WINDOWS, subject=alias))["windows-store-alias"]
    assert problem.fixes[0].commands[0].startswith("winget install")


def test_an_old_python_on_macos_that_lost_its_library() -> None:
    broken = Interpreter(
        typed="python3", path="/opt/homebrew/bin/python3", origin="path",
        said="dyld[4711]: Library not loaded: /opt/homebrew/Cellar/python@3.11/Python",
    )  # fmt: skip
    assert "python-broken" in found(replace(MACOS, subject=broken))


@pytest.mark.parametrize(
    ("version", "works", "expected", "status"),
    [
        ((3, 8, 10), True, "python-old-note", "note"),
        ((3, 8, 10), False, "python-too-old", "problem"),
        ((3, 9, 0), True, "", ""),
    ],
)
def test_an_ageing_python(
    version: tuple[int, ...], works: bool, expected: str, status: str
) -> None:
    flask = WORKING.flask if works else {"stage": "import", "error": {}}
    report = replace(WORKING, version=version, flask=flask, importable=works)
    python = Interpreter(typed="python3", path="/p", origin="path", plain=report, isolated=report)
    findings = found(replace(MACOS, subject=python))
    assert {name for name in findings if name.startswith("python-")} == {expected} - {""}
    if expected:
        assert findings[expected].status == status


def test_a_folder_that_may_not_be_written() -> None:
    report = replace(WORKING, prefix="/usr", base="/usr", importable=False, writable=False,
                     flask={"stage": "import", "error": {}})  # fmt: skip
    python = Interpreter(typed="python3", path="/p", origin="path", plain=report, isolated=report)
    assert "pip-no-permission" in found(replace(MACOS, subject=python))


@pytest.mark.parametrize(
    ("shell", "activate"),
    [
        ("powershell", r".venv\Scripts\Activate.ps1"),
        ("cmd", r".venv\Scripts\activate.bat"),
        ("sh", ". .venv/Scripts/activate"),
    ],
)
def test_each_shell_of_windows_is_told_its_own_line(shell: Shell, activate: str) -> None:
    assert System("windows", shell).activate(".venv") == activate


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({"PROMPT": "$P$G"}, "win32", System("windows", "cmd")),
        ({}, "win32", System("windows", "powershell")),
        ({"MSYSTEM": "MINGW64"}, "win32", System("windows", "sh")),
    ],
)
def test_the_shell_is_noticed(environ: dict[str, str], platform: str, expected: System) -> None:
    assert detect(environ, platform) == expected


@given(app=st.text(max_size=60), stored=st.text(max_size=60), version=st.text(max_size=12))
def test_no_name_and_no_version_makes_it_fail(app: str, stored: str, version: str) -> None:
    flask = Package(name="flask", version=version, place="/x", requires=(version, "click>=8"))
    report = replace(WORKING, packages=(flask,))
    python = Interpreter(typed="python", path="/p", origin="path", plain=report, isolated=report)
    facts = replace(MACOS, subject=python, app=app, environ={"FLASK_APP": stored})
    assert judge(facts)


def test_words_with_spaces_are_quoted() -> None:
    assert System("linux", "sh").program("/my envs/python") == "'/my envs/python'"
    assert System("windows", "cmd").program(r"C:\My Envs\python") == r'"C:\My Envs\python"'
    assert System("windows", "powershell").program(r"C:\My Envs\p") == r'& "C:\My Envs\p"'
    assert System("windows", "powershell").program(r"C:\py\python.exe") == r"C:\py\python.exe"

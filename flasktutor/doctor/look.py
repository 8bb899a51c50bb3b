"""Owns looking at this machine: everything that the checks need, gathered into Facts."""

from __future__ import annotations

import errno
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from flasktutor.causes.system import System
from flasktutor.doctor import ask, loading, target
from flasktutor.doctor.facts import Facts, Interpreter, Port, Venv
from flasktutor.doctor.interpreters import candidates, on_path, own_venv, read_venv, venv_above
from flasktutor.doctor.listeners import listener
from flasktutor.doctor.project import read_project
from flasktutor.values import frozen

_TOOLS = ("uv", "poetry", "pdm", "pipenv", "conda")


@frozen(kw_only=True)
class LookOptions:
    """What a person asked to have looked at: an interpreter, an app, a port."""

    python: Path | None = None
    app: str = ""
    port: int = 5000
    seconds: float = ask.SECONDS


def look(folder: Path, environ: Mapping[str, str], system: System, options: LookOptions) -> Facts:
    """Look at the machine as it is in `folder` with `environ`."""
    pythons = candidates(folder, environ, system, options.python)
    with ThreadPoolExecutor(4) as pool:
        port = pool.submit(look_at_port, options.port)
        answers = [
            pool.submit(
                ask.examine, python, folder, environ, light=number > 0, seconds=options.seconds
            )
            for number, python in enumerate(pythons)
        ]
        try:
            project = read_project(folder)
            asked = [answer.result() for answer in answers]
        except BaseException:  # Ctrl-C, most likely: nobody should wait for a hanging Python
            ask.stop()
            raise
    if options.python:  # the others were not asked, but what `python` starts still matters
        asked += [python for python in on_path(environ, system) if python.path != asked[0].path]
    asked = _first_that_answers(asked, folder, environ, options.seconds)
    asked = _first_that_runs_flask(asked, folder, environ, options.seconds)
    venv = venv_above(folder, system)
    facts = Facts(
        system=system,
        folder=folder,
        environ=environ,
        subject=asked[0] if asked else None,
        others=tuple(asked[1:]),
        active=_active(environ, system),
        in_folder=read_venv(venv, system) if venv else None,
        meant=own_venv(asked[0].path, system) if asked else None,
        home=Path(sys.prefix) if sys.prefix != sys.base_prefix else None,
        tools=frozenset(
            name for name in _TOOLS if shutil.which(name, path=environ.get("PATH", ""))
        ),
        flask_command=shutil.which("flask", path=environ.get("PATH", "")) or "",
        project=project,
        port=port.result(),
        app=options.app,
        hostname=socket.gethostname(),
        execution_policy=_execution_policy(system),
        debian=Path("/etc/debian_version").exists(),
    )
    return _asked_again(facts)


def with_app(facts: Facts, seconds: float) -> Facts:
    """`facts`, and what came of loading the app, where Flask works and there is one."""
    report = facts.subject.plain if facts.subject else None
    app = target.to_load(facts)
    if facts.subject is None or report is None or not report.works or app is None:
        return facts
    loaded = loading.load(
        facts.subject.path, report.scripts, app, facts.folder, facts.environ, seconds
    )
    return replace(facts, loaded=loaded)


def _asked_again(facts: Facts) -> Facts:
    """Ask the interpreter itself about what reading alone cannot decide."""
    python, folder, environ = facts.subject, facts.folder, facts.environ
    if python is None or python.report is None:
        return facts
    value = target.named(facts)[0]
    read = facts.project.source(target.module_of(value)) if value else target.found_by_itself(facts)
    if value and read is None and not target.lies_here(facts, value):
        return replace(facts, importable=target.importable(python, value, folder, environ))
    other = python.report.version[:2] != sys.version_info[:2]
    if read and read.syntax_error and other:
        readable = target.can_read(python, read.path, folder, environ)
        if readable is not False:  # our Python is not the one that has to read it
            sources = [replace(one, syntax_error="") if one is read else one
                       for one in facts.project.sources]  # fmt: skip
            return replace(facts, project=replace(facts.project, sources=tuple(sources)))
    return facts


def _first_that_answers(
    asked: list[Interpreter], folder: Path, environ: Mapping[str, str], seconds: float
) -> list[Interpreter]:
    """Put a working `python3` before a `python` that is no Python at all, such as a store alias."""
    if not asked or asked[0].origin != "path" or asked[0].report:
        return asked
    for other in asked[1:]:
        if other.report:
            full = ask.examine(other, folder, environ, seconds=seconds)
            return [full, *(python for python in asked if python is not other)]
    return asked


def _first_that_runs_flask(
    asked: list[Interpreter], folder: Path, environ: Mapping[str, str], seconds: float
) -> list[Interpreter]:
    """Put what `flask` runs on before a `python` of the system that has no Flask."""
    last = asked[-1] if asked else None
    if last is None or last.origin != "command" or not (last.report and last.report.importable):
        return asked
    first = asked[0].report
    if asked[0].origin != "path" or first is None or first.importable:
        return asked
    return [ask.examine(last, folder, environ, seconds=seconds), *asked[:-1]]


def _active(environ: Mapping[str, str], system: System) -> Venv | None:
    active = environ.get("VIRTUAL_ENV")
    return read_venv(Path(active), system) if active else None


def look_at_port(number: int) -> Port:
    """Try the port as the development server will, and see who answers there."""
    for family, host, name in (
        (socket.AF_INET, "127.0.0.1", "IPv4"),
        (socket.AF_INET6, "::1", "IPv6"),
    ):
        failed = _bind(family, host, number)
        if failed in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):  # no IPv6 on this machine
            continue
        answers, server = _connect(family, host, number)
        if failed or answers:
            return Port(
                number=number, bind_error=failed, answers=answers, server=server, family=name,
                listener=listener(number),
            )  # fmt: skip
    return Port(number=number)


def _bind(family: socket.AddressFamily, host: str, number: int) -> int:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as server:
            if sys.platform != "win32":  # there it would let two servers share the port
                server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind((host, number))
            server.listen()
    except OSError as error:
        return error.errno or -1
    return 0


def _connect(family: socket.AddressFamily, host: str, number: int) -> tuple[bool, str]:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as client:
            client.settimeout(0.5)
            client.connect((host, number))
            client.sendall(b"HEAD / HTTP/1.0\r\nHost: localhost\r\n\r\n")
            answer = client.recv(2048).decode("latin-1")
    except TimeoutError:
        return True, ""
    except OSError:
        return False, ""
    for line in answer.splitlines():
        if line.lower().startswith("server:"):
            return True, line.partition(":")[2].strip()
    return True, ""


def _execution_policy(system: System) -> str:
    """PowerShell's execution policy, "" where there is none to ask for."""
    if sys.platform != "win32" or system.shell != "powershell":
        return ""
    try:
        done = subprocess.run(
            ["powershell", "-NoProfile", "-Command", "Get-ExecutionPolicy"],
            capture_output=True, text=True, timeout=10, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()

"""Owns finding out which processes listen on ports, and where they run, where the system tells."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from flasktutor.values import frozen

_LISTENS = "0A"  # the state TCP_LISTEN, as include/net/tcp_states.h of Linux numbers it
_SECONDS = 5.0
_PROC = Path("/proc")
_PID = re.compile("[1-9][0-9]{0,9}")


@frozen(kw_only=True)
class Listener:
    """A process of this user that listens: its id, its command line, the folder it runs in.

    `words` are the command's, as they were given to it; `host` is the address that it listens
    at. `folder` is "" where the system does not tell.
    """

    pid: int
    command: str
    folder: str
    words: tuple[str, ...] = ()
    host: str = "127.0.0.1"
    port: int = 0
    begun: int = 0


def listener(port: int, proc: Path = _PROC) -> Listener | None:
    """Who listens on `port`; None when it is another user's process, or cannot be seen."""
    ours = {number: at for number, at in sockets(proc).items() if at[1] == port}
    return next(_holders(ours, proc), None) if ours else None


def listeners(proc: Path = _PROC) -> tuple[Listener, ...] | None:
    """Every process of this user that listens, the latest first; None where none can be seen."""
    if sys.platform == "darwin":
        return _by_lsof()
    if not (proc / "net" / "tcp").exists():
        return None
    found = _holders(sockets(proc), proc)
    return tuple(sorted(found, key=lambda one: (one.begun, one.pid), reverse=True))


def sockets(proc: Path = _PROC) -> dict[str, tuple[str, int]]:
    """The sockets that listen, by the numbers that /proc gives them: address and port."""
    found = {}
    for name in ("tcp", "tcp6"):
        try:
            lines = (proc / "net" / name).read_text("utf-8", "replace").split("\n")[1:]
        except OSError:
            continue
        for line in lines:
            words = line.split()
            with suppress(ValueError, IndexError):  # a line that is not as Linux writes it
                host, _colon, port = words[1].rpartition(":")
                if words[3] == _LISTENS:
                    found[words[9]] = (_address(host), int(port, 16))
    return found


def _address(text: str) -> str:
    """An address as /proc writes it: words of four bytes, each in this machine's order."""
    import socket

    parts = [bytes.fromhex(text[at : at + 8]) for at in range(0, len(text), 8)]
    data = b"".join(part[::-1] if sys.byteorder == "little" else part for part in parts)
    return socket.inet_ntop(socket.AF_INET6 if len(data) == 16 else socket.AF_INET, data)


def _holders(listening: Mapping[str, tuple[str, int]], proc: Path) -> Iterator[Listener]:
    for process in proc.glob("[0-9]*"):
        for number in _held(process) & listening.keys():
            host, port = listening[number]
            with suppress(OSError, ValueError, IndexError):
                yield _read(process, host, port)


def _read(process: Path, host: str, port: int) -> Listener:
    data = (process / "cmdline").read_bytes()
    words = tuple(os.fsdecode(word) for word in data.removesuffix(b"\0").split(b"\0"))
    stat = (process / "stat").read_text(errors="replace").rpartition(")")[2].split()
    return Listener(
        pid=int(process.name),
        command=_shown(words),
        folder=str((process / "cwd").readlink()),
        words=words,
        host=host,
        port=port,
        begun=int(stat[19]),
    )


def _shown(words: tuple[str, ...]) -> str:
    """A command line as it was typed: programs by their names alone."""
    programs = [word.rpartition("/")[2] for word in words[:2]]
    line = " ".join([*programs, *words[2:]]).strip()
    return os.fsencode(line).decode("utf-8", "replace")


_SOCKET = re.compile(r"socket:\[(\d+)\]")


def _held(process: Path) -> set[str]:
    """The numbers of the sockets that a process holds."""
    found = set()
    with suppress(OSError):
        for handle in (process / "fd").iterdir():
            with suppress(OSError):
                match = _SOCKET.fullmatch(os.readlink(handle))  # noqa: PTH115  # a handle's target is no path
                if match:
                    found.add(match[1])
    return found


def _by_lsof() -> tuple[Listener, ...] | None:
    """The same on macOS, where `lsof` tells it. Written from its manual, not yet seen to run."""
    listed = _lsof("-iTCP", "-sTCP:LISTEN", "-nP", "-Fpn")
    if listed is None:
        return None
    places = list(places_in(listed))
    pids = sorted({str(pid) for pid, _host, _port in places})
    folders = dict(_fields(_lsof("-a", "-d", "cwd", "-p", ",".join(pids), "-Fpn") or ""))
    found = []
    for pid, host, port in places:
        words = tuple(_run("ps", "-o", "command=", "-p", str(pid)).split())
        found.append(
            Listener(
                pid=pid, command=_shown(words), folder=folders.get(str(pid), ""), words=words,
                host=host, port=port, begun=pid,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.begun, reverse=True))


def places_in(listed: str) -> Iterator[tuple[int, str, int]]:
    """Who listens at which address and port, as `lsof -Fpn` lists it."""
    for pid, name in _fields(listed):
        host, _colon, text = name.rpartition(":")
        port = port_in(text)
        if host and port and _PID.fullmatch(pid):
            yield int(pid), "0.0.0.0" if host == "*" else host.strip("[]") or host, port


def port_in(text: str) -> int:
    """The port that a text is; 0 where it is none."""
    number = int(text) if re.fullmatch("[0-9]{1,5}", text) else 0
    return number if number < 65536 else 0


def _lsof(*arguments: str) -> str | None:
    try:
        return _run("lsof", "-w", *arguments)
    except OSError:
        return None


def _run(*command: str) -> str:
    with suppress(subprocess.TimeoutExpired):
        return subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False
        ).stdout
    return ""


def _fields(text: str) -> Iterator[tuple[str, str]]:
    """Process ids and names, as `lsof -Fpn` lists them."""
    pid = ""
    for line in text.split("\n"):
        if line.startswith("p"):
            pid = line[1:]
        elif line.startswith("n"):
            yield pid, line[1:]

"""Owns finding out which process listens on a port, where the system tells (Linux)."""

from __future__ import annotations

import os
from pathlib import Path

from flasktutor.values import frozen

_LISTENS = "0A"  # the state TCP_LISTEN, as include/net/tcp_states.h of Linux numbers it


@frozen(kw_only=True)
class Listener:
    """A process of this user that listens: its id, its command line, the folder it runs in."""

    pid: int
    command: str
    folder: str


def listener(port: int, proc: Path = Path("/proc")) -> Listener | None:
    """Who listens on `port`; None when it is another user's process, or cannot be seen."""
    sockets = {f"socket:[{inode}]" for inode in _inodes(port, proc)}
    for process in proc.glob("[0-9]*") if sockets else ():
        if _holds(process, sockets):
            try:
                words = (process / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
                folder = str((process / "cwd").readlink())
            except OSError:
                return None
            return Listener(pid=int(process.name), command=_shown(words), folder=folder)
    return None


def _shown(words: list[str]) -> str:
    """A command line as it was typed: programs by their names alone."""
    programs = [word.rpartition("/")[2] for word in words[:2]]
    return " ".join([*programs, *words[2:]]).strip()


def _inodes(port: int, proc: Path) -> set[str]:
    """The sockets that listen on `port`, by the numbers that /proc gives them."""
    found = set()
    for name in ("tcp", "tcp6"):
        try:
            lines = (proc / "net" / name).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            words = line.split()
            if words[3] == _LISTENS and int(words[1].rpartition(":")[2], 16) == port:
                found.add(words[9])
    return found


def _holds(process: Path, sockets: set[str]) -> bool:
    try:
        return any(os.readlink(handle) in sockets for handle in (process / "fd").iterdir())  # noqa: PTH115  # a handle's target is no path
    except OSError:
        return False

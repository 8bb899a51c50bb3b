"""Owns what a lesson is done with apart from the learner: a terminal's environment, free ports."""

from __future__ import annotations

import os
import re
import socket
from contextlib import suppress
from pathlib import Path


class Ports:
    """Free ports in place of 5000 and those after it, which may be taken on this machine."""

    _USUAL = re.compile(r"\b500\d\b")

    def __init__(self) -> None:
        self._free: dict[str, str] = {}

    def put_into(self, line: str) -> str:
        """`line` with the ports of this terminal."""
        return self._USUAL.sub(lambda found: self.instead_of(found[0]), line)

    def instead_of(self, port: str) -> str:
        """The port that stands for `port`."""
        if port not in self._free:
            with socket.socket() as server:
                server.bind(("127.0.0.1", 0))
                self._free[port] = str(server.getsockname()[1])
        return self._free[port]


def environ(home: Path, links: Path | None) -> dict[str, str]:
    """The environment of a terminal that was opened just now, with a home of its own."""
    kept = ("PATH", "LANG", "LC_ALL", "TERM", "TMPDIR", "PYENV_ROOT", "PYENV_VERSION")
    passed = ("PIP_", "UV_", "SSL_", "REQUESTS_", "HTTP", "http", "NO_PROXY", "no_proxy")
    found = {
        name: value for name, value in os.environ.items() if name in kept or name.startswith(passed)
    }
    found |= {"HOME": str(home), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    if links is not None:
        folder = str(links.resolve())
        found |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": folder}
        found |= {"UV_NO_INDEX": "1", "UV_FIND_LINKS": folder}
    with suppress(KeyError):
        venv = Path(os.environ["VIRTUAL_ENV"], "bin")
        parts = found.get("PATH", "").split(os.pathsep)
        found["PATH"] = os.pathsep.join(part for part in parts if Path(part) != venv)
    return found

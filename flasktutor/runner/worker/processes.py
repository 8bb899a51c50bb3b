"""Counts the other Python processes that a program starts, which are not followed."""

from __future__ import annotations

import os
import re
import sys
from typing import Any

_PYTHON = re.compile(r"(python|pypy)[\d.]*(\.exe)?|(pytest|flask|gunicorn|celery)(\.exe)?")
_FORKS = ("os.fork", "os.forkpty")


class Started:
    """What this process has started since `listen`. Python has no way to stop listening."""

    def __init__(self) -> None:
        self.pythons = 0
        self._process = os.getpid()

    def listen(self) -> None:
        """Begin to count."""
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: Any) -> None:
        if event in _FORKS:
            self.pythons += os.getpid() == self._process
        elif event in ("subprocess.Popen", "os.posix_spawn"):
            self.pythons += _is_python(arguments[0], arguments[1])


def _is_python(executable: Any, words: Any) -> bool:
    try:
        first = executable or (words if isinstance(words, (str, bytes)) else words[0])
        path = os.fsdecode(first)
    except (TypeError, LookupError):  # what Python itself will refuse
        return False
    return path == sys.executable or bool(_PYTHON.fullmatch(os.path.basename(path)))

"""Counts the other Python processes that a program starts, which are not followed."""

from __future__ import annotations

import os
import re
import sys
from typing import Any

_PYTHON = re.compile(r"(python|pypy)[\d.]*(\.exe)?|(pytest|flask|gunicorn|celery)(\.exe)?")
_FORKS = ("os.fork", "os.forkpty")
_PROGRAMS = ("subprocess.Popen", "os.posix_spawn")
_HEARD = frozenset([*_FORKS, *_PROGRAMS])


class Started:
    """What this process has started since `listen`. Python has no way to stop listening."""

    def __init__(self) -> None:
        self.pythons = 0
        self._process = os.getpid()

    def listen(self) -> None:
        """Begin to count."""
        heard, count = _HEARD, self._count

        # Python tells of each look at a frame, too, and takes four times as long for a method.
        def hear(event: str, arguments: Any) -> None:
            if event in heard:
                count(event, arguments)

        sys.addaudithook(hear)

    def _count(self, event: str, arguments: Any) -> None:
        if event in _FORKS:
            self.pythons += os.getpid() == self._process
        else:
            self.pythons += _is_python(arguments[0], arguments[1])


def _is_python(executable: Any, words: Any) -> bool:
    try:
        first = executable or (words if isinstance(words, (str, bytes)) else words[0])
        path = os.fsdecode(first)
    except (TypeError, LookupError):  # what Python itself will refuse
        return False
    return path == sys.executable or bool(_PYTHON.fullmatch(os.path.basename(path)))

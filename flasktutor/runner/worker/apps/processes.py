"""Counts the other Python processes that a program starts, which are not followed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..record import Recorder
    from ..record.lanes import Lane

_PYTHON = re.compile(r"(python|pypy)[\d.]*(\.exe)?|(pytest|flask|gunicorn|celery)(\.exe)?")

_FORKS = ("os.fork", "os.forkpty")
_PROGRAMS = ("subprocess.Popen", "os.posix_spawn")
_HEARD = frozenset([*_FORKS, *_PROGRAMS])


class Started:
    """What this process has started since it is counted; Python has no way to stop that."""

    def __init__(self) -> None:
        self.pythons = 0
        self._process = os.getpid()
        self._code: CodeType | None = None

    def listen(self) -> None:
        """Count all that Python tells of, also when a tool of the program's follows its code."""
        heard, count = _HEARD, self._count

        # Python tells of each look at a frame, too, and takes four times as long for a method.
        def hear(event: str, arguments: Any) -> None:
            if event in heard:
                count(event, arguments)

        sys.addaudithook(hear)

    def follow(self, recorder: Recorder) -> None:
        """Count what is followed: for a server, as each request would pay for `listen`.

        It takes a fifth of a request that is followed by `sys.settrace`.
        """
        start = subprocess.Popen.__init__
        self._code = start.__code__
        recorder.follow(start, self._note_program)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_parent=self._note_fork)

    def _count(self, event: str, arguments: Any) -> None:
        if event in _FORKS:
            self.pythons += os.getpid() == self._process
        else:
            self.pythons += _is_python(arguments[0], arguments[1])

    def _note_program(self, frame: FrameType, _lane: Lane) -> None:
        given = frame.f_locals
        if not given.get("shell"):
            self.pythons += _is_python(given.get("executable"), given.get("args"))

    def _note_fork(self) -> None:
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and frame.f_code is not self._code:
            frame = frame.f_back
        # Else it is the fork of a program that is counted where it is one of Python.
        if frame is None:
            self.pythons += os.getpid() == self._process


def _is_python(executable: Any, words: Any) -> bool:
    try:
        first = executable or (words if isinstance(words, (str, bytes)) else words[0])
        path = os.fsdecode(first)
    except (TypeError, LookupError):  # what Python itself will refuse
        return False
    return path == sys.executable or bool(_PYTHON.fullmatch(os.path.basename(path)))

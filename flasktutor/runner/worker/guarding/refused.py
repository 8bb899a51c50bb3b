"""Tells, from the traces that a refusal leaves, which of a snippet's bounds an error ran into."""

from __future__ import annotations

import errno
import linecache
import os
import re
from typing import Any

#: What stands in the line that the system refused, by what it was meant to do.
_DOINGS = (
    ("process", errno.EAGAIN, re.compile(r"fork|spawn|start_new_thread")),
    ("connection", errno.EACCES, re.compile(r"\b(connect|connect_ex|bind|listen)\(")),
    ("others", errno.EPERM, re.compile(r"\b(kill|killpg|pidfd_send_signal)\(")),
    ("others", errno.EPERM, re.compile(r"\b(prlimit|setpriority|sched_set\w+)\(")),
)
_STARTS_PROGRAM = re.compile(r"exec|spawn")
#: Raises in its parent what was refused in the child, whose line is not known.
_PASSES_ON = "subprocess"


def refused(error: BaseException) -> str:
    """`process`, `connection`, `others` or `file`; empty where nothing points at a bound of ours.

    `file` is a change outside the run's folder that the rights of the file itself do not
    explain: what may be read, or is not there, was not refused for being looked at.
    """
    if isinstance(error, OSError):
        module, line = _place(error)
        for doing, number, pattern in _DOINGS:
            if error.errno == number and error.filename is None and pattern.search(line):
                return doing
        starts_program = module == _PASSES_ON or _STARTS_PROGRAM.search(line)
        if error.errno == errno.EACCES and not starts_program:
            names = (error.filename, error.filename2)
            return "file" if any(map(_is_change_outside, names)) else ""
    elif isinstance(error, RuntimeError) and "can't start new thread" in str(error):
        return "process"
    return ""


def _place(error: BaseException) -> tuple[str, str]:
    """The module, whosever it is, that asked the system, and the line."""
    tb = error.__traceback__
    while tb is not None and tb.tb_next is not None:
        tb = tb.tb_next
    if tb is None:
        return "", ""
    frame = tb.tb_frame
    line = linecache.getline(frame.f_code.co_filename, tb.tb_lineno or 0)
    return str(frame.f_globals.get("__name__", "")), line


def _is_change_outside(name: Any) -> bool:
    if not isinstance(name, (str, bytes)):
        return False
    path = os.path.realpath(os.fsdecode(name))
    folder = os.path.realpath(os.environ.get("TMPDIR", "."))
    if path == folder or path.startswith(os.path.join(folder, "")):
        return False
    if os.path.lexists(path):
        return os.access(path, os.R_OK)
    return os.access(os.path.dirname(path), os.X_OK)

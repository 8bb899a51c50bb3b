"""One forked process, waited for and ended by its parent."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import Any

if sys.platform == "win32":
    raise ImportError("where there is no fork, a process stands by instead")


class Process:
    """A child of this process. After `end`, `status` and `usage` are those of `os.wait4`."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.status = 0
        self.usage: Any = None

    def has_ended(self) -> bool:
        """Whether it is over, without waiting."""
        if self.usage is not None:
            return True
        if hasattr(os, "waitid"):
            # Not reaped, so that its number stays its own until the group is killed.
            flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
            return os.waitid(os.P_PID, self.pid, flags) is not None
        return self._reap(os.WNOHANG)

    def end(self) -> None:
        """Kill it with its group, and reap it."""
        if self.usage is None:
            _kill(os.kill, self.pid)
        _kill(os.killpg, self.pid)
        if self.usage is None:
            self._reap(0)

    def _reap(self, flags: int) -> bool:
        pid, status, usage = os.wait4(self.pid, flags)
        if not pid:
            return False
        self.status, self.usage = status, usage
        return True


def _kill(kill: Any, pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        kill(pid, signal.SIGKILL)

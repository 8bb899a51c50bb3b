"""Owns what is looked at while a snippet runs: time, memory and files in all, its tutor."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from typing import Any

from .. import trees
from ..clock import LONGEST_GAP, Clock
from . import linux, memory
from .plan import Plan

if sys.platform == "win32":
    raise ImportError("where there is no fork, a process stands by instead")

LOOK_SECONDS = 0.05
#: The part of a processor that looking at files may cost.
_SHARE = 0.2
_STOPPED = "T"


class Watchdog:
    """Looks at a run's process `pid` from outside. It has no time while its tutor is stopped."""

    def __init__(self, plan: Plan, pid: int, job: dict[str, Any]) -> None:
        self.clock = Clock()
        self._plan = plan
        self._pid = pid
        self._tutor = os.getppid()
        self._folder, self._limits = job["folder"], job["limits"]
        self._next_look = time.monotonic() + LOOK_SECONDS
        self._next_disk = self._next_look

    def pause(self) -> float:
        """How long may be waited until the next `look`, in seconds."""
        left: float = self._limits["wall"] - self.clock.seconds
        return max(0.0, min(left, self._next_look - time.monotonic(), LONGEST_GAP / 2))

    def look(self) -> str | None:
        """Why the run has to be ended, if it has to."""
        if self.clock.look() >= self._limits["wall"]:
            return "timeout"
        if time.monotonic() < self._next_look:
            return None
        self._next_look = time.monotonic() + LOOK_SECONDS
        if self._is_tutor_stopped():
            self._wait_for_tutor()
        return self._exceeded()

    def _exceeded(self) -> str | None:
        if self._memory() > self._limits["memory"]:
            return "memory-together" if self._plan["totals"] else "memory"
        begun = time.monotonic()
        if begun < self._next_disk:
            return None
        reason = trees.exceeded(self._folder, self._limits["disk"], self._limits["entries"])
        # A folder of very many files takes its time to look at, and is looked at less often.
        took = time.monotonic() - begun
        self._next_disk = begun + took / _SHARE
        return reason

    def _memory(self) -> int:
        """Bytes that the run's processes use; of what they share, each has its part."""
        if self._plan["totals"]:
            everyone = linux.descendants()
            limit = self._limits["memory"]
            return memory.together(everyone, limit) if len(everyone) > 1 else 0
        # Only Linux can be trusted to refuse memory beyond the limit.
        return 0 if self._plan["platform"] == "linux" else memory.resident(self._pid)

    def _is_tutor_stopped(self) -> bool:
        return self._plan["platform"] == "linux" and linux.state(self._tutor) == _STOPPED

    def _wait_for_tutor(self) -> None:
        """Hold the snippet as long as its tutor is held, by Ctrl-Z most likely."""
        self._signal(signal.SIGSTOP)
        while self._is_tutor_stopped():
            time.sleep(LOOK_SECONDS)
        self._signal(signal.SIGCONT)
        self.clock.skip()

    def _signal(self, number: int) -> None:
        # Should the tutor be killed meanwhile, all this ends with it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._pid, number)

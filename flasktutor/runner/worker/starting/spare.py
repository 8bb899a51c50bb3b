"""A process forked ahead of need, which waits for the one job that it will run.

Most of what a fork costs is paid when the copy first touches a page. The spare pays
that while the learner reads: it serves a request of its own before it waits.
"""

from __future__ import annotations

import gc
import os
import select
import socket
import sys
from typing import Any, Callable

import flask

from .. import warm, wire
from ..guarding import linux
from ..guarding.plan import Plan
from . import child

if sys.platform == "win32":
    raise ImportError("where there is no fork, a process stands by instead")

_AT_ONCE = 0.005
"""Seconds within which the next of many jobs comes: a rehearsal would only keep it waiting."""


class Spare:
    """The next snippet's process. `release` lets go of the supervisor's means in the copy."""

    def __init__(self, plan: Plan, release: Callable[[], None]) -> None:
        self._ours, theirs = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            self._ours.close()
            release()
            _wait(theirs, plan)
        theirs.close()

    def give(self, job: dict[str, Any], descriptors: list[int], processes: int) -> None:
        """Let it run `job`; `descriptors` are for stdout, stderr and the report."""
        message = {"job": job, "processes": processes}
        with self._ours:
            wire.send(self._ours, message, tuple(descriptors))

    def drop(self) -> None:
        """Forget it, once it has ended without a job."""
        self._ours.close()


def _wait(control: socket.socket, plan: Plan) -> None:
    message: Any = None
    try:
        if plan["platform"] == "linux":
            linux.die_with_parent()
        gc.enable()
        if not select.select([control], [], [], _AT_ONCE)[0]:
            warm.rehearse(flask)
        message, descriptors = wire.receive(control)
        control.close()
    finally:
        if message is None:
            os._exit(0)
    child.run(message["job"], plan, descriptors, message["processes"])

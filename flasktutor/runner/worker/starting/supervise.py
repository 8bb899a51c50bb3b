"""Entry of the supervisor's process: checks Flask, finds the protections, serves until the end."""

from __future__ import annotations

import contextlib
import gc
import socket
import sys

from .. import trees, warm, wire

if sys.platform == "win32":
    raise ImportError("where there is no fork, a process stands by instead")


def main(arguments: list[str]) -> None:
    """Serve jobs from the socket whose number is given, until its other end is gone."""
    # No collection leaves holes in the memory: a snippet would fill them, and each first
    # touch of a page that is shared with the supervisor costs time.
    gc.disable()
    control = socket.socket(fileno=int(arguments[0]))
    base, platform, walls = arguments[1], arguments[2], "namespaces" in arguments
    control.set_inheritable(False)
    ready = warm.up()
    if "failed" in ready:
        wire.send(control, ready)
        return
    # These import Flask, which `warm` has just found to be there.
    from ..guarding import confine, linux
    from ..guarding.plan import protections
    from .supervisor import Supervisor

    if platform == "linux":
        linux.adopt_orphans()
    plan = confine.find_plan(base, platform, walls)
    supervisor = Supervisor(control, plan)
    wire.send(control, {"ready": dict(ready, isolation=protections(plan))})
    # The tutor may end at any time; then nobody is left to be told.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        supervisor.serve()
    trees.remove(base)

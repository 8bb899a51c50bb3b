"""Where there is no fork: a process that imports Flask, waits for one job, runs it and ends.

Its standard streams are the snippet's; the job comes by standard input, and what is
to be told goes to standard output before the job and to a file during it.
"""

from __future__ import annotations

import os
import sys
import traceback
from typing import Any

from .. import warm, wire


def main(_arguments: list[str]) -> None:
    """Say that Flask is ready, then run the one job that comes, if any comes."""
    ready = warm.up()
    if "failed" in ready:
        wire.write(1, ready)
        return
    # These import Flask, which `warm` has just found to be there.
    from ..guarding import plan as plans
    from ..running import execute, surroundings

    plan = plans.bare_plan("win32" if sys.platform == "win32" else "other")
    wire.write(1, {"ready": dict(ready, isolation=plans.protections(plan))})
    job = _next_job()
    if job is None:
        return
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
    report = os.open(job["report"], flags, 0o600)
    try:
        os.chdir(job["folder"])
        surroundings.set_environment(job["folder"])
        plans.limit(plan, job["limits"], 0)
        surroundings.set_streams()
        surroundings.tell_where(report)
        code = execute.run(job, surroundings.reporter(report))
    except BaseException:  # a flaw of ours, never to be taken for the snippet's
        traceback.print_exc()
        code = 70
    os._exit(code)


def _next_job() -> Any:
    frames = wire.Frames()
    while True:
        data = os.read(0, 65536)
        if not data:
            return None
        jobs = list(frames.feed(data))
        if jobs:
            break
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return jobs[0]

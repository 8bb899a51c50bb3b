"""Turns a fresh fork of the supervisor into the process of one snippet."""

from __future__ import annotations

import fcntl
import os
import sys
import traceback
from typing import Any

from ..guarding import confine
from ..guarding.plan import Plan
from ..running import execute, surroundings

if sys.platform == "win32":
    raise ImportError("where there is no fork, a process stands by instead")

#: Far from what snippets open, and of no meaning to them.
_REPORT = 250


def run(job: dict[str, Any], plan: Plan, descriptors: list[int], processes: int) -> None:
    """Run `job` and end the process. The descriptors are stdout, stderr and the report's."""
    try:
        os.setsid()
        report = _arrange(descriptors)
        os.chdir(job["folder"])
        surroundings.set_environment(job["folder"])
        confine.apply(plan, job["folder"], job["limits"], processes)
        surroundings.set_streams()
        surroundings.tell_where(report)
        code = execute.run(job, surroundings.reporter(report))
    except BaseException:  # a flaw of ours, never to be taken for the snippet's
        traceback.print_exc()
        code = 70
    os._exit(code)


def _arrange(descriptors: list[int]) -> int:
    nothing = os.open(os.devnull, os.O_RDWR)
    stdout, stderr, report = descriptors
    kept = fcntl.fcntl(report, fcntl.F_DUPFD_CLOEXEC, _REPORT)
    for source, target in ((nothing, 0), (stdout, 1), (stderr, 2)):
        os.dup2(source, target)
    for used in (nothing, *descriptors):
        os.close(used)
    return kept

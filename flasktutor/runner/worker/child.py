"""Turns a fresh fork of the supervisor into the process of one snippet."""

from __future__ import annotations

import faulthandler
import fcntl
import io
import os
import signal
import sys
import traceback
from typing import Any, TextIO

from . import confine, execute, wire

#: Far from what snippets open, and of no meaning to them.
_REPORT = 250


def run(
    job: dict[str, Any], plan: confine.Plan, descriptors: list[int], processes: int
) -> None:
    """Run `job` and end the process. The descriptors are stdout, stderr and the report's."""
    try:
        os.setsid()
        report = _arrange(descriptors)
        os.chdir(job["folder"])
        set_environment(job["folder"])
        confine.apply(plan, job["folder"], job["limits"], processes)
        set_streams()
        tell_where(report)
        code = execute.run(job, lambda message: wire.write(report, message))
    except BaseException:  # a flaw of ours, never to be taken for the snippet's
        traceback.print_exc()
        code = 70
    os._exit(code)


def set_environment(folder: str) -> None:
    """Leave almost nothing of the learner's environment, and point what is left at `folder`."""
    os.environ.clear()
    os.environ.update(
        HOME=folder,
        TMPDIR=folder,
        LANG="C.UTF-8",
        PATH=os.pathsep.join([os.path.dirname(sys.executable), os.defpath]),  # noqa: PTH120
        # Flask itself then says that it ignores `app.run()`, which would never return.
        FLASK_RUN_FROM_CLI="true",
    )


def set_streams() -> None:
    """UTF-8 streams that never fail to encode; lines leave at once, so a crash keeps them."""
    sys.stdin = sys.__stdin__ = _stream(0, "r")  # type: ignore[misc]  # a fork starts anew
    sys.stdout = sys.__stdout__ = _stream(1, "w")  # type: ignore[misc]  # as above
    sys.stderr = sys.__stderr__ = _stream(2, "w")  # type: ignore[misc]  # as above


def tell_where(report: int) -> None:
    """Have a crash, the CPU limit and SIGUSR1 write the running lines to `report`."""
    faulthandler.enable(report, all_threads=True)
    if hasattr(faulthandler, "register"):
        faulthandler.register(signal.SIGUSR1, report, all_threads=True)
        faulthandler.register(signal.SIGXCPU, report, all_threads=True, chain=True)


def _stream(descriptor: int, mode: str) -> TextIO:
    return io.open(  # noqa: UP020  # the name `open` may be anything by now
        descriptor,
        mode,
        buffering=1,
        encoding="utf-8",
        errors="backslashreplace",
        closefd=False,
    )


def _arrange(descriptors: list[int]) -> int:
    nothing = os.open(os.devnull, os.O_RDWR)
    stdout, stderr, report = descriptors
    kept = fcntl.fcntl(report, fcntl.F_DUPFD_CLOEXEC, _REPORT)
    for source, target in ((nothing, 0), (stdout, 1), (stderr, 2)):
        os.dup2(source, target)
    for used in (nothing, *descriptors):
        os.close(used)
    return kept

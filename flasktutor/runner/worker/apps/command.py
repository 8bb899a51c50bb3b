"""Runs a command of the learner's as Python itself would, and records what happens."""

from __future__ import annotations

import os
import runpy
import sys
import threading
from typing import Any

from .. import fit, own, tracebacks
from . import leave, processes, threads

_MOST_EVENTS = 5000
_INTERRUPTED = 130


def main(arguments: list[str]) -> None:
    """Do the job in the file named, leave a report where the job says, and end as it would."""
    begun = leave.begun(arguments[0])
    if begun is None:
        return
    job, ready = begun
    command = _Command(job, ready)
    if job["timeout"]:
        leave.later(job["timeout"], command.give_up)
    code = command.go()
    command.over = True
    if os.getpid() == command.process:  # a copy that the program forked tells nothing
        leave.report(job, command.report())
    sys.exit(code)


class _Command:
    """The program, and what came of it."""

    def __init__(self, job: dict[str, Any], ready: dict[str, Any]) -> None:
        # Flask is there: `warm` has just found it.
        from ..record import Recorder
        from .tests import Tests

        self.job = job
        self.ready = ready
        self.process = os.getpid()
        self.recorder = Recorder(own.files_in(job["root"]), most=_MOST_EVENTS)
        self.recorder.imports = job["kind"] == "script"
        self.threads = threads.Threads(self.recorder, quiet=False)
        self.tests = Tests(self.recorder, every=job["all"])
        self.started = processes.Started()
        self.error = ""
        self.running: list[dict[str, Any]] = []
        self.over = False

    def go(self) -> Any:
        """Run it, and wait for those threads that Python would wait for; what it ends with."""
        sys.argv[:] = self.job["argv"]
        sys.path.insert(0, self.job["path"])
        self.threads.listen()
        self.tests.follow_unittest()
        self.started.listen()
        self.recorder.start()
        self.recorder.note("program-began", self.recorder.lanes.here(), self.job["shown"])
        try:
            return self._ended()
        finally:
            self.recorder.note("program-ended", self.recorder.lanes.here())
            self.threads.wait(threading.TIMEOUT_MAX, daemons=False)
            self.running = list(self.threads.running())
            self.recorder.stop()

    def _ended(self) -> Any:
        """What is to be handed to `sys.exit` when the program is through."""
        try:
            return self._run()
        except SystemExit as leaving:
            return leaving.code
        except BaseException as error:
            error.__traceback__ = frames = tracebacks.of_program(error)
            self.error = tracebacks.text(error, frames)
            sys.excepthook(type(error), error, frames)
            return _INTERRUPTED if isinstance(error, KeyboardInterrupt) else 1

    def _run(self) -> Any:
        kind, name = self.job["kind"], self.job["name"]
        if kind == "script":
            runpy.run_path(name, run_name="__main__")
        elif kind == "entry":
            return _entry(name).load()()
        elif kind == "pytest" and _is_there("pytest"):
            # It imports pytest, which only some commands need.
            from .fixtures import run_pytest

            return run_pytest(self.tests, sys.argv[1:])
        elif _is_there(name):
            runpy.run_module(name, run_name="__main__", alter_sys=True)
        return None

    def report(self) -> leave.Report:
        """All that was seen, as plain data."""
        return dict(
            self.ready,
            loaded=True,
            errors=[*self.tests.errors, *self.threads.errors],
            raised=self.error,
            running=self.running,
            replaced=self.recorder.replaced,
            unfollowed=[fit.short(one) for one in self.recorder.unfollowed()],
            tests=self.tests.count,
            processes=self.started.pythons,
            events=self.recorder.taken(),
        )

    def give_up(self) -> None:
        """Report what is there, and end the process in whatever it does; if it is not over."""
        if self.over or os.getpid() != self.process:
            return
        standing = threads.standing(self.recorder)
        leave.report(self.job, dict(self.report(), timed_out=True, standing=standing))
        os._exit(1)


def _is_there(module: str) -> bool:
    """Whether a module can be run; says what Python would, and leaves, where it is not."""
    from importlib.util import find_spec

    try:
        found = find_spec(module) is not None
    except ImportError:  # a package around it is not there
        found = False
    if not found:
        sys.exit(f"{sys.executable}: No module named {module}")
    return found


def _entry(name: str) -> Any:
    """The function that an installed package gives for a command."""
    from importlib.metadata import entry_points

    every: Any = entry_points()
    # Before Python 3.10 it is a mapping.
    scripts = every.select(group="console_scripts") if hasattr(every, "select") else every.get(
        "console_scripts", ()
    )  # fmt: skip
    found = next((one for one in scripts if one.name == name), None)
    return found or sys.exit(f"{name}: no such command in {sys.prefix}")

"""Owns running snippets for everyone else: starts a worker, keeps it, starts it again."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

# All that starting needs is imported when it starts, after the first screen.
if TYPE_CHECKING:
    from flasktutor.runner.finished import Finished, Ready
    from flasktutor.runner.folders import RunFolders
    from flasktutor.runner.protocol import RunRequest, RunResult


class Worker(Protocol):
    """A process, or several, that can run snippets."""

    def wait_ready(self) -> Ready:
        """Wait until snippets can be run; raises TutorError when they never can."""

    def run(self, request: RunRequest) -> Finished:
        """Run one snippet; raises WorkerDied when it was not taken."""

    def close(self) -> None:
        """End it."""


class Runner:
    """Runs snippets on one interpreter, each in a process of its own.

    Without `python`, it is the interpreter that runs the tutor. `namespaces` asks for
    the stronger walls of Linux namespaces where they are to be had. May be used from
    several threads; snippets of one Runner run one after another.
    """

    def __init__(self, python: Path | None = None, *, namespaces: bool = False) -> None:
        self._python = python
        self._namespaces = namespaces
        self._lock = threading.RLock()
        self._folders: RunFolders | None = None
        self._worker: Worker | None = None
        self._ready: Ready | None = None

    def start(self) -> None:
        """Start the worker without waiting for it: draw the first screen, then call this."""
        with self._lock:
            if self._worker is None:
                from flasktutor.runner.folders import RunFolders
                from flasktutor.runner.launch import find_interpreter

                python = find_interpreter(self._python or sys.executable)
                self._folders = RunFolders()
                try:
                    self._worker = self._new_worker(python, self._folders)
                except BaseException:
                    self._drop_worker()
                    raise

    def run(self, request: RunRequest) -> RunResult:
        """Run one snippet and say all that was observed.

        Raises TutorError when the interpreter cannot run snippets. A worker that
        died is started again once, which the result's explanation says.
        """
        from flasktutor.runner import outcome
        from flasktutor.runner.launch import WorkerDied

        with self._lock:
            ready = self._wait_ready()
            try:
                seen = self._run_once(request)
            except WorkerDied:
                ready = self._wait_ready()
                seen = self._run_again(request)
            return outcome.result(request, seen, ready)

    @property
    def flask_version(self) -> str:
        """The version of the Flask that snippets run on."""
        return self._wait_ready().flask

    @property
    def python_version(self) -> str:
        """The version of the Python that snippets run on."""
        return self._wait_ready().python

    @property
    def isolation(self) -> tuple[str, ...]:
        """The names of the protections that are active."""
        return self._wait_ready().isolation

    @property
    def left(self) -> tuple[Path, ...]:
        """The folders of runs, earlier ones too, which cannot be removed; empty when closed."""
        return tuple(self._folders.left) if self._folders is not None else ()

    def close(self) -> None:
        """End the worker and remove its folders. The Runner may be used again."""
        with self._lock:
            self._drop_worker()

    def __enter__(self) -> Runner:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _run_again(self, request: RunRequest) -> Finished:
        from flasktutor.runner.finished import Finished
        from flasktutor.runner.launch import WorkerDied

        try:
            seen = self._run_once(request)
        except WorkerDied:
            seen = Finished(reason="worker-died")
        seen.restarted = True
        return seen

    def _run_once(self, request: RunRequest) -> Finished:
        assert self._worker is not None
        try:
            seen = self._worker.run(request)
        except BaseException:
            self._drop_worker()
            raise
        if seen.reason == "worker-died":
            self._drop_worker()
        return seen

    def _wait_ready(self) -> Ready:
        with self._lock:
            self.start()
            if self._ready is None and self._worker is not None:
                try:
                    self._ready = self._worker.wait_ready()
                except BaseException:
                    self._drop_worker()
                    raise
            assert self._ready is not None
            return self._ready

    def _new_worker(self, python: Path, folders: RunFolders) -> Worker:
        # Neither is imported where it could not be used.
        if sys.platform != "win32" and hasattr(os, "fork"):
            from flasktutor.runner.supervised import Supervised

            return Supervised(python, folders, namespaces=self._namespaces)
        from flasktutor.runner.standby import Standby

        return Standby(python, folders)

    def _drop_worker(self) -> None:
        worker, self._worker, self._ready = self._worker, None, None
        folders, self._folders = self._folders, None
        if worker is not None:
            worker.close()
        # A worker that ended by itself may have cleared them: a new one gets new ones.
        if folders is not None:
            folders.close()

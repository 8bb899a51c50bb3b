"""Owns running a trace: the learner's app in a process of its own, and what it reports."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from flasktutor.causes.system import detect
from flasktutor.doctor.interpreters import candidates
from flasktutor.errors import TutorError
from flasktutor.language import _, reason
from flasktutor.runner import ending, launch
from flasktutor.runner.program import OutputTail, Program
from flasktutor.runner.protocol import HttpRequest, Probe
from flasktutor.text import decode
from flasktutor.trace.command import TracedCommand
from flasktutor.trace.seen import Trace, read
from flasktutor.values import frozen

#: How long the process may outlive its own time limit before it is killed.
_BACKSTOP = 5.0
_MOST_PRINTED = 1024 * 1024


def interpreter(folder: Path, named: Path | None) -> Path:
    """The Python to run the app in.

    The one named, else that of the environment which is active or lies in `folder` or
    above it, as `check-install` finds it, else our own, which has Flask.
    """
    if named is not None:
        return launch.find_interpreter(named)
    found = candidates(folder, os.environ, detect(os.environ), None)
    meant = (Path(one.path) for one in found if one.origin != "path")
    return next(meant, Path(sys.executable))


def project(target: str | None, folder: Path) -> Path:
    """The folder whose files count as the learner's own: `folder`, or where the target lies."""
    path = (folder / (target or "").split(":")[0]).resolve()
    if not path.exists() or path.is_relative_to(folder.resolve()):
        return folder
    place = path if path.is_dir() else path.parent
    while (place / "__init__.py").exists():
        place = place.parent
    return place


def trace(
    target: str | None,
    requests: Sequence[HttpRequest],
    python: Path,
    *,
    folder: Path,
    threads: int = 0,
    seconds: float = 30.0,
) -> Trace:
    """Send `requests` to the app that `flask --app TARGET` would run in `folder`.

    One after another, or with `threads` that many at a time. Raises TutorError when
    `python` cannot be started.
    """
    task = AppTask(target=target, requests=tuple(requests), threads=threads, seconds=seconds)
    try:
        seen = send(task, python, folder, os.environ)
    except OSError as error:
        text = _("{python} cannot be started: {reason}.")
        raise TutorError(text.format(python=python, reason=reason(error))) from None
    can_be_traced(seen, python)
    return seen


@frozen(kw_only=True)
class AppTask:
    """What to do with an app: send it `requests`, recorded, or look at `probes`."""

    target: str | None = None
    requests: tuple[HttpRequest, ...] = ()
    probes: tuple[Probe, ...] = ()
    threads: int = 0
    seconds: float = 30.0


def send(task: AppTask, python: Path, folder: Path, environ: Mapping[str, str]) -> Trace:
    """Do it in a process of `python` that is ended with all that it started; raises OSError."""
    with tempfile.TemporaryDirectory(prefix="flasktutor-trace-") as base:
        job = {
            "target": task.target,
            "requests": [asdict(request) for request in task.requests],
            "probes": [asdict(probe) for probe in task.probes],
            "threads": task.threads,
            "timeout": task.seconds,
            "root": str(project(task.target, folder)),
            "report": str(Path(base, "report")),
        }
        Path(base, "job.json").write_text(json.dumps(job), "utf-8")
        command = [str(python), str(launch.WORKER), "send", str(Path(base, "job.json"))]
        variables = {**environ, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}
        program = Program(command, folder, variables, kept=_MOST_PRINTED)
        program.wait(task.seconds + _BACKSTOP)
        return _read(Path(base, "report"), len(task.probes), program)


@frozen(kw_only=True)
class Prepared:
    """A command made ready to be recorded: what to run instead, and how its environment is marked.

    Whoever runs it lets what it prints pass; then `seen` reads what was reported.
    """

    words: tuple[str, ...]
    more: Mapping[str, str]
    report: Path

    def seen(self) -> Trace:
        """What was recorded; `failed` where nothing could be."""
        if not self.report.exists():
            return Trace(failed="died")
        try:
            return read(self.report)
        except ValueError:
            return Trace(failed="garbled", detail=_garbled())


@contextmanager
def prepared(
    command: TracedCommand, folder: Path, *, every: bool, seconds: float | None
) -> Iterator[Prepared]:
    """Have `command` recorded, all of its tests if `every`; whatever it started ends with this."""
    mark = f"command-{os.getpid()}-{os.urandom(6).hex()}"
    with tempfile.TemporaryDirectory(prefix="flasktutor-trace-") as base:
        report, file = Path(base, "report"), Path(base, "job.json")
        job = {
            "kind": command.kind,
            "name": command.name,
            "argv": command.argv,
            "path": command.path,
            "shown": str(command),
            "root": str(folder),
            "all": every,
            "timeout": seconds,
            "report": str(report),
        }
        file.write_text(json.dumps(job), "utf-8")
        run = (str(command.python), *command.options, str(launch.WORKER), "command", str(file))
        try:
            yield Prepared(words=run, more={ending.MARK: mark}, report=report)
        finally:
            if sys.platform == "linux":
                ending.kill_marked(mark)


def can_be_traced(seen: Trace, python: Path) -> None:
    """Raise TutorError where the interpreter has no Flask that can be followed."""
    if seen.failed == "old-python":
        raise launch.never_started(python, seen.stderr)
    if seen.failed in ("no-flask", "old-flask", "broken-flask"):
        told = {"failed": seen.failed, "detail": seen.detail, "python": seen.python}
        launch.ready_or_error(python, told)


def _garbled() -> str:
    return _("What the app did cannot be told: something else stands in its process's report.")


def _read(report: Path, probes: int, program: Program) -> Trace:
    out, err = _printed(program.out), _printed(program.err)
    if err.startswith(launch.TOO_OLD):
        detail = err.removeprefix(launch.TOO_OLD).strip()
        return Trace(failed="old-python", detail=detail, stderr=err)
    if not report.exists():
        return Trace(failed="died", detail=err or out, stdout=out, stderr=err)
    try:
        return replace(read(report, probes), stdout=out, stderr=err)
    except ValueError:
        return Trace(failed="garbled", detail=_garbled(), stdout=out, stderr=err)


def _printed(output: OutputTail) -> str:
    """What a stream held; of very much, its end."""
    text = decode(output.rest())
    return f"…{text}" if output.count > _MOST_PRINTED else text

"""Owns running a trace: the learner's app in a process of its own, and what it reports."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from flasktutor.causes.system import detect
from flasktutor.doctor.interpreters import candidates
from flasktutor.errors import TutorError
from flasktutor.language import _, reason
from flasktutor.runner import launch
from flasktutor.runner.protocol import HttpRequest
from flasktutor.text import decode
from flasktutor.trace.seen import Trace, read

_WORKER = Path(launch.__file__).parent / "worker" / "__main__.py"
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
    with tempfile.TemporaryDirectory(prefix="flasktutor-trace-") as base:
        job = {
            "target": target,
            "requests": [asdict(request) for request in requests],
            "threads": threads,
            "timeout": seconds,
            "root": str(project(target, folder)),
            "report": str(Path(base, "report")),
        }
        Path(base, "job.json").write_text(json.dumps(job), "utf-8")
        _run(python, Path(base), folder, seconds)
        return _read(Path(base), python)


def _run(python: Path, base: Path, folder: Path, seconds: float) -> None:
    command = [str(python), str(_WORKER), "visit", str(base / "job.json")]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}
    # Files, for what the app starts may hold a pipe open longer than it lives itself.
    with (base / "stdout").open("wb") as out, (base / launch.LOG).open("wb") as err:
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd=folder,
                env=environment,
                start_new_session=True,
            )
        except OSError as error:
            text = _("{python} cannot be started: {reason}.")
            raise TutorError(text.format(python=python, reason=reason(error))) from None
        try:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(seconds + _BACKSTOP)
        finally:
            # Also on Ctrl-C; and what the app started goes with it.
            _end(process)
            process.wait()


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _read(base: Path, python: Path) -> Trace:
    out, err = (_printed(base / name) for name in ("stdout", launch.LOG))
    if err.startswith(launch.TOO_OLD):
        raise launch.failed_to_start(python, base)
    report = base / "report"
    if not report.exists():
        return Trace(failed="died", detail=err or out, stdout=out, stderr=err)
    try:
        seen = read(report)
    except ValueError:
        text = _("What the app did cannot be told: something else stands in its process's report.")
        return Trace(failed="garbled", detail=text, stdout=out, stderr=err)
    if seen.failed in ("no-flask", "old-flask", "broken-flask"):
        told = {"failed": seen.failed, "detail": seen.detail, "python": seen.python}
        launch.ready_or_error(python, told)
    return replace(seen, stdout=out, stderr=err)


def _printed(path: Path) -> str:
    """What a stream held; of very much, its end."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _MOST_PRINTED))
        return ("…" if size > _MOST_PRINTED else "") + decode(file.read())

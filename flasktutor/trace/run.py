"""Owns running a trace: the learner's app in a process of its own, and what it reports."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flasktutor.causes.system import detect
from flasktutor.doctor.interpreters import candidates
from flasktutor.errors import TutorError
from flasktutor.language import _, reason
from flasktutor.runner import codec, launch
from flasktutor.runner.protocol import ContextEvent, HttpRequest
from flasktutor.text import decode, escape_all
from flasktutor.values import frozen

_WORKER = Path(launch.__file__).parent / "worker" / "__main__.py"
#: How long the process may outlive its own time limit before it is killed.
_BACKSTOP = 5.0


@frozen(kw_only=True)
class Response:
    """What one request got: a status line such as `200 OK`, or a traceback, or both."""

    number: int
    lane: str
    method: str
    path: str
    ms: float
    status: str = ""
    body: str = ""
    traceback: str = ""


@frozen(kw_only=True)
class Trace:
    """All that was seen of an app.

    `failed` says why no request was sent (`no-flask`, `no-app`, `app-raised`, …), with
    the words of it in `detail`. With `timed_out`, `standing` tells where each thread was.
    """

    python: str = ""
    flask: str = ""
    events: tuple[ContextEvent, ...] = ()
    responses: tuple[Response, ...] = ()
    failed: str = ""
    detail: str = ""
    timed_out: bool = False
    standing: tuple[Mapping[str, Any], ...] = ()
    stdout: str = ""
    stderr: str = ""


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
            "report": str(Path(base, "report.json")),
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
    out, err = (decode((base / name).read_bytes()) for name in ("stdout", launch.LOG))
    report = base / "report.json"
    if err.startswith(launch.TOO_OLD):
        raise launch.failed_to_start(python, base)
    if not report.exists():
        return Trace(failed="died", detail=err or out, stdout=out, stderr=err)
    data = json.loads(report.read_text("utf-8"))
    if data.get("failed") in ("no-flask", "old-flask", "broken-flask"):
        launch.ready_or_error(python, data)
    responses = [Response(**escape_all(one)) for one in data.get("responses", ())]
    return Trace(
        python=data["python"],
        flask=data["flask"],
        events=tuple(codec.event(escape_all(one)) for one in data.get("events", ())),
        responses=tuple(sorted(responses, key=lambda one: one.number)),
        failed=data.get("failed", ""),
        detail=escape_all(data.get("detail", "")),
        timed_out=data.get("timed_out", False),
        standing=tuple(escape_all(data.get("standing", []))),
        stdout=out,
        stderr=err,
    )

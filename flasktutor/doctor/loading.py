"""Owns loading the learner's app as `flask run` would: in a child, within limits, and what came."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Literal

from flasktutor.runner import launch
from flasktutor.text import decode
from flasktutor.values import frozen

CHILD = Path(__file__).with_name("load_app.py")
SECONDS = 30.0
_BACKSTOP = 3.0  # seconds that the child may take beyond its time, to say where it stands
_DRAIN = 0.3  # seconds that what was printed last may take to come
_MOST_PRINTED = 4 * 1024 * 1024
_KEPT = 4000  # characters of it
_CHUNK = 65536

Outcome = Literal[
    "serves",  # it came to the point where the server starts
    "serves-early",  # a server of its own was started while it was loaded
    "refused",  # Flask found no app, or not one
    "raised",
    "exited",  # by SystemExit: sys.exit(), quit()
    "ended",  # without a word: os._exit(), or a program that took the place of Python
    "killed",  # by a signal: a crash, no memory left
    "hung",
    "flooded",
    "returned",  # `flask run` ended by itself
    "not-started",
]


@frozen
class Frame:
    """A line that was being run: the file, its number, the function."""

    file: str
    line: int
    name: str


@frozen(kw_only=True)
class Loaded:
    """What came of loading an app.

    `target` is what stood behind `--app`, "" when Flask looked for itself. `app`, `routes`, `host`
    and `port` are known when it came as far as the server; `type`, `message` and `trace`
    are an exception's; `frames` say where that was, or where it stood when its time was
    over. `forks` counts copies that the process made of itself. `printed` is the end of
    what it wrote.
    """

    outcome: Outcome
    target: str = ""
    app: str = ""
    routes: int = 0
    host: str = ""
    port: int = 0
    debug: bool = False
    type: str = ""
    message: str = ""
    trace: str = ""
    frames: tuple[Frame, ...] = ()
    code: int | str | None = None
    forks: int = 0
    printed: str = ""
    seconds: float = SECONDS

    @property
    def starts(self) -> bool:
        """Whether `flask run` would come to serve requests."""
        return self.outcome in ("serves", "serves-early")


def load(
    python: str,
    scripts: str,
    target: str,
    folder: Path,
    environ: Mapping[str, str],
    seconds: float = SECONDS,
) -> Loaded:
    """Do `flask [--app TARGET] run` by `python` in `folder` up to serving.

    This runs the learner's code. Whatever it started is ended with it, also on Ctrl-C.
    """
    words = [*(["--app", target] if target else []), "run"]
    with tempfile.TemporaryDirectory(prefix="flasktutor-load-") as base:
        report = Path(base, "report.json")
        command = [python, str(CHILD), str(report), str(seconds), scripts, *words]
        mark = f"load-{os.getpid()}-{os.urandom(6).hex()}"
        try:
            process = _start(command, folder, {**environ, launch.MARK: mark})
        except OSError as error:
            return Loaded(outcome="not-started", target=target, message=str(error))
        assert process.stdout is not None
        output = _Output(process, process.stdout)
        try:
            process.wait(seconds + _BACKSTOP)
            code = process.returncode
        except subprocess.TimeoutExpired:
            code = None
        finally:
            _end(process, mark)
        printed = output.rest()
        if output.flooded:
            return Loaded(outcome="flooded", target=target, printed=printed, seconds=seconds)
        if report.exists():
            return _read(json.loads(report.read_text("utf-8")), target, printed, seconds)
        return _without_report(code, target, printed, seconds)


def _start(command: list[str], folder: Path, environ: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=folder,
        env={**environ, "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
        start_new_session=True,
    )


def _end(process: subprocess.Popen[bytes], mark: str) -> None:
    """End the process and whatever came from it, also what left its session."""
    if sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        launch.kill_marked(mark)
    process.kill()
    process.wait()


class _Output:
    """Reads what a process prints, keeps the end of it, and kills it when it is too much."""

    def __init__(self, process: subprocess.Popen[bytes], pipe: IO[bytes]) -> None:
        self.flooded = False
        self._end = b""
        self._process, self._pipe = process, pipe
        # A daemon, for what the app left behind may hold the pipe open for good.
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def rest(self) -> str:
        """What was printed last, after the process has ended."""
        self._thread.join(_DRAIN)
        return decode(self._end)[-_KEPT:]

    def _read(self) -> None:
        count = 0
        while data := os.read(self._pipe.fileno(), _CHUNK):
            count += len(data)
            self._end = (self._end + data)[-_CHUNK:]
            if count > _MOST_PRINTED:
                self.flooded = True
                self._process.kill()
                return


def _read(data: Mapping[str, Any], target: str, printed: str, seconds: float) -> Loaded:
    known = {name: value for name, value in data.items() if name in Loaded.__dataclass_fields__}
    known["frames"] = tuple(Frame(*frame) for frame in data.get("frames", ()))
    return Loaded(**{**known, "target": target, "printed": printed, "seconds": seconds})


def _without_report(code: int | None, target: str, printed: str, seconds: float) -> Loaded:
    """What can be said of a process that ended, or was ended, before it reported."""
    if code is None:
        return Loaded(outcome="hung", target=target, printed=printed, seconds=seconds)
    outcome: Outcome = "killed" if code < 0 else "ended"
    return Loaded(outcome=outcome, target=target, code=code, printed=printed, seconds=seconds)

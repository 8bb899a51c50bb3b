"""Owns loading the learner's app as `flask run` would: in a child, within limits, and what came."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from flasktutor.runner.program import Program
from flasktutor.text import decode
from flasktutor.values import frozen

CHILD = Path(__file__).with_name("load_app.py")
SECONDS = 30.0
_BACKSTOP = 3.0  # seconds that the child may take beyond its time, to say where it stands
_MOST_PRINTED = 4 * 1024 * 1024
_KEPT = 4000  # characters of it

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
class RunningLine:
    """A line that was being run: the file, its number, the function."""

    file: str
    line: int
    name: str


@frozen
class Pushed:
    """An app context that was pushed and not popped: of which app, and where the program stood."""

    app: str
    frames: tuple[RunningLine, ...]


@frozen(kw_only=True)
class Loaded:
    """What came of loading an app.

    `target` is what stood behind `--app`, "" when Flask looked for itself. `app`, `routes`, `host`
    and `port` are known when it came as far as the server; `type`, `message` and `trace`
    are an exception's; `frames` say where that was, or where it stood when its time was
    over. `pushed` are contexts that were left so. `forks` counts copies that the process made
    of itself. `printed` is the end of
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
    frames: tuple[RunningLine, ...] = ()
    pushed: tuple[Pushed, ...] = ()
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
        variables = {**environ, "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            program = Program(command, folder, variables, together=True, most=_MOST_PRINTED)
        except OSError as error:
            return Loaded(outcome="not-started", target=target, message=str(error))
        code = program.wait(seconds + _BACKSTOP)
        printed = decode(program.out.rest())[-_KEPT:]
        if program.flooded:
            return Loaded(outcome="flooded", target=target, printed=printed, seconds=seconds)
        if report.exists():
            return _read(json.loads(report.read_text("utf-8")), target, printed, seconds)
        return _without_report(code, target, printed, seconds)


def _read(data: Mapping[str, Any], target: str, printed: str, seconds: float) -> Loaded:
    known = {name: value for name, value in data.items() if name in Loaded.__dataclass_fields__}
    known["frames"] = _frames(data)
    left = data.get("pushed", ())
    known["pushed"] = tuple(Pushed(str(one["app"]), _frames(one)) for one in left)
    return Loaded(**{**known, "target": target, "printed": printed, "seconds": seconds})


def _frames(data: Mapping[str, Any]) -> tuple[RunningLine, ...]:
    return tuple(RunningLine(*frame) for frame in data.get("frames", ()))


def _without_report(code: int | None, target: str, printed: str, seconds: float) -> Loaded:
    """What can be said of a process that ended, or was ended, before it reported."""
    if code is None:
        return Loaded(outcome="hung", target=target, printed=printed, seconds=seconds)
    outcome: Outcome = "killed" if code < 0 else "ended"
    return Loaded(outcome=outcome, target=target, code=code, printed=printed, seconds=seconds)

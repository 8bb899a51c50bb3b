"""Starts a worker on an interpreter, and turns what keeps it from starting into a TutorError."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

from flasktutor.errors import TutorError
from flasktutor.language import _, number, reason
from flasktutor.runner.ending import MARK
from flasktutor.runner.finished import Ready
from flasktutor.runner.shape import fits
from flasktutor.values import frozen

START_SECONDS = 60.0
WORKER = Path(__file__).parent / "worker" / "__main__.py"
LOG = "worker.log"
TOO_OLD = "too-old: "
#: All of the learner's environment that a worker gets, for the system shows a process's first
#: environment as long as it lives: what finds the interpreter, its libraries and packages.
PASSED_ON = (
    *("PATH", "HOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYENV_ROOT", "PYENV_VERSION"),
    *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "TEMP", "TMP"),
    *("APPDATA", "LOCALAPPDATA", "USERPROFILE"),
)


class WorkerDied(Exception):  # noqa: N818  # it is an event to react to, not a person's error
    """The worker ended while it was needed."""


def start(
    python: Path, arguments: list[str], base: Path, *, mark: str = "", **more: Any
) -> subprocess.Popen[bytes]:
    """Start the worker without waiting for it; its own complaints go to a log in `base`.

    `mark` stands in the environment of all its descendants, for `kill_marked`.
    """
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    # Fewer arenas: each reserves memory that would count against a snippet's limit.
    environment.update({"MALLOC_ARENA_MAX": "2", "LANG": "C.UTF-8", MARK: mark})
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    with (base / LOG).open("ab") as log:
        try:
            return subprocess.Popen(
                [str(python), "-E", str(WORKER), *arguments],
                **{**streams, "stderr": log, **more},
                env=environment,
                cwd=base,
                start_new_session=True,
                # The same for Windows: Ctrl-C is the tutor's alone.
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        except OSError as error:
            raise TutorError(
                _("{python} cannot be started: {reason}.").format(
                    python=python, reason=reason(error)
                ),
                hint=_check_install(python),
            ) from None


def find_interpreter(wish: str | os.PathLike[str]) -> Path:
    """The interpreter meant by a path to it, to a virtual environment, or by a command's name.

    Raises TutorError when there is none. Links are kept: a virtual environment's
    Python is one.
    """
    path = Path(os.path.expanduser(wish))  # noqa: PTH111  # pathlib raises for an unknown user
    if path.is_dir():
        inside = ("bin/python", "bin/python3", "Scripts/python.exe", "python.exe")
        found = next((path / name for name in inside if (path / name).is_file()), None)
    elif path.is_file():
        found = path
    else:
        named = shutil.which(wish)
        found = Path(named) if named else None
    if found is None:
        raise TutorError(
            _("No Python interpreter was found at {path}.").format(path=wish),
            hint=_("Name the program itself, such as .venv/bin/python, or a virtual environment."),
        )
    return found.absolute()


@frozen(kw_only=True)
class _Failed:
    failed: Literal["no-flask", "old-flask", "broken-flask"]
    detail: str
    python: str


def is_greeting(message: Any) -> bool:
    """Whether it is what a worker says first: that it is ready, or why it never will be."""
    if isinstance(message, dict) and message.keys() == {"ready"}:
        return fits(Ready, message["ready"])
    return fits(_Failed, message)


def never_answered(python: Path) -> TutorError:
    """The error for an interpreter that has started and says nothing."""
    return TutorError(
        _("{python} was started and has said nothing for {seconds} s.").format(
            python=python, seconds=number(START_SECONDS)
        ),
        hint=_check_install(python),
    )


def ready_or_error(python: Path, message: dict[str, Any]) -> Ready:
    """What a worker said first: that it is ready, or why it never will be."""
    if "ready" in message:
        ready = message["ready"]
        return Ready(ready["flask"], ready["python"], tuple(ready["isolation"]))
    text = {
        "no-flask": _("{python} (Python {version}) has no Flask."),
        "old-flask": _(
            "{python} has Flask {detail}; “trace”, “play” and snippets need Flask 2.3 or newer."
        ),
        "broken-flask": _("{python} has a Flask that cannot be imported: {detail}"),
    }[message["failed"]]
    is_old = message["failed"] == "old-flask"
    raise TutorError(
        text.format(python=python, version=message["python"], detail=message["detail"]),
        hint=_upgrade(python) if is_old else _check_install(python),
    )


def failed_to_start(python: Path, base: Path) -> TutorError:
    """The error for a worker that ended before it said anything."""
    return never_started(python, (base / LOG).read_text("utf-8", "replace"))


def never_started(python: Path, said: str) -> TutorError:
    """The same, for a worker that has said this on its error stream."""
    log = said.strip().splitlines()
    last = log[-1] if log else ""
    if last.startswith(TOO_OLD):
        message = _("{python} is Python {version}; snippets need Python 3.8 or newer.").format(
            python=python, version=last.removeprefix(TOO_OLD)
        )
    else:
        message = _("{python} could not be made to run snippets. {last}").format(
            python=python, last=last
        )
    return TutorError(message, hint=_check_install(python))


def _upgrade(python: Path) -> str:
    text = _("Upgrade it there, or in an environment made for trying: {command}")
    return text.format(command=f"{python} -m pip install --upgrade Flask")


def _check_install(python: Path) -> str:
    command = "flasktutor check-install"
    if python != Path(sys.executable):
        command += f" --python {python}"
    return _("`{command}` says what is wrong and how to mend it.").format(command=command)

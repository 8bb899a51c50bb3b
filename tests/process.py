"""`flasktutor` as a process of its own, with pipes where a terminal would be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tests.checkout import ROOT


def environment(home: Path, more: dict[str, str] | None = None) -> dict[str, str]:
    """The variables of a user whose data lives in `home`, and who has `more` set."""
    quiet = ("FLASKTUTOR_LANG", "FLASKTUTOR_DEBUG", "PYTHONIOENCODING", "LANG", "LC_MESSAGES")
    inherited = {name: value for name, value in os.environ.items() if name not in quiet}
    mine = {"LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT), "FLASKTUTOR_HOME": str(home)}
    return {**inherited, **mine, **(more or {})}


def measuring() -> dict[str, str]:
    """What lets a process of ours count its branches with `pytest --cov`: no learner has it."""
    return {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End what was started as a group of its own, with all that it has started."""
    if sys.platform == "win32":
        process.kill()  # what it has started stays
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def flasktutor(
    *arguments: str, home: Path, text: str | bytes = "", more: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run it with `text` as its input; its output is read as UTF-8, whatever it was."""
    done = subprocess.run(
        [sys.executable, "-m", "flasktutor", *arguments],
        input=text if isinstance(text, bytes) else text.encode(),
        capture_output=True,
        check=False,
        timeout=120,
        cwd=ROOT,
        env=environment(home, more),
    )
    out, err = (stream.decode("utf-8", "replace") for stream in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)

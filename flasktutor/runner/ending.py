"""Owns ending a process with all that it has started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

MARK = "FLASKTUTOR_WORKER"
"""The variable that tells what descends from a process of ours."""


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill a process that leads a group, and the group; what has left it lives on."""
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def kill_marked(mark: str) -> None:
    """Kill every process that descends from the one started with `mark` (Linux)."""
    if sys.platform != "linux":
        return
    wanted = f"{MARK}={mark}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                os.kill(int(folder.name), signal.SIGKILL)

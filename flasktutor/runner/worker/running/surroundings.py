"""What a snippet finds around itself: environment, streams, and who notes where it stood."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
from typing import Any, Callable

from .. import wire

#: What tells a left-over program as ours, and what Windows needs to start any.
_KEPT = ("FLASKTUTOR_WORKER", "SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "PATHEXT")


def set_environment(folder: str) -> None:
    """Leave almost nothing of the learner's environment, and point what is left at `folder`."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    os.environ.clear()
    os.environ.update(kept)
    os.environ.update(
        HOME=folder,
        TMPDIR=folder,
        LANG="C.UTF-8",
        PATH=os.pathsep.join([os.path.dirname(sys.executable), os.defpath]),
        # Flask itself then says that it ignores `app.run()`, which would never return.
        FLASK_RUN_FROM_CLI="true",
    )


def set_streams() -> None:
    """UTF-8 streams that never fail to encode; lines leave at once, so a crash keeps them."""
    sys.stdin = sys.__stdin__ = _stream(0, "r")  # type: ignore[misc]  # "final", but a fork starts anew
    sys.stdout = sys.__stdout__ = _stream(1, "w")  # type: ignore[misc]  # as above
    sys.stderr = sys.__stderr__ = _stream(2, "w")  # type: ignore[misc]  # as above


def reporter(report: int) -> Callable[[Any], None]:
    """What writes frames to `report`; a snippet that has closed it ends at the next one."""

    def write(message: Any) -> None:
        try:
            wire.write(report, message)
        except OSError:
            os._exit(1)

    return write


def tell_where(report: int) -> None:
    """Have a crash, the CPU limit and SIGUSR1 write the running lines to `report`."""
    faulthandler.enable(report, all_threads=True)
    if sys.platform != "win32":
        faulthandler.register(signal.SIGUSR1, report, all_threads=True)
        faulthandler.register(signal.SIGXCPU, report, all_threads=True, chain=True)


def _stream(descriptor: int, mode: str) -> Any:
    return open(
        descriptor,
        mode,
        buffering=1,
        encoding="utf-8",
        errors="backslashreplace",
        closefd=False,
    )

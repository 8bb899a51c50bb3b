"""Puts a snippet into namespaces of its own: no network, and nobody outlives the run.

Three processes take part. The keeper, which the supervisor knows, waits outside;
the init, number 1 in the new namespace, takes all others with it when it ends; the
snippet is an ordinary process in there, for number 1 would be spared most signals.
"""

from __future__ import annotations

import os
import signal
import struct
import sys

from . import linux

if sys.platform == "win32":
    raise ImportError("Windows has none of this")

_STATUS = struct.Struct("i")


def enter() -> None:
    """Return in the snippet's process alone; the caller's own becomes the keeper."""
    linux.die_with_parent()
    linux.enter_namespaces()
    read, write = os.pipe()
    init = os.fork()
    if init:
        os.close(write)
        _keep(init, read)
    os.close(read)
    linux.die_with_parent()
    snippet = os.fork()
    if snippet:
        _be_init(snippet, write)
    os.close(write)


def _keep(init: int, read: int) -> None:
    # Meant for the snippet, to which it comes by way of the process group.
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    _close_outputs()
    told = os.read(read, _STATUS.size)
    os.waitpid(init, 0)
    _end_like(_STATUS.unpack(told)[0] if len(told) == _STATUS.size else signal.SIGKILL)


def _be_init(snippet: int, write: int) -> None:
    _close_outputs()
    while True:
        pid, status = os.wait()
        if pid == snippet:
            os.write(write, _STATUS.pack(status))
            os._exit(0)


def _close_outputs() -> None:
    # The tutor reads until the last holder of the pipes is gone.
    os.closerange(0, 3)


def _end_like(status: int) -> None:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number != signal.SIGKILL:
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(os.WEXITSTATUS(status))

"""Owns the terminal's modes: Ctrl-S means "submit" and never freezes, and all is restored."""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
from typing import Any

_before: list[list[Any]] = []
"""The modes to go back to, as termios has them; empty when nothing was changed."""
SHOW_CURSOR, PASTE_PLAINLY = "\x1b[?25h", "\x1b[?2004l"


def switch_off() -> None:
    """Let the terminal pass Ctrl-S on until `restore`, which the program's end calls too.

    A second Ctrl-S while code runs would stop all output until Ctrl-Q, which few
    know. Where there is no such switch (Windows), nothing is to be done.
    """
    if sys.platform == "win32":
        return
    import termios

    try:
        before, after = (termios.tcgetattr(sys.stdin) for _twice in range(2))
    except (termios.error, ValueError):
        return
    after[0] &= ~termios.IXON
    _before[:] = [before]
    atexit.register(restore)
    termios.tcsetattr(sys.stdin, termios.TCSANOW, after)


def restore() -> None:
    """Leave the terminal as it was, also when a prompt or a spinner was cut short."""
    if sys.platform == "win32" or not _before:
        return
    import termios

    with contextlib.suppress(OSError, ValueError, termios.error):
        # Another program may have the terminal by now, and its own modes with it.
        if os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp():
            termios.tcsetattr(sys.stdin, termios.TCSANOW, _before[0])
            sys.stdout.write(SHOW_CURSOR + PASTE_PLAINLY)
            sys.stdout.flush()
    _before.clear()

"""Owns that Ctrl-S means "submit" between prompts too, and never freezes the terminal."""

from __future__ import annotations

import atexit
import sys


def switch_off() -> None:
    """Let the terminal pass Ctrl-S on until the program ends.

    A second Ctrl-S while code runs would stop all output until Ctrl-Q, which few
    know. Where there is no such switch (Windows), nothing is to be done.
    """
    try:
        import termios
    except ImportError:
        return
    try:
        before, after = (termios.tcgetattr(sys.stdin) for _twice in range(2))
    except (termios.error, ValueError):
        return
    after[0] &= ~termios.IXON
    termios.tcsetattr(sys.stdin, termios.TCSANOW, after)
    atexit.register(termios.tcsetattr, sys.stdin, termios.TCSANOW, before)

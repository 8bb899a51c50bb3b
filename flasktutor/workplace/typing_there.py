"""Owns the commands of a lesson as they are typed in the learner's own shell."""

from __future__ import annotations

import re

from flasktutor.causes.system import System
from flasktutor.steps.do import SHELLS, Commands

_ACTIVATES = re.compile(r"(?:\.|source) (\S+)/bin/activate")


def commands(written: Commands, system: System) -> tuple[str, ...]:
    """What to type, one command a line.

    What a shell activates an environment with differs even among those of one system.
    """
    key = next((name for name in system.names() if name in SHELLS), SHELLS[0])
    return tuple(_fitting(line, system) for line in written.lines(key))


def go_to(folder: str, system: System) -> str:
    """The command that leads into `folder`, which may begin with `~` where the shell knows it."""
    home, slash, rest = folder.partition("/")
    if home == "~":
        return f"cd ~{slash}{system.quote(rest) if rest else ''}"
    return f"cd {'/d ' if system.shell == 'cmd' else ''}{system.quote(folder)}"


def _fitting(line: str, system: System) -> str:
    found = _ACTIVATES.fullmatch(line.strip())
    return system.activate(found[1]) if found else line

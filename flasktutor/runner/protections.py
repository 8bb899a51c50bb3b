"""Says in plain words what each protection around snippets does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from flasktutor.language import _

#: The one name among them that is a warning.
ROOT = "root"

# Functions, for the language is chosen only when the program runs.
_WORDS: dict[str, Callable[[], str]] = {
    "process": lambda: _("every snippet runs in a process of its own"),
    "limits": lambda: _("time, memory, output and file size are limited"),
    "sweep": lambda: _("every process that a snippet leaves behind is ended"),
    "group-kill": lambda: _("processes left behind are ended, unless they went their own way"),
    "job-object": lambda: _("a Windows job ends every process that a snippet leaves behind"),
    "process-count": lambda: _("the number of processes and threads is limited"),
    "user-dropped": lambda: _("snippets run as the user nobody, not as root"),
    ROOT: lambda: _("you are root, and snippets have all of root's rights"),
    "totals": lambda: _("the memory of all processes of a run is limited together"),
    "others": lambda: _("snippets cannot change limits, priority or processors of other programs"),
    "files": lambda: _("snippets can write only in their own folder"),
    "tcp": lambda: _("snippets can open no TCP connection"),
    "signals": lambda: _("snippets can send no signal to other programs"),
    "namespaces": lambda: _("snippets have no network at all"),
}


def left_in_words(folders: Iterable[Path]) -> tuple[str, ...]:
    """One line for each folder of a run that cannot be removed."""
    text = _("This folder of a run could not be removed: {folder}")
    return tuple(text.format(folder=folder) for folder in folders)


def in_words(names: Iterable[str]) -> tuple[str, ...]:
    """One line for each of a result's `isolation`, in the language in use."""
    return tuple(_WORDS[name]() for name in names if name in _WORDS)

"""Owns where things live: the learner's data, the caches, the lessons that came along.

Paths are strings here: what only lists is done before pathlib would be imported.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time

DATABASE = "progress.db"
HALF = 3600
"""Seconds after which nobody is writing a cache file still: what is left of it goes."""
_NAME = "flasktutor"
_PACKAGE = os.path.dirname(__file__)


def stored(name: str) -> str:
    """The file `name` in the folder of all stored data.

    That is `FLASKTUTOR_HOME`, else the platform's own place for data. Empty for a user
    without any home: nothing can be kept, and no file is of that name.
    """
    home = _home()
    return os.path.join(home, name) if home else ""


def _home() -> str:
    chosen = os.environ.get("FLASKTUTOR_HOME")
    if chosen:
        return os.path.expanduser(chosen)
    usual = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    if usual.startswith("~"):
        return ""
    if sys.platform == "linux" and os.path.isabs(usual):
        # What platformdirs answers here; its import takes a fifth of the time that click's takes.
        return os.path.join(usual, _NAME)
    from platformdirs import user_data_dir

    return user_data_dir(_NAME, appauthor=False)


def program() -> str:
    """What to type for `flasktutor` here: its name, or its path where no shell would find it."""
    from shutil import which

    started = sys.argv[0]
    if os.path.basename(started).partition(".")[0] != _NAME or which(_NAME):
        return _NAME
    near = os.path.relpath(started)
    return started if near.startswith("..") else near


def own_lessons() -> str:
    """The lessons that came with the program: package data, or a checkout's `lessons/`."""
    packaged = os.path.join(_PACKAGE, "lessons")
    return (
        packaged if os.path.isdir(packaged) else os.path.join(os.path.dirname(_PACKAGE), "lessons")
    )


def keep(cache: str, text: str) -> None:
    """Write a cache file, whole or not at all; a home that cannot be written only costs time."""
    beside = f"{cache}.{os.getpid()}"
    with contextlib.suppress(OSError):
        os.makedirs(os.path.dirname(cache), exist_ok=True)
        _remove_halves(cache)
        try:
            with open(beside, "w", encoding="utf-8") as file:
                file.write(text)
            os.replace(beside, cache)
        except OSError:
            os.unlink(beside)


def _remove_halves(cache: str) -> None:
    """Remove what those left beside a cache who were ended while they wrote it."""
    folder, name = os.path.split(cache)
    for left in os.listdir(folder):
        before, _dot, number = left.rpartition(".")
        path = os.path.join(folder, left)
        if before == name and number.isdecimal() and time.time() - os.stat(path).st_mtime > HALF:
            os.unlink(path)

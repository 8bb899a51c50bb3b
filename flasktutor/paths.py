"""Owns where things live: the learner's data, the caches, the lessons that came along."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from pathlib import Path

_PACKAGE = Path(__file__).parent


def home() -> Path:
    """The folder of all stored data: `FLASKTUTOR_HOME`, else the platform's own place."""
    chosen = os.environ.get("FLASKTUTOR_HOME")
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_data_path

    return user_data_path("flasktutor", appauthor=False)


def program() -> str:
    """What to type for `flasktutor` here: its name, or its path where no shell would find it."""
    started = Path(sys.argv[0])
    if started.name.partition(".")[0] != "flasktutor" or shutil.which("flasktutor"):
        return "flasktutor"
    near = os.path.relpath(started)
    return str(started) if near.startswith("..") else near


def own_lessons() -> Path:
    """The lessons that came with the program: package data, or a checkout's `lessons/`."""
    packaged = _PACKAGE / "lessons"
    return packaged if packaged.is_dir() else _PACKAGE.parent / "lessons"


def keep(cache: Path, text: str) -> None:
    """Write a cache file, whole or not at all; a home that cannot be written only costs time."""
    beside = cache.with_suffix(f".{os.getpid()}")
    with contextlib.suppress(OSError):
        cache.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, "utf-8")
        beside.replace(cache)

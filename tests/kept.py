"""Owns where what tests make or download is kept between runs: a folder for each interpreter.

Two of one minor version differ in what they run and in the pip that they bring along.
"""

from __future__ import annotations

import functools
import hashlib
import subprocess
from pathlib import Path

import platformdirs

_ABOUT = (
    "import os, platform, sys; print(os.path.realpath(sys._base_executable));"
    "print(platform.python_version())"
)


@functools.cache
def folder(python: Path | str) -> Path:
    """The folder for what is made with an interpreter, or with an environment of it."""
    return platformdirs.user_cache_path("flasktutor-tests") / identity(python)


@functools.cache
def identity(python: Path | str) -> str:
    """A name of an interpreter: its version, and a short form of where it lies."""
    done = subprocess.run([python, "-c", _ABOUT], capture_output=True, text=True, check=True)
    path, version = done.stdout.splitlines()
    return f"python{version}-{hashlib.sha256(path.encode()).hexdigest()[:8]}"

"""Owns the environments that clashes are seen in: built once by pip, kept between runs.

Where `uv` is on PATH it installs instead, which is ten times quicker and changes nothing else.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from tests import kept
from tests.flasks.versions import interpreter

PYTHONS = ("3.13", "3.12", "3.11", "3.10", "3.9", "3.8")
_one_at_a_time = Lock()


class BuildError(Exception):
    """An environment could not be made; the message is what the installer said."""


def folder() -> Path:
    """Where the environments are kept."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home, "flasktutor-clashes")


def environment(python: str, steps: Sequence[str]) -> Path:
    """The interpreter of an environment in which `steps` were installed one after the other.

    A step is a line of requirements, as they are given to `pip install`.
    """
    with _one_at_a_time:
        base = _base(python)
    key = hashlib.sha256("\n".join((base.parts[-3], *steps)).encode()).hexdigest()[:16]
    place = folder() / f"{python}-{key}"
    if not (place / "done").exists():
        _build(place, base, steps)
        (place / "done").write_text("\n".join(steps), "utf-8")
    return place / "bin/python"


def versions(python: Path) -> dict[str, str]:
    """What is installed in an environment, by distribution."""
    code = (
        "import importlib.metadata as m\n"
        "for d in m.distributions(): print(d.metadata['Name'], d.version)"
    )
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    return dict(line.split(" ", 1) for line in done.stdout.splitlines())


def _build(place: Path, base: Path, steps: Sequence[str]) -> None:
    shutil.rmtree(place, ignore_errors=True)
    _run([base, "-m", "venv", "--without-pip", place])
    for step in steps:
        _install(place / "bin/python", base, step.split())


def _install(python: Path, base: Path, wanted: Sequence[str]) -> None:
    # A pip that is kept aside, so that no environment holds setuptools unless an entry says so.
    if uv := shutil.which("uv"):
        _run([uv, "pip", "install", "--quiet", "--python", python, *wanted])
    else:
        _run([base, "-m", "pip", "--python", python, "install", "--quiet", *wanted])


def _base(python: str) -> Path:
    """An environment of that Python with pip in it, which installs into all others."""
    found = interpreter(python)
    if found is None:
        raise BuildError(f"Python {python} is not on this machine")
    place = folder() / f"{kept.identity(found)}-pip"
    if not (place / "done").exists():
        shutil.rmtree(place, ignore_errors=True)
        _run([found, "-m", "venv", place])
        (place / "done").touch()
    return place / "bin/python"


def _run(command: Sequence[str | Path]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise BuildError((done.stdout + done.stderr).strip()[-1500:])

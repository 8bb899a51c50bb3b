"""Proves the whole course on each Flask and Python: `python -m tests.matrix`.

The Pythons are those of this machine from 3.10 to 3.13; the Flasks are fetched once into
environments that are kept between runs. The exit code is 1 when a lesson fails anywhere.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from flasktutor import audit, paths
from flasktutor.course import lesson_files

PYTHONS = ("3.10", "3.11", "3.12", "3.13")
FLASKS = {
    "2.3.3": ("flask==2.3.3", "werkzeug<3"),
    "3.0.3": ("flask==3.0.3",),
    "3.1": ("flask>=3.1",),
}


def environments() -> Path:
    """Where the environments are kept between runs."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home, "flasktutor-matrix")


def interpreter(version: str) -> str | None:
    """A Python of that version on this machine that runs: on PATH, or one of pyenv's."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv", "versions")
    candidates: list[str | Path | None] = [
        shutil.which(f"python{version}"),
        *pyenv.glob(f"{version}.*/bin/python"),
    ]
    for found in candidates:
        if found and subprocess.run([found, "-c", "pass"], capture_output=True).returncode == 0:
            return str(found)
    return None


def environment(python: str, name: str, wanted: tuple[str, ...]) -> Path:
    """The interpreter of an environment with that Flask, made when it is not there."""
    folder = environments() / name
    if not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([python, "-m", "venv", str(folder)], check=True)
        install = [str(folder / "bin/python"), "-m", "pip", "install", "-q", *wanted]
        subprocess.run(install, check=True, capture_output=True)
        (folder / "done").touch()
    return folder / "bin/python"


def main() -> int:
    """Print a line for each pair of Python and Flask, and what fails there."""
    files, flawed = lesson_files(Path(paths.own_lessons())), False
    for version in PYTHONS:
        python = interpreter(version)
        for flask, wanted in FLASKS.items() if python else ():
            assert python is not None
            found = audit.audit(files, environment(python, f"{version}-{flask}", wanted))
            print(f"Python {version}, Flask {found.flask}: {found.runs} runs, ", end="")
            print(f"{len(found.issues)} flaws", *found.issues, sep="\n  ", flush=True)
            flawed |= bool(found.issues)
        if python is None:
            print(f"Python {version}: not on this machine")
    return 1 if flawed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Owns the environments with older and newer versions of Flask, made once and kept."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import platformdirs
import pytest

VERSIONS = {
    "2.3": ("flask==2.3.3", "werkzeug==2.3.8", "asgiref"),
    "3.0": ("flask==3.0.3", "werkzeug==3.0.6", "asgiref"),
    "3.1": ("flask==3.1.3", "asgiref"),
}


def python_with(version: str) -> Path:
    """The Python of an environment with that Flask; the test is skipped where it cannot be made."""
    cache = platformdirs.user_cache_path("flasktutor-tests")
    kept = cache / f"flask-{version}-py{sys.version_info.major}.{sys.version_info.minor}"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=cache))
        _make(made, VERSIONS[version])
        try:
            made.rename(kept)
        except OSError:  # another test process was quicker
            shutil.rmtree(made)
    return python_of(kept)


def python_of(environment: Path) -> Path:
    """The interpreter inside an environment."""
    inside = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
    return environment / inside


def _make(folder: Path, packages: tuple[str, ...]) -> None:
    venv.create(folder, with_pip=False, symlinks=sys.platform != "win32")
    command = [sys.executable, "-m", "pip", "--python", str(python_of(folder)), "install", "-q"]
    done = subprocess.run([*command, *packages], capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(folder)
        pytest.skip(f"cannot be installed here: {packages[0]}: {done.stderr[-300:]}")

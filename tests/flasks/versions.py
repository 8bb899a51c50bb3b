"""Owns the environments with other versions of Flask and Python, made once and kept."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.version import Version

from tests import kept

PACKAGES = {
    "2.3": ("flask==2.3.3", "werkzeug==2.3.8", "asgiref"),
    "3.0": ("flask==3.0.3", "werkzeug==3.0.6", "asgiref"),
    "3.1": ("flask==3.1.3", "asgiref"),
}
OLDER = {
    "2.1": ("flask==2.1.3", "werkzeug==2.1.2"),
    "2.2": ("flask==2.2.5", "werkzeug==2.2.3"),
    "3.1.0": ("flask==3.1.0",),
}
"""Those that lessons only tell of: no snippet has to run on them."""
DOUBLED = "3.2"
"""The version that the double stands for: it cannot be had everywhere."""
REAL = "3.2 itself"
_DOUBLE = Path(__file__).parent / "double"
_OTHERS = "FLASKTUTOR_FLASK_3_2"
"""Names the Python of an environment with Flask 3.2 itself and asgiref, to be tried as well."""

ONE_CONTEXT = Version(metadata.version("flask")).release >= (3, 2)
"""Whether the Flask that the tests themselves run on has one context for what were two."""

PYTHONS = ("3.10", "3.11", "3.12", "3.13")
THIS = f"{sys.version_info.major}.{sys.version_info.minor}"

VERSIONS = [*PACKAGES, DOUBLED, *([REAL] if os.environ.get(_OTHERS) else [])]


def number(version: str) -> str:
    """The number of a version, such as `3.2`."""
    return version.partition(" ")[0]


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


def python_with(version: str, on: str = THIS) -> Path:
    """The Python of an environment with that Flask, of a version of Python: here, of this one.

    The test is skipped where it cannot be made.
    """
    if version == REAL:
        return Path(os.environ[_OTHERS])
    base = sys.executable if on == THIS else interpreter(on)
    if base is None:
        pytest.skip(f"Python {on} is not on this machine")
    doubled = version == DOUBLED
    cache = kept.folder(base)
    # A double that was changed since is another one.
    place = cache / (f"flask-{version}-{_fingerprint()}" if doubled else f"flask-{version}")
    if not place.exists():
        cache.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=cache))
        _make(made, base, {**PACKAGES, **OLDER}["3.1" if doubled else version])
        if doubled:
            put_double(made)
        try:
            made.rename(place)
        except OSError:  # another test process was quicker
            shutil.rmtree(made)
    return python_of(place)


def python_of(environment: Path) -> Path:
    """The interpreter inside an environment."""
    inside = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
    return environment / inside


def put_double(environment: Path) -> None:
    """Turn the Flask 3.1 of an environment into the double of 3.2, as it is now."""
    (packages,) = environment.rglob("site-packages")
    shutil.rmtree(packages / "_flask_3_2", ignore_errors=True)
    shutil.copytree(_DOUBLE, packages / "_flask_3_2", ignore=shutil.ignore_patterns("__pycache__"))
    (packages / "_flask_3_2.pth").write_text("import _flask_3_2\n")
    (about,) = packages.glob("flask-3.1*.dist-info/METADATA")
    said = about.read_text("utf-8")
    for field, value in (("Version", "3.2.0.dev0"), ("Requires-Python", ">=3.10")):
        said = re.sub(rf"(?m)^{field}: .*$", f"{field}: {value}", said, count=1)
    about.write_text(said, "utf-8")


def _fingerprint() -> str:
    sources = sorted(_DOUBLE.glob("*.py"))
    return hashlib.sha256(b"".join(one.read_bytes() for one in sources)).hexdigest()[:8]


def _make(folder: Path, python: str, packages: tuple[str, ...]) -> None:
    subprocess.run([python, "-m", "venv", "--without-pip", str(folder)], check=True)
    command = [sys.executable, "-m", "pip", "--python", str(python_of(folder)), "install", "-q"]
    done = subprocess.run([*command, *packages], capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(folder)
        pytest.skip(f"cannot be installed here: {packages[0]}: {done.stderr[-300:]}")

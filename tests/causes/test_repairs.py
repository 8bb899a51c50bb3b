"""The repair for a clash of versions, tried for real: installed, seen, repaired, gone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flasktutor.causes import explain_text

CLASHES = [
    (
        "flask_login", ["flask==3.0.3", "werkzeug==3.0.6", "flask-login==0.6.2"],
        "flask-login-werkzeug-3",
    ),
    (
        "flask_restx", ["flask==3.0.3", "werkzeug==3.0.6", "flask-restx==1.1.0", "setuptools<81"],
        "flask-restx-flask-3",
    ),
]  # fmt: skip
"""What is imported, what is installed, and the cause that the failure is told as."""


def failing(folder: Path, module: str, installed: list[str]) -> tuple[str, str]:
    """The interpreter of an environment with these packages, and what importing `module` says."""
    venv = folder / ".venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    python = str(venv / "bin" / "python")
    subprocess.run([python, "-m", "pip", "-q", "install", *installed], check=True)
    (folder / "app.py").write_text(f"import {module}\n")
    failed = subprocess.run([python, "app.py"], cwd=folder, capture_output=True, text=True)
    return python, failed.stderr


@pytest.mark.slow
@pytest.mark.parametrize(("module", "installed", "cause"), CLASHES, ids=lambda one: str(one)[:12])
def test_a_repair_repairs(tmp_path: Path, module: str, installed: list[str], cause: str) -> None:
    python, said = failing(tmp_path, module, installed)
    told = explain_text(said)
    assert told is not None
    assert told.id == cause
    for command in told.fixes[0].commands:
        subprocess.run(["sh", "-c", command], cwd=tmp_path, check=True)
    subprocess.run([python, "app.py"], cwd=tmp_path, check=True)


@pytest.mark.slow
def test_a_package_that_ended_is_told_so(tmp_path: Path) -> None:
    python, _said = failing(tmp_path, "flask_jwt", ["flask==3.0.3", "pyjwt==2.8.0"])
    # Its own pin of PyJWT fails first, on a newer Python.
    install = [python, "-m", "pip", "-q", "install", "--no-deps", "flask-jwt==0.3.2"]
    subprocess.run(install, check=True)
    failed = subprocess.run([python, "app.py"], cwd=tmp_path, capture_output=True, text=True)
    told = explain_text(failed.stderr)
    assert told is not None
    assert told.id == "package-ended"

"""The repair for a clash of versions, tried for real: installed, seen, repaired, gone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flasktutor.causes import explain_text

CLASHES = [
    ("flask_login", ["flask==3.0.3", "werkzeug==3.0.6", "flask-login==0.6.2"]),
    ("flask_restx", ["flask==3.0.3", "werkzeug==3.0.6", "flask-restx==1.1.0", "setuptools<81"]),
]
"""What is imported, and what is installed."""


@pytest.mark.slow
@pytest.mark.parametrize(("module", "installed"), CLASHES, ids=lambda one: str(one)[:12])
def test_a_repair_repairs(tmp_path: Path, module: str, installed: list[str]) -> None:
    venv = tmp_path / ".venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    python = str(venv / "bin" / "python")
    subprocess.run([python, "-m", "pip", "-q", "install", *installed], check=True)
    (tmp_path / "app.py").write_text(f"import {module}\n")
    failed = subprocess.run([python, "app.py"], cwd=tmp_path, capture_output=True, text=True)
    told = explain_text(failed.stderr)
    assert told is not None
    assert told.known
    for command in told.fixes[0].commands:
        subprocess.run(["sh", "-c", command], cwd=tmp_path, check=True)
    subprocess.run([python, "app.py"], cwd=tmp_path, check=True)

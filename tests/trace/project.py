"""Owns the folder of a learner's project, and `flasktutor trace` as it is called there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.checkout import ROOT

Done = subprocess.CompletedProcess[str]
Command = Callable[..., Done]


@pytest.fixture
def trace(tmp_path: Path) -> Command:
    """`flasktutor trace` in a folder of its own."""

    def run(*arguments: str, before: tuple[str, ...] = (), text: str = "") -> Done:
        environment = {**os.environ, "FLASKTUTOR_HOME": str(tmp_path / "home"), "LANG": "C.UTF-8"}
        for name in ("FLASK_APP", "VIRTUAL_ENV", "FLASKTUTOR_LANG"):
            environment.pop(name, None)
        folder = tmp_path / "project"
        folder.mkdir(exist_ok=True)
        return subprocess.run(
            [sys.executable, "-m", "flasktutor", *before, "trace", *arguments],
            cwd=folder,
            env={**environment, "PYTHONPATH": str(ROOT)},
            input=text,
            capture_output=True,
            text=True,
            timeout=180,  # a machine may be busy
            check=False,
        )

    return run


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The folder that `trace` runs in."""
    folder = tmp_path / "project"
    folder.mkdir(exist_ok=True)
    return folder


def write(project: Path, source: str, name: str = "app.py") -> None:
    """Write a file of the project."""
    path = project / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(source), "utf-8")


def as_json(done: Done) -> dict[str, Any]:
    """What `--json` printed."""
    data: dict[str, Any] = json.loads(done.stdout)
    return data


def flat(text: str) -> str:
    """`text` without its line breaks."""
    return " ".join(text.split())

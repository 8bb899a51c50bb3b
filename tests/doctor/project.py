"""Owns a folder that an active environment is for, and what is found wrong in it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from flasktutor.doctor.summary import Summary
from tests.doctor import workbench
from tests.doctor.conftest import Machine

APP = "from flask import Flask\n\napp = Flask(__name__)\n"


@pytest.fixture(scope="module")
def venv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One environment with Flask and python-dotenv for all tests here; none changes it."""
    path = tmp_path_factory.mktemp("venvs") / "shop"
    site = workbench.venv(path)
    workbench.put(workbench.downloaded("python-dotenv==1.1.1"), site)
    return path


@pytest.fixture(autouse=True)
def active(machine: Machine, venv: Path) -> None:
    machine.activate(venv)


def ids(summary: Summary, status: str) -> set[str]:
    return {finding.id for finding in summary.findings if finding.status == status}


def flask_finds_it(machine: Machine, app: str = "") -> bool:
    """Whether Flask itself finds an app in this folder."""
    command = [machine.environ["VIRTUAL_ENV"] + "/bin/flask", *(["--app", app] if app else [])]
    done = subprocess.run(
        [*command, "routes"], cwd=machine.folder, env=machine.environ, capture_output=True,
        check=False,
    )  # fmt: skip
    return done.returncode == 0 and b"Error" not in done.stderr

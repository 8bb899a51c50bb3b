"""The contracts on imports hold what CONTRIBUTING says: breaking one anywhere fails the lint."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkout import ROOT

DRAWS = "Below the screens nobody draws or asks"
FLASK = "The tutor itself never imports Flask, nor does what starts a worker"
PACKAGE = "The worker needs nothing of the package"
INSTALLED = "The worker runs where nothing of ours is installed"
LINT = "import sys; from importlinter.cli import lint_imports_command as lint; lint()"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with its settings."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", folder)
    only_code = shutil.ignore_patterns("__pycache__", "*.po", "*.mo", "*.json", "*.yaml")
    shutil.copytree(ROOT / "flasktutor", folder / "flasktutor", ignore=only_code)
    return folder


def lint(house: Path) -> str:
    """What the lint says of the copy."""
    done = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode == 0) == (", 0 broken" in done.stdout), done.stdout + done.stderr
    return done.stdout


def test_the_house_as_it_stands_keeps_them_all(house: Path) -> None:
    assert ", 0 broken" in lint(house)


@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("review.py", "import flask", FLASK),
        ("checks/run.py", "import flask", FLASK),
        ("faults/code.py", "from werkzeug.routing import Map", FLASK),
        ("runner/protocol.py", "import flask", FLASK),
        ("runner/worker/wire.py", "import flask", FLASK),
        ("runner/worker/starting/child.py", "import werkzeug", FLASK),
        ("runner/worker/wire.py", "from flasktutor.values import frozen", PACKAGE),
        ("runner/worker/starting/child.py", "from flasktutor.runner import codec", PACKAGE),
        ("runner/worker/record/notes.py", "from flasktutor import text", PACKAGE),
        ("runner/worker/guarding/watch.py", "import yaml", INSTALLED),
        ("runner/worker/starting/process.py", "import rich", INSTALLED),
        ("causes/model.py", "import rich", DRAWS),
        ("ui/plain/plain_screen.py", "import rich", DRAWS),
        ("doctor/findings.py", "import click", DRAWS),
    ],
)
def test_what_is_forbidden_fails_the_lint(house: Path, file: str, line: str, broken: str) -> None:
    path = house / "flasktutor" / file
    before = path.read_text("utf-8")
    path.write_text(f"{before}\n{line}\n", "utf-8")
    try:
        said = lint(house)
    finally:
        path.write_text(before, "utf-8")
    assert f"{broken} BROKEN" in said, said

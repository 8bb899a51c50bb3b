"""Owns check-install as a person types it, on a machine that is made."""

from __future__ import annotations

import json
import subprocess
import sys

import pexpect
import pytest

from tests.checkout import ROOT
from tests.doctor import workbench
from tests.doctor.conftest import Machine
from tests.process import measuring

SCHEMA = json.loads((ROOT / "docs/check-install.schema.json").read_text("utf-8"))
# The path is given here and not in PYTHONPATH, which belongs to the machine examined.
START = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from flasktutor.cli import main; main()"
COMMAND = [sys.executable, "-c", START]


def environ(machine: Machine) -> dict[str, str]:
    """The machine's variables, and those that let the tutor itself start."""
    tutor = {"FLASKTUTOR_HOME": str(machine.root / "tutor"), "FLASKTUTOR_LANG": "en",
             "LC_ALL": "C.UTF-8", "TERM": "xterm", "COLUMNS": "80"}  # fmt: skip
    return {**machine.environ, **tutor, **measuring()}


def run(machine: Machine, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, "check-install", "--port", str(machine.port), *arguments]
    return subprocess.run(
        command, cwd=machine.folder, env=environ(machine), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def terminal(machine: Machine, *arguments: str) -> pexpect.spawn[str]:
    command = [*COMMAND, "check-install", "--port", str(machine.port), *arguments]
    return pexpect.spawn(
        command[0],
        command[1:],
        cwd=str(machine.folder),
        env=environ(machine) | {"COLUMNS": "80"},
        encoding="utf-8",
        timeout=60,
        dimensions=(24, 80),
    )


@pytest.fixture
def bare(machine: Machine) -> Machine:
    """A machine with a Python that has no Flask and belongs to the system."""
    workbench.system(machine.root / "usr", managed=True)
    machine.path(machine.root / "usr/bin")
    return machine


@pytest.fixture
def healthy(machine: Machine) -> Machine:
    workbench.venv(machine.folder / ".venv")
    machine.activate(machine.folder / ".venv")
    return machine

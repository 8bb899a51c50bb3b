"""No false alarm: set-ups in which Flask works give no problem."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.doctor import workbench
from tests.doctor.conftest import Machine
from tests.doctor.healthy import APP, active_venv
from tests.doctor.healthy_environments import ENVIRONMENTS
from tests.doctor.healthy_projects import PROJECTS

pytestmark = pytest.mark.sweep
HEALTHY = {**ENVIRONMENTS, **PROJECTS}
NEWER = [
    python
    for minor in (12, 13, 14)
    if sys.version_info < (3, 12)
    for python in Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python")
]


@pytest.mark.parametrize("build", HEALTHY.values(), ids=list(HEALTHY))
def test_gives_no_problem(machine: Machine, build: Callable[[Machine], None]) -> None:
    build(machine)
    summary = machine.check()
    assert [finding for finding in summary.findings if finding.status == "problem"] == []
    assert summary.facts.subject is not None
    assert summary.facts.subject.report is not None
    assert summary.facts.subject.report.works


def test_a_port_in_use_is_a_note(machine: Machine) -> None:
    active_venv(machine)
    with socket.create_server(("127.0.0.1", 0)) as server:
        summary = machine.check(port=server.getsockname()[1])
    assert summary.healthy
    assert "port-taken" in {finding.id for finding in summary.notes}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody says who listens")
@pytest.mark.parametrize(("folder", "words"), [("shop", "Your own server"), ("", "A program of")])
def test_the_learners_own_server_is_told_from_others(
    machine: Machine, folder: str, words: str
) -> None:
    """A real server of Flask's in this folder, or somewhere else."""
    venv = active_venv(machine)
    place = machine.root / folder
    (place / "app.py").write_text(APP)
    server = subprocess.Popen(
        [venv / "bin/flask", "run", "--port", str(machine.port)], cwd=place,
        env=machine.environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert server.stdout is not None
    try:
        while "Running on" not in server.stdout.readline():
            assert server.poll() is None
        summary = machine.check()
    finally:
        server.kill()
        server.communicate()
    assert summary.healthy
    seen = next(finding.seen for finding in summary.notes if finding.id == "port-taken")
    assert seen.startswith(words)
    assert f"flask run --port {machine.port} (process {server.pid}" in seen


@pytest.mark.skipif(not NEWER, reason="no Python newer than the one that runs the tests")
def test_code_that_only_a_newer_python_reads(machine: Machine) -> None:
    """The tutor's own Python does not judge what the project's Python has to read."""
    venv = machine.folder / ".venv"
    subprocess.run([NEWER[-1], "-m", "venv", "--without-pip", venv], check=True)
    site = next(venv.glob("lib/python*")) / "site-packages"
    workbench.put(workbench.installed(*workbench.FLASK), site)
    machine.activate(venv)
    machine.write("app.py", APP + "\ntype Price = int\n")
    assert machine.check().healthy
    machine.write("app.py", APP + "\nprice = (\n")
    assert [found.id for found in machine.check().problems] == ["syntax-error"]


def test_a_named_python_is_the_one_examined(machine: Machine) -> None:
    venv = machine.root / "other"
    workbench.venv(venv)
    machine.path(Path(os.defpath.split(":")[0]))
    for named in (venv, venv / "bin/python"):
        summary = machine.check(python=named)
        assert summary.healthy
        assert summary.facts.subject is not None
        assert summary.facts.subject.path == str(venv / "bin/python")

"""Interpreters and environments that are broken for real, and the cause that is named first."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.doctor import workbench
from tests.doctor.conftest import Machine, cause

pytestmark = pytest.mark.sweep
OLD = sorted(Path.home().glob(".pyenv/versions/3.6*/bin/python")) + sorted(
    Path.home().glob(".pyenv/versions/2.7*/bin/python")
)


def test_no_python_at_all(machine: Machine) -> None:
    assert cause(machine.check()) == "python-missing"


def test_an_interpreter_that_hangs(machine: Machine) -> None:
    stub = workbench.stub(machine.root / "bin/python", "/bin/sleep 60 & wait")
    machine.path(stub.parent)
    summary = machine.check(seconds=0.5)
    assert cause(summary) == "python-hangs"
    assert str(stub) in summary.problems[0].seen


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        ("echo rubbish; echo '{\"version\": 1'", "python-broken"),
        ("echo flasktutor-probe:not json at all", "python-broken"),
        ("printf '\\377\\376\\000\\001'", "python-broken"),
        ("exit 3", "python-broken"),
        ("kill -SEGV $$", "python-broken"),
        ("echo 'dyld[1]: Library not loaded: /opt/Python' >&2; exit 134", "python-broken"),
        (
            "echo 'Python was not found; run without arguments to install from the Microsoft "
            "Store, or disable this shortcut.'; exit 49",
            "windows-store-alias",
        ),
    ],
)
def test_an_interpreter_that_says_something_else(
    machine: Machine, says: str, expected: str
) -> None:
    stub = workbench.stub(machine.root / "bin/python", says)
    machine.path(stub.parent)
    assert cause(machine.check()) == expected


def test_a_file_that_is_no_program(machine: Machine) -> None:
    path = machine.write("notes.txt", "hello")
    assert cause(machine.check(python=path)) == "python-broken"


def test_a_working_python3_stands_in_for_a_broken_python(machine: Machine) -> None:
    stub = workbench.stub(machine.root / "bin/python", "exit 1")
    workbench.system(machine.root / "usr", packages=workbench.installed(*workbench.FLASK))
    machine.path(stub.parent, machine.root / "usr/bin")
    summary = machine.check()
    assert summary.facts.subject is not None
    assert summary.facts.subject.typed == "python3"
    assert summary.healthy


@pytest.mark.skipif(not OLD, reason="this machine has no Python older than 3.7")
@pytest.mark.parametrize("python", OLD, ids=lambda path: path.parts[-3])
def test_a_python_that_is_too_old_reports_itself(machine: Machine, python: Path) -> None:
    summary = machine.check(python=python)
    assert cause(summary) == "python-too-old"
    assert python.parts[-3] in summary.problems[0].means


def test_pythonhome(machine: Machine) -> None:
    workbench.venv(machine.folder / ".venv")
    machine.activate(machine.folder / ".venv")
    machine.environ["PYTHONHOME"] = str(machine.root / "nowhere")
    summary = machine.check()
    assert cause(summary) == "pythonhome-set"
    assert summary.problems[0].fixes[0].commands == ("unset PYTHONHOME",)


def test_a_deleted_base_interpreter(machine: Machine) -> None:
    workbench.system(machine.root / "opt")
    venv = machine.folder / ".venv"
    workbench.venv(venv)
    for name in ("python", "python3", workbench.MINOR):
        (venv / "bin" / name).unlink(missing_ok=True)
        (venv / "bin" / name).symlink_to(machine.root / "opt/bin/python3")
    config = (venv / "pyvenv.cfg").read_text()
    home = next(line for line in config.splitlines() if line.startswith("home"))
    (venv / "pyvenv.cfg").write_text(config.replace(home, f"home = {machine.root}/opt/bin"))
    shutil.rmtree(machine.root / "opt")
    summary = machine.check()
    assert cause(summary) == "venv-base-gone"
    assert "rm -r .venv" in summary.problems[0].fixes[0].commands
    assert [finding.id for finding in summary.problems] == ["venv-base-gone"]


def test_a_moved_environment(machine: Machine) -> None:
    workbench.venv(machine.root / "old")
    (machine.root / "old").rename(machine.folder / ".venv")
    machine.activate(machine.folder / ".venv")
    summary = machine.check()
    assert cause(summary) == "venv-moved"
    assert str(machine.root / "old") in summary.problems[0].seen


def test_an_environment_that_is_not_active(machine: Machine) -> None:
    workbench.venv(machine.folder / ".venv")
    workbench.system(machine.root / "usr")
    machine.path(machine.root / "usr/bin")
    summary = machine.check()
    assert cause(summary) == "venv-inactive"
    assert summary.problems[0].fixes[0].commands == (". .venv/bin/activate",)


def test_an_active_environment_that_is_gone(machine: Machine) -> None:
    machine.environ["VIRTUAL_ENV"] = str(machine.root / "gone")
    workbench.system(machine.root / "usr", packages=workbench.installed(*workbench.FLASK))
    machine.path(machine.root / "usr/bin")
    assert cause(machine.check()) == "venv-not-here"


def test_another_python_before_the_active_environment(machine: Machine) -> None:
    workbench.venv(machine.folder / ".venv")
    workbench.system(machine.root / "usr")
    machine.activate(machine.folder / ".venv")
    machine.path(machine.root / "usr/bin", machine.folder / ".venv/bin")
    assert cause(machine.check()) == "venv-not-here"


def test_conda_and_an_environment_at_once(machine: Machine) -> None:
    prefix = machine.root / "miniconda3"
    workbench.system(prefix, packages=workbench.installed(*workbench.FLASK))
    workbench.venv(machine.folder / ".venv", packages=[])
    machine.path(prefix / "bin")
    machine.activate(machine.folder / ".venv")
    machine.environ["CONDA_PREFIX"] = str(prefix)
    summary = machine.check()
    assert cause(summary) == "conda-and-venv"
    assert "flask-missing-here" in {finding.id for finding in summary.consequences}


def test_a_file_that_ends_the_interpreter(machine: Machine) -> None:
    workbench.venv(machine.folder / ".venv")
    machine.activate(machine.folder / ".venv")
    machine.write("email.py", "import os\nos._exit(0)\n")
    summary = machine.check()
    assert cause(summary) == "shadows-stdlib"


def test_an_interpreter_that_dies_importing_flask(machine: Machine) -> None:
    site = workbench.venv(machine.folder / ".venv")
    machine.activate(machine.folder / ".venv")
    (site / "flask/__init__.py").write_text("import os, sys\nif not sys.flags.isolated:\n"
                                            "    os.abort()\n")  # fmt: skip
    assert cause(machine.check()) == "python-stopped"


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_no_process_is_left_behind(machine: Machine) -> None:
    stub = workbench.stub(machine.root / "bin/python", "/bin/sleep 4711 & wait")
    machine.path(stub.parent)
    machine.check(seconds=0.3)
    running = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not any(b"4711" in line for line in running)

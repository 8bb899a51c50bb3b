"""Repairs of environments, carried out for real as they are printed, until all is well."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flasktutor.doctor.summary import Summary
from tests.doctor import workbench
from tests.doctor.conftest import Machine, cause

UV = "uv==0.13.9"
APP = "from flask import Flask\n\napp = Flask(__name__)\n"
pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="repairs of other systems"),
    pytest.mark.sweep,
]


@pytest.fixture
def bench(machine: Machine) -> Machine:
    """A machine with a Python on PATH, where packages come from a folder instead of the net."""
    (machine.root / "bin").mkdir()
    (machine.root / "bin/python3").symlink_to(workbench.BASE)
    machine.path(machine.root / "bin")
    links = str(workbench.wheels())
    machine.environ |= {
        "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": links, "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "UV_NO_INDEX": "1", "UV_FIND_LINKS": links, "UV_OFFLINE": "1",
        "UV_CACHE_DIR": str(machine.root / "uv-cache"), "UV_PYTHON_DOWNLOADS": "never",
    }  # fmt: skip
    return machine


@pytest.fixture
def uv(bench: Machine) -> Machine:
    """The same with uv, and a project of its making."""
    workbench.downloaded(UV)
    program = workbench.cache() / UV.replace("==", "-") / "bin/uv"
    (bench.root / "bin/uv").symlink_to(program)
    bench.write("pyproject.toml", "[project]\nname = 'toko'\nversion = '1'\n"
                "requires-python = '>=3.10'\ndependencies = ['flask']\n")  # fmt: skip
    bench.write("main.py", APP)
    do(bench, "uv sync --python python3")
    assert (bench.folder / "uv.lock").exists()
    return bench


def do(machine: Machine, *commands: str) -> None:
    """Type `commands` in the folder, in the shell that they are written for."""
    path = f"{machine.environ['PATH']}:{os.defpath}:/usr/bin"
    done = subprocess.run(
        ["/bin/sh", "-c", " && ".join(commands)], cwd=machine.folder,
        env={**machine.environ, "PATH": path}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, (commands, done.stdout, done.stderr)


def repaired(machine: Machine, expected: str, python: Path | None = None) -> Summary:
    """Find `expected`, do what its first repair says, look again: nothing is wrong any more."""
    summary = machine.check(python=python)
    assert cause(summary) == expected
    do(machine, *summary.problems[0].fixes[0].commands)
    after = machine.check(python=python)
    problems = [finding.id for finding in after.problems]
    # Made anew it is not active yet, which is what comes next and no failure of the repair.
    assert [name for name in problems if name != "venv-inactive"] == []
    assert after.facts.subject is not None
    assert after.facts.subject.report is not None
    assert after.facts.subject.report.works
    return summary


def break_base(machine: Machine) -> None:
    venv = machine.folder / ".venv"
    for link in (venv / "bin").glob("python*"):
        link.unlink()
        link.symlink_to("/nowhere/bin/python3")
    config = (venv / "pyvenv.cfg").read_text().splitlines()
    lines = ["home = /nowhere/bin" if line.startswith("home") else line for line in config]
    (venv / "pyvenv.cfg").write_text("\n".join(lines))


@pytest.mark.slow  # the same commands are carried out where its Python was upgraded
@pytest.mark.parametrize("requirements", ["", "flask\n"])
@pytest.mark.parametrize("named", [False, True])
def test_a_base_that_is_gone(bench: Machine, requirements: str, named: bool) -> None:
    workbench.venv(bench.folder / ".venv")
    break_base(bench)
    if requirements:
        bench.write("requirements.txt", requirements)
    found = repaired(bench, "venv-base-gone", bench.folder / ".venv" if named else None)
    last = found.problems[0].fixes[0].commands[-1]
    assert last.endswith("-r requirements.txt" if requirements else "install Flask")


@pytest.mark.slow  # the same
@pytest.mark.parametrize("way", ["moved", "copied"])
def test_an_environment_of_another_place(bench: Machine, way: str) -> None:
    old = bench.root / "old"
    workbench.venv(old)
    if way == "moved":
        old.rename(bench.folder / ".venv")
    else:
        shutil.copytree(old, bench.folder / ".venv", symlinks=True)
    repaired(bench, "venv-moved")


@pytest.mark.skipif(
    not list(Path.home().glob(".pyenv/versions/3.1[0-3].*/bin/python3")), reason="one Python alone"
)
def test_an_environment_whose_python_was_upgraded(bench: Machine) -> None:
    other = next(
        path
        for path in sorted(Path.home().glob(".pyenv/versions/3.1[0-3].*/bin/python3"))
        if f"{sys.version_info[0]}.{sys.version_info[1]}." not in path.parts[-3]
    )
    venv = bench.folder / ".venv"
    workbench.venv(venv)
    for link in (venv / "bin").glob("python*"):
        link.unlink()
        link.symlink_to(other)
    repaired(bench, "venv-other-python")


def test_packages_without_a_name(bench: Machine, with_pip: Path) -> None:
    workbench.copied(with_pip, bench.folder / ".venv")
    bench.activate(bench.folder / ".venv")
    site = bench.folder / ".venv/lib" / workbench.MINOR / "site-packages"
    next(site.glob("[Ff]lask-*.dist-info/METADATA")).unlink()
    next(site.glob("[Jj]inja2-*.dist-info/METADATA")).write_text("")
    found = repaired(bench, "metadata-broken")
    assert "flask==" in found.problems[0].seen
    assert "jinja2==" in found.problems[0].seen


def test_of_another_package_it_is_only_noted(bench: Machine) -> None:
    site = workbench.venv(bench.folder / ".venv")
    (site / "toko-1.0.dist-info").mkdir()
    summary = bench.check()
    told = next(finding for finding in summary.findings if finding.id == "metadata-broken")
    assert (told.status, "toko==1.0" in told.seen) == ("note", True)


def test_flask_is_added_by_uv_where_there_is_no_pip(uv: Machine) -> None:
    assert uv.check().healthy
    do(uv, "uv pip uninstall -q flask")
    found = repaired(uv, "flask-missing-here")
    assert found.problems[0].fixes[0].commands == ("uv add Flask",)


def test_a_base_that_is_gone_beside_a_lock_of_uv(uv: Machine) -> None:
    break_base(uv)
    found = repaired(uv, "venv-base-gone")
    assert found.problems[0].fixes[0].commands == ("rm -r .venv", "uv sync")


def test_packages_without_a_name_beside_a_lock_of_uv(uv: Machine) -> None:
    site = uv.folder / ".venv/lib" / workbench.MINOR / "site-packages"
    next(site.glob("flask-*.dist-info/METADATA")).unlink()
    found = repaired(uv, "metadata-broken")
    assert found.problems[0].fixes[0].commands[0].startswith("uv pip install --python ")


def test_versions_that_clash_beside_a_lock_of_uv(uv: Machine) -> None:
    site = uv.folder / ".venv/lib" / workbench.MINOR / "site-packages"
    for old in (*site.glob("flask-*.dist-info"), site / "flask"):
        shutil.rmtree(old)
    workbench.put(workbench.downloaded("flask==2.0.3"), site)
    found = repaired(uv, "werkzeug-too-new")
    assert found.problems[0].fixes[0].commands == ("uv add 'Flask>=2.2.5'",)


def test_an_environment_of_uv_without_uv_gets_its_pip(uv: Machine) -> None:
    do(uv, "uv pip uninstall -q flask")
    (uv.root / "bin/uv").unlink()
    assert cause(uv.check()) == "venv-without-pip"
    do(uv, *uv.check().problems[0].fixes[0].commands)
    repaired(uv, "flask-missing-here")


def test_dotenv_is_added_by_uv(uv: Machine) -> None:
    uv.write(".env", "SHOP=buku\n")
    note = next(found for found in uv.check().notes if found.id == "dotenv-not-read")
    assert note.fixes[0].commands == ("uv add python-dotenv",)

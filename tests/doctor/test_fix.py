"""`check-install --fix` as a person meets it: the problem seen, asked about, repaired, gone."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pexpect
import pytest

from flasktutor.doctor import repair
from tests.doctor import workbench
from tests.doctor.command import bare, run, terminal
from tests.doctor.conftest import Machine, cause

__all__ = ["bare"]
APP = "from flask import Flask\n{line}\napp = Flask(__name__)\n"
WHEELS = ("Flask-Login==0.6.3", "setuptools==80.9.0", "python-dotenv==1.1.1")


@pytest.fixture
def site(machine: Machine, with_pip: Path) -> Path:
    """The packages of an active environment with pip and Flask; pip finds ours and no others."""
    links = str(workbench.wheels(*WHEELS))
    machine.environ |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": links}
    venv = machine.folder / ".venv"
    workbench.copied(with_pip, venv)
    machine.activate(venv)
    return venv / "lib" / workbench.MINOR / "site-packages"


def pip(machine: Machine, *words: str) -> None:
    command = [str(machine.folder / ".venv/bin/python"), "-m", "pip", "-q"]
    subprocess.run([*command, *words], env=machine.environ, check=True)


def installed(site: Path) -> set[str]:
    """What lies in an environment, by its description: `flask-3.1.2`."""
    return {path.stem.lower().replace("_", "-") for path in site.glob("*.dist-info")}


def fixed(machine: Machine, *options: str, asked: int = 1) -> str:
    """Say yes to each question of `--fix`; all that it printed. The exit code has to be 0."""
    child = terminal(machine, "--fix", *options)
    before = ""
    for _step in range(asked):
        child.expect(r"Do this now\? \[Y/n\]:")
        before += str(child.before)
        child.sendline("y")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0, (before, child.before)
    return before + str(child.before)


def test_fix_does_nothing_without_a_terminal(bare: Machine) -> None:
    done = run(bare, "--fix")
    assert done.returncode == 1
    assert "Nothing was changed" in done.stdout
    assert not (bare.folder / ".venv").exists()


def test_fix_leaves_everything_as_it_is_when_told_so(bare: Machine) -> None:
    child = terminal(bare, "--fix")
    child.expect("-m venv ")
    child.expect("Do this now")
    child.sendline("n")
    child.expect("Left as it is")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
    assert not (bare.folder / ".venv").exists()


def test_fix_makes_an_environment_with_flask(bare: Machine) -> None:
    wheels = workbench.wheels()
    bare.environ |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)}
    before = sorted((bare.root / "usr/lib").rglob("*.dist-info"))
    child = terminal(bare, "--fix")
    for _step in range(2):
        child.expect("Do this now")
        child.sendline("y")
    child.expect("is here; ")  # made, but not active in this terminal yet
    child.expect("activate")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
    bare.activate(bare.folder / ".venv")
    assert run(bare).returncode == 0
    assert sorted((bare.root / "usr/lib").rglob("*.dist-info")) == before


def test_fix_brings_an_extension_up_to_date(machine: Machine, site: Path) -> None:
    machine.write("app.py", APP.format(line="from flask_login import LoginManager"))
    workbench.put(workbench.downloaded("flask-login==0.6.2"), site)
    before = installed(site)
    shown = fixed(machine, "--app", "app")
    assert "Flask-Login 0.6.2 does not fit Werkzeug" in shown
    assert "Changed: flask-login 0.6.2 → 0.6.3." in shown
    assert "python -m pip install --no-deps flask-login==0.6.2" in shown
    assert "your app starts" in shown
    assert installed(site) ^ before == {"flask-login-0.6.2", "flask-login-0.6.3"}


def test_fix_brings_back_what_setuptools_lost(machine: Machine, site: Path) -> None:
    machine.write("app.py", APP.format(line="import pkg_resources"))
    pip(machine, "uninstall", "-y", "setuptools")
    shown = fixed(machine, "--app", "app")
    assert "pip install 'setuptools<81'" in shown
    assert "your app starts" in shown


def test_fix_installs_what_reads_dotenv_files(machine: Machine, site: Path) -> None:
    machine.write("app.py", APP.format(line="import os; os.environ['TOKO']"))
    machine.write(".env", "TOKO=buku\n")
    shown = fixed(machine, "--app", "app")
    assert "Changed: python-dotenv – → 1.1.1." in shown
    assert "brings the old ones back" not in shown  # nothing was there before
    assert "your app starts" in shown


def test_fix_describes_packages_anew(machine: Machine, site: Path) -> None:
    machine.write("app.py", APP.format(line=""))
    next(site.glob("[Jj]inja2-*.dist-info/METADATA")).write_text("")
    shown = fixed(machine, "--app", "app")
    assert "--no-deps jinja2==" in shown
    assert next(site.glob("[Jj]inja2-*.dist-info/METADATA")).stat().st_size


def test_fix_works_without_pip_where_uv_is(machine: Machine, site: Path) -> None:
    workbench.downloaded("uv==0.13.9")
    links = machine.environ["PIP_FIND_LINKS"]
    machine.environ |= {"UV_NO_INDEX": "1", "UV_FIND_LINKS": links, "UV_OFFLINE": "1",
                        "UV_CACHE_DIR": str(machine.root / "uv-cache")}  # fmt: skip
    (machine.root / "bin").mkdir()
    (machine.root / "bin/uv").symlink_to(workbench.cache() / "uv-0.13.9/bin/uv")
    machine.path(machine.folder / ".venv/bin", machine.root / "bin")
    workbench.put(workbench.downloaded("flask-login==0.6.2"), site)
    machine.write("app.py", APP.format(line="from flask_login import LoginManager"))
    pip(machine, "uninstall", "-y", "pip")
    shown = fixed(machine, "--app", "app")
    assert "uv pip install --python python --no-deps flask-login==0.6.2" in shown
    assert "your app starts" in shown


def offered(machine: Machine, load: float = 0) -> list[repair.RepairStep]:
    return list(repair.steps(machine.check(load=load)))


def test_fix_does_what_the_finding_shows(machine: Machine, site: Path) -> None:
    workbench.drop(site, "flask")
    summary = machine.check()
    (step,) = repair.steps(summary)
    python = f"{machine.folder}/.venv/bin/python"
    assert step.command == (python, "-m", "pip", "install", "Flask")
    assert summary.problems[0].fixes[0].commands == ("python -m pip install Flask",)


def test_fix_installs_no_name_that_was_only_read_in_an_error(machine: Machine, site: Path) -> None:
    """Anyone may have taken that name."""
    machine.write("app.py", APP.format(line="import flask_tokobuku"))
    summary = machine.check(load=20)
    assert cause(summary) == "other-module-missing"
    assert "pip install" in summary.problems[0].fixes[0].commands[0]
    assert offered(machine, load=20) == []


def test_fix_leaves_the_learners_code_alone(machine: Machine, site: Path) -> None:
    machine.write("app.py", APP.format(line="from moto import mock_s3"))
    workbench.put(workbench.downloaded("moto==5.0.0"), site)
    summary = machine.check()
    assert cause(summary) == "moto-5-mocks"
    assert offered(machine) == []


def test_fix_deletes_no_environment(machine: Machine, site: Path) -> None:
    """A moved one has to be made anew, which takes the old one away."""
    moved = machine.root / "moved"
    shutil.move(machine.folder / ".venv", moved)
    machine.activate(moved)
    assert cause(machine.check()) == "venv-moved"
    assert offered(machine) == []


def test_fix_changes_no_python_outside_of_an_environment(machine: Machine) -> None:
    prefix = machine.root / "usr"
    place = workbench.system(prefix, packages=workbench.installed(*workbench.FLASK))
    workbench.drop(place, "werkzeug")
    for requirement in ("werkzeug==3.1.3", "flask-login==0.6.2"):
        workbench.put(workbench.downloaded(requirement), place)
    machine.path(prefix / "bin")
    machine.write("app.py", APP.format(line="from flask_login import LoginManager"))
    assert cause(machine.check()) == "flask-login-werkzeug-3"
    assert offered(machine) == []

"""Packages that are missing, clash or are half there, in real environments."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.doctor import workbench
from tests.doctor.conftest import Machine, cause

pytestmark = pytest.mark.sweep


@pytest.fixture
def site(machine: Machine) -> Path:
    """The site-packages of an active environment with today's Flask."""
    site = workbench.venv(machine.folder / ".venv")
    machine.activate(machine.folder / ".venv")
    return site


def test_flask_is_missing_in_an_environment(machine: Machine) -> None:
    workbench.venv(machine.folder / ".venv", packages=[])
    machine.activate(machine.folder / ".venv")
    summary = machine.check()
    assert cause(summary) == "flask-missing-here"
    assert summary.problems[0].fixes[0].commands == ("python -m pip install Flask",)


def test_neither_flask_nor_pip(machine: Machine) -> None:
    workbench.venv(machine.folder / ".venv", packages=[], pip=False)
    machine.activate(machine.folder / ".venv")
    summary = machine.check()
    assert cause(summary) == "venv-without-pip"
    assert summary.problems[0].fixes[0].commands == ("python -m ensurepip --upgrade",)


def test_a_system_python_without_flask(machine: Machine) -> None:
    workbench.system(machine.root / "usr")
    machine.path(machine.root / "usr/bin")
    summary = machine.check()
    assert cause(summary) == "flask-missing"
    assert summary.problems[0].fixes[0].commands[0] == "python -m venv .venv"


def test_an_externally_managed_python(machine: Machine) -> None:
    workbench.system(machine.root / "usr", managed=True)
    machine.path(machine.root / "usr/bin")
    summary = machine.check()
    assert cause(summary) == "flask-missing-managed"
    assert summary.problems[0].fixes[0].commands == (
        "python -m venv .venv",
        ".venv/bin/python -m pip install Flask",
        ". .venv/bin/activate",
    )


def test_a_python_that_cannot_make_environments(machine: Machine) -> None:
    workbench.system(machine.root / "usr", managed=True, without=("ensurepip",))
    machine.path(machine.root / "usr/bin")
    assert cause(machine.check()) == "ensurepip-missing"


def test_a_python_without_ssl(machine: Machine) -> None:
    workbench.system(machine.root / "usr", without=("ssl.py",))
    machine.path(machine.root / "usr/bin")
    assert cause(machine.check()) == "python-without-ssl"


def test_a_system_python_without_pip(machine: Machine) -> None:
    site = workbench.system(machine.root / "usr")
    shutil.rmtree(site / "pip")
    machine.path(machine.root / "usr/bin")
    assert cause(machine.check()) == "system-pip-missing"


def test_pip_served_another_python(machine: Machine) -> None:
    workbench.system(machine.root / "one")
    workbench.system(machine.root / "two", packages=workbench.installed(*workbench.FLASK))
    (machine.root / "two/bin/python").unlink()
    (machine.root / "one/bin/python3").rename(machine.root / "one/bin/real")
    (machine.root / "one/bin/python").unlink()
    (machine.root / "one/bin/real").rename(machine.root / "one/bin/python")
    machine.path(machine.root / "one/bin", machine.root / "two/bin")
    summary = machine.check()
    assert cause(summary) == "flask-elsewhere"
    assert str(machine.root / "two/bin/python3") in summary.problems[0].seen


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        (("flask==2.0.3", "werkzeug==3.0.1"), "werkzeug-too-new"),
        (("flask==2.3.0", "werkzeug==3.1.3"), "werkzeug-version-gone"),
        (("flask==1.1.4", "werkzeug==1.0.1", "itsdangerous==1.1.0"), "jinja-too-new"),
        (("flask==1.1.4", "werkzeug==1.0.1", "itsdangerous==1.1.0", "jinja2==2.11.3"),
         "markupsafe-too-new"),
        (("flask==1.1.4", "werkzeug==1.0.1", "jinja2==3.0.3", "markupsafe==2.0.1"),
         "itsdangerous-too-new"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_versions_that_clash(
    machine: Machine, site: Path, versions: tuple[str, ...], expected: str
) -> None:
    for requirement in versions:
        workbench.drop(site, requirement.partition("==")[0])
        workbench.put(workbench.downloaded(requirement), site)
    summary = machine.check()
    assert cause(summary) == expected
    assert summary.problems[0].fixes[0].commands[0].startswith("python -m pip install ")
    assert len(summary.problems) == 1


def test_a_missing_dependency(machine: Machine, site: Path) -> None:
    workbench.drop(site, "itsdangerous")
    summary = machine.check()
    assert cause(summary) == "dependency-missing"
    assert "itsdangerous" in summary.problems[0].means


def test_a_dependency_that_is_too_old_for_this_flask(machine: Machine, site: Path) -> None:
    info = next(site.glob("werkzeug-*.dist-info"))
    info.rename(site / "werkzeug-2.0.0.dist-info")
    (site / "werkzeug/local.py").write_text("")
    summary = machine.check()
    assert cause(summary) == "dependency-outdated"
    assert "2.0.0" in summary.problems[0].means


def test_an_interrupted_installation(machine: Machine, site: Path) -> None:
    (site / "flask/__init__.py").unlink()
    (site / "~lask").mkdir()
    summary = machine.check()
    assert cause(summary) == "flask-half-installed"


def test_an_error_that_nobody_foresaw(machine: Machine, site: Path) -> None:
    (site / "flask/app.py").write_text("raise ZeroDivisionError('cosmic rays')\n")
    summary = machine.check()
    assert cause(summary) == "flask-fails"
    assert "cosmic rays" in summary.problems[0].seen
    assert "werkzeug" in summary.problems[0].why
    assert summary.problems[0].fixes[0].commands


def test_pythonpath_that_brings_an_old_flask(machine: Machine, site: Path) -> None:
    old = machine.root / "old"
    workbench.put(workbench.downloaded("flask==2.0.3"), old)
    machine.environ["PYTHONPATH"] = str(old)
    summary = machine.check()
    assert site.is_dir()
    assert cause(summary) == "pythonpath-set"
    assert summary.problems[0].fixes[0].commands == ("unset PYTHONPATH",)


def test_pythonpath_is_only_noted_when_flask_works(machine: Machine) -> None:
    workbench.venv(machine.folder / ".venv", packages=[])
    machine.activate(machine.folder / ".venv")
    packages = machine.root / "packages"
    workbench.put(workbench.installed(*workbench.FLASK), packages)
    machine.environ["PYTHONPATH"] = str(packages)
    summary = machine.check()
    assert summary.healthy
    assert "pythonpath-set" in {finding.id for finding in summary.notes}


def test_a_flask_command_of_another_environment(machine: Machine, site: Path) -> None:
    (machine.folder / ".venv/bin/flask").unlink()
    workbench.venv(machine.root / "other")
    machine.path(machine.folder / ".venv/bin", machine.root / "other/bin")
    assert site.is_dir()
    assert cause(machine.check()) == "flask-command-elsewhere"


@pytest.mark.parametrize("named", [True, False])
def test_a_flask_command_of_another_environment_is_nothing_in_order(
    machine: Machine, named: bool
) -> None:
    """Neither beside an environment that was named, nor beside a system's Python."""
    workbench.venv(machine.root / "other")
    (machine.root / "bin").mkdir()
    (machine.root / "bin/flask").symlink_to(machine.root / "other/bin/flask")
    workbench.venv(machine.root / "meant")
    workbench.system(machine.root / "usr", packages=workbench.installed(*workbench.FLASK))
    machine.path(machine.root / "bin", machine.root / "usr/bin")
    summary = machine.check(python=machine.root / "meant" if named else None)
    assert summary.healthy
    (told,) = (finding for finding in summary.findings if finding.area == "command")
    assert (told.id, told.status) == ("flask-command-elsewhere", "note")


def test_a_flask_command_that_hides_its_python_is_not_called_in_order(machine: Machine) -> None:
    workbench.system(machine.root / "usr", packages=workbench.installed(*workbench.FLASK))
    workbench.stub(machine.root / "bin/flask", "exec /somewhere/flask")
    machine.path(machine.root / "bin", machine.root / "usr/bin")
    (told,) = (finding for finding in machine.check().findings if finding.area == "command")
    assert (told.id, told.status) == ("flask-command", "note")


def test_a_flask_command_of_the_same_python_elsewhere(machine: Machine) -> None:
    """As in ~/.local/bin, or where a system keeps its commands."""
    workbench.system(machine.root / "usr", packages=workbench.installed(*workbench.FLASK))
    (machine.root / "local/bin").mkdir(parents=True)
    workbench.script(machine.root / "local/bin/flask", machine.root / "usr/bin/python3")
    machine.path(machine.root / "local/bin", machine.root / "usr/bin")
    (told,) = (finding for finding in machine.check().findings if finding.area == "command")
    assert (told.id, told.status) == ("flask-command", "ok")


def test_no_flask_command_is_only_noted(machine: Machine, site: Path) -> None:
    (machine.folder / ".venv/bin/flask").unlink()
    summary = machine.check()
    assert site.is_dir()
    assert summary.healthy
    assert "flask-command-missing" in {finding.id for finding in summary.notes}


def test_a_place_for_packages_that_is_yet_to_be_made(machine: Machine) -> None:
    """As Debian's `dist-packages`: pip makes it where it may."""
    shutil.rmtree(workbench.system(machine.root / "usr"))
    machine.path(machine.root / "usr/bin")
    assert cause(machine.check()) == "system-pip-missing"


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(machine: Machine) -> None:
    site = workbench.system(machine.root / "usr")
    site.chmod(0o555)
    machine.path(machine.root / "usr/bin")
    assert cause(machine.check()) == "pip-no-permission"

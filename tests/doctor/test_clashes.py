"""Packages on the list of clashes are found among what is installed, with no error at hand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from flasktutor import language
from flasktutor.doctor.summary import Summary
from tests.doctor import workbench
from tests.doctor.conftest import Machine, cause

APP = "from flask import Flask\n{line}\napp = Flask(__name__)\n"


@pytest.fixture
def site(machine: Machine) -> Path:
    """The site-packages of an active environment with today's Flask."""
    site = workbench.venv(machine.folder / ".venv")
    machine.activate(machine.folder / ".venv")
    return site


def with_packages(machine: Machine, site: Path, line: str, *requirements: str) -> Summary:
    """What is found of an app with `line` at its top and `requirements` installed."""
    machine.write("app.py", APP.format(line=line))
    for requirement in requirements:
        workbench.put(workbench.downloaded(requirement), site)
    return machine.check()


def test_an_extension_that_is_too_old(machine: Machine, site: Path) -> None:
    line = "from flask_login import LoginManager"
    workbench.drop(site, "werkzeug")
    summary = with_packages(machine, site, line, "flask-login==0.6.2", "werkzeug==3.1.3")
    assert cause(summary) == "flask-login-werkzeug-3"
    assert summary.problems[0].means == "Flask-Login 0.6.2 does not fit Werkzeug 3.1.3."
    assert summary.problems[0].seen == "Flask-Login 0.6.2, Werkzeug 3.1.3"
    commands = summary.problems[0].fixes[0].commands
    assert commands == ("python -m pip install 'Flask-Login>=0.6.3'",)


def test_one_that_fits_is_in_order(machine: Machine, site: Path) -> None:
    line = "from flask_login import LoginManager"
    summary = with_packages(machine, site, line, "flask-login==0.6.3")
    assert cause(summary) == ""
    assert "clashes" in {finding.id for finding in summary.findings}


def test_one_that_no_file_imports_is_left_alone(machine: Machine, site: Path) -> None:
    assert cause(with_packages(machine, site, "", "flask-login==0.6.2")) == ""


def test_one_that_another_package_brings_along(machine: Machine, site: Path) -> None:
    """The app imports an extension, and what that one stands on clashes."""
    summary = with_packages(machine, site, "import flask_jwt", "flask-jwt==0.3.2", "pyjwt==1.4.2")
    assert cause(summary) == "pyjwt-python-3-10"
    assert cause(with_packages(machine, site, "import flask_login", "flask-login==0.6.3")) == ""


def test_a_licence_among_the_metadata_hides_no_requirement(machine: Machine, site: Path) -> None:
    """Its empty lines are indented; only a line with nothing in it ends the headers."""
    with_packages(machine, site, "import flask_jwt", "flask-jwt==0.3.2", "pyjwt==1.4.2")
    metadata = next(site.glob("[Ff]lask_[Jj][Ww][Tt]-*.dist-info")) / "METADATA"
    metadata.write_text("License: Use it\n        \n        freely.\n" + metadata.read_text())
    assert cause(machine.check()) == "pyjwt-python-3-10"


def test_what_an_older_pip_installed_has_its_requirements_too(machine: Machine, site: Path) -> None:
    """Without `wheel`, pip before 23.1 (Debian 12, Ubuntu 22.04) let setuptools install it so."""
    with_packages(machine, site, "import flask_jwt", "flask-jwt==0.3.2", "pyjwt==1.4.2")
    shutil.rmtree(next(site.glob("[Ff]lask_[Jj][Ww][Tt]-*.dist-info")))
    info = site / "Flask_JWT-0.3.2-py3.11.egg-info"
    info.mkdir()
    (info / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: Flask-JWT\nVersion: 0.3.2\n")
    (info / "requires.txt").write_text("Flask>=0.9\nPyJWT<1.5.0,>=1.4.0\n\n[test]\nmoto\n")
    summary = machine.check()
    assert cause(summary) == "pyjwt-python-3-10"
    subject = summary.facts.subject
    assert subject
    assert subject.report
    assert subject.report.distributions["flask-jwt"] == ("0.3.2", ("flask", "pyjwt"))


def test_what_setuptools_no_longer_brings(machine: Machine, site: Path) -> None:
    line = "from flask_limiter import Limiter"
    summary = with_packages(machine, site, line, "flask-limiter==1.4")
    assert cause(summary) == "flask-limiter-setuptools-82"
    assert summary.problems[0].seen == "Flask-Limiter 1.4, no setuptools"
    assert "which is not installed here" in summary.problems[0].means
    assert cause(with_packages(machine, site, line, "setuptools==75.0.0")) == ""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("from moto import mock_s3", "moto-5-mocks"),
        ("from moto import mock_aws", ""),
    ],
)
def test_code_written_for_an_older_release(
    machine: Machine, site: Path, line: str, expected: str
) -> None:
    assert cause(with_packages(machine, site, line, "moto==5.0.0")) == expected


def test_a_module_that_only_some_use(machine: Machine, site: Path) -> None:
    packages = ("flask-admin==1.6.0", "sqlalchemy==2.0.40")
    assert cause(with_packages(machine, site, "from flask_admin import Admin", *packages)) == ""
    line = "from flask_admin.contrib.sqla import ModelView"
    assert cause(with_packages(machine, site, line)) == "flask-admin-sqlalchemy-2"


def test_what_depends_on_a_setting_is_not_called_a_problem(machine: Machine, site: Path) -> None:
    line = "from flask_session import Session"
    assert cause(with_packages(machine, site, line, "flask-session==0.5.0")) == ""


def test_flasks_own_clashes_are_named_once(machine: Machine, site: Path) -> None:
    workbench.drop(site, "flask")
    workbench.drop(site, "werkzeug")
    summary = with_packages(machine, site, "", "flask==2.0.3", "werkzeug==3.0.1")
    assert cause(summary) == "werkzeug-too-new"
    assert len(summary.problems) == 1
    assert "clashes" not in {finding.id for finding in summary.findings}


def test_speaks_the_language_in_use(machine: Machine, site: Path) -> None:
    language.use("id")
    line = "from flask_login import LoginManager"
    workbench.drop(site, "werkzeug")
    summary = with_packages(machine, site, line, "flask-login==0.6.2", "werkzeug==3.1.3")
    assert summary.problems[0].means == "Flask-Login 0.6.2 tidak cocok dengan Werkzeug 3.1.3."

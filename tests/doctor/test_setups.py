"""Set-ups as people have them, beyond one environment with one app.py: what is said runs there."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from flasktutor.causes.system import Shell, System
from flasktutor.doctor.checks import judge
from flasktutor.doctor.findings import Finding
from flasktutor.doctor.summary import Summary
from tests.doctor import workbench
from tests.doctor.command import run
from tests.doctor.conftest import Machine, cause

APP = "from flask import Flask\n\napp = Flask(__name__)\n"
WANTS = "from flask import Flask\n\ndef create_app(mode):\n    return Flask(__name__)\n"


def active(machine: Machine) -> Path:
    """An active environment with Flask; its packages."""
    site = workbench.venv(machine.folder / ".venv")
    machine.activate(machine.folder / ".venv")
    return site


def found(summary: Summary, name: str) -> Finding:
    return next(finding for finding in summary.findings if finding.id == name)


@pytest.fixture
def pipx(machine: Machine) -> Machine:
    """A Python without Flask, and a command `flask` that pipx has put on PATH."""
    workbench.system(machine.root / "usr")
    home = machine.root / "pipx/venvs/flask"
    workbench.venv(home, pip=False)
    (machine.root / "bin").mkdir()
    (machine.root / "bin/flask").symlink_to(home / "bin/flask")
    machine.path(machine.root / "bin", machine.root / "usr/bin")
    machine.write("app.py", APP)
    return machine


def test_flask_that_pipx_installed_counts_where_python_has_none(pipx: Machine) -> None:
    summary = pipx.check(load=20)
    assert summary.healthy
    assert found(summary, "app").status == "ok"
    told = found(summary, "flask-command")
    assert told.status == "note"
    assert f"“python” starts {pipx.root}/usr/bin/python, which has no Flask" in told.seen


def test_it_does_not_count_where_an_environment_is_meant(pipx: Machine) -> None:
    workbench.venv(pipx.folder / ".venv", packages=[])
    assert cause(pipx.check()) == "flask-missing-here"
    pipx.activate(pipx.folder / ".venv")
    assert cause(pipx.check()) == "flask-missing-here"


def test_what_is_installed_where_no_pip_is_begins_with_pip(pipx: Machine) -> None:
    """Whichever the repair: this Python has to have pip first."""
    pipx.write("app.py", f"import flask_login\n{APP}")
    summary = pipx.check(load=20)
    assert cause(summary) == "other-module-missing"
    python = f"{pipx.root}/pipx/venvs/flask/bin/python"
    assert summary.problems[0].fixes[0].commands == (
        f"{python} -m ensurepip --upgrade", f"{python} -m pip install Flask-Login",
    )  # fmt: skip


def test_an_environment_of_poetry_lacks_no_pip_to_fail(machine: Machine) -> None:
    """What does not fit is the cause, though pip has to come first to mend it."""
    site = workbench.venv(machine.folder / ".venv", pip=False)
    machine.write("poetry.lock")
    machine.activate(machine.folder / ".venv")
    for old, requirement in (("flask", "flask==2.0.3"), ("werkzeug", "werkzeug==3.0.1")):
        workbench.drop(site, old)
        workbench.put(workbench.downloaded(requirement), site)
    summary = machine.check()
    assert cause(summary) == "werkzeug-too-new"
    assert summary.problems[0].fixes[0].commands == (
        "python -m ensurepip --upgrade", "python -m pip install 'Flask>=2.2.5'",
    )  # fmt: skip


def test_the_other_environment_here_is_the_one_with_flask(machine: Machine) -> None:
    workbench.venv(machine.folder / ".venv")
    workbench.venv(machine.folder / "venv", packages=[])
    machine.activate(machine.folder / "venv")
    summary = machine.check()
    assert cause(summary) == "venv-inactive"
    assert summary.problems[0].fixes[0].commands == (". .venv/bin/activate",)
    assert "“.venv/bin/python”" in summary.problems[0].seen


def test_where_no_app_is_seen_that_is_said(machine: Machine) -> None:
    """As in the folder of this project, right after the first command of its README."""
    active(machine)
    machine.write("packages/toko/toko/__init__.py", APP)  # a workspace: further down than is read
    summary = machine.check()
    assert summary.healthy
    assert "none was loaded" in found(summary, "app-not-seen").seen
    assert summary.as_json()["app"] is None


def test_an_app_whose_factory_wants_something_is_said_not_to_be_loaded(machine: Machine) -> None:
    active(machine)
    machine.write("shop/__init__.py", WANTS)
    summary = machine.check()
    how = found(summary, "app-not-loaded").fixes[0].commands
    assert how == ("flasktutor check-install --app 'shop:create_app(...)'",)
    assert "“shop:create_app(...)”" in found(summary, "app-not-found").seen
    given = "shop:create_app('dev')"
    again = run(machine, "--app", given)
    assert again.returncode == 0
    assert "your app starts" in again.stdout


@pytest.mark.parametrize(
    ("shell", "written"),
    [
        ("sh", "flask --app 'shop:create_app(...)' run"),
        ("cmd", 'flask --app "shop:create_app(...)" run'),
        ("powershell", 'flask --app "shop:create_app(...)" run'),
    ],
)
def test_a_call_is_quoted_as_the_shell_wants_it(
    machine: Machine, shell: Shell, written: str
) -> None:
    machine.write("shop/__init__.py", WANTS)
    active(machine)
    system = System("linux" if shell == "sh" else "windows", shell)
    told = judge(replace(machine.check().facts, system=system))
    (note,) = (one for one in told if one.id == "app-not-found")
    assert note.fixes[0].commands == (written,)


def test_what_is_to_be_run_again_is_quoted_too(machine: Machine) -> None:
    active(machine)
    machine.write("shop/__init__.py", f"{WANTS}import flask_toko\n")
    shown = " ".join(run(machine, "--app", "shop:create_app('dev')").stdout.split())
    again = shown.split("Then run “")[1].split("”")[0]
    assert again == "flasktutor check-install --app 'shop:create_app('\\''dev'\\'')'"
    words = subprocess.run(
        ["/bin/sh", "-c", again.replace("flasktutor", "printf '%s\\n'")], capture_output=True,
        text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    assert words[-1] == "shop:create_app('dev')"


def test_a_half_installed_flask_beside_requirements_is_installed_anew(machine: Machine) -> None:
    """A file of requirements is what a new environment gets, and no repair of this one."""
    site = active(machine)
    (site / "~lask").mkdir()
    workbench.drop(site, "werkzeug")
    (site / "flask/app.py").unlink()
    machine.write("requirements.txt", "flask\n")
    told = found(machine.check(), "flask-half-installed")
    assert told.fixes[0].commands == ("python -m pip install --force-reinstall Flask",)
    anew = told.fixes[1].commands
    assert anew[-1].endswith("pip install -r requirements.txt")


@pytest.mark.parametrize("app", ["src/toko", "toko"])
def test_a_project_in_src_that_is_installed_by_a_link(machine: Machine, app: str) -> None:
    site = active(machine)
    machine.write("src/toko/__init__.py", "from flask import Flask\nfrom .config import NAME\n\n"
                  "def create_app():\n    return Flask(NAME)\n")  # fmt: skip
    machine.write("src/toko/config.py", "NAME = __package__\n")
    (site / "toko.pth").write_text(f"{machine.folder}/src\n")
    assert machine.check(app=app, load=20).healthy


def test_a_package_seen_from_inside(machine: Machine) -> None:
    """Flask itself goes up to where the package begins."""
    active(machine)
    machine.write("toko/__init__.py")
    machine.write("toko/config.py", "NAME = 'toko'\n")
    machine.write("toko/app.py", f"from .config import NAME\n{APP}")
    assert machine.check(app="toko.app", load=20).healthy
    machine.folder = machine.folder / "toko"
    assert machine.check(app="app", load=20).healthy

"""No false alarm: set-ups in which Flask works give no problem."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.doctor import workbench
from tests.doctor.conftest import Machine

APP = "from flask import Flask\n\napp = Flask(__name__)\n"
FACTORY = "from flask import Flask\n\ndef create_app(config=None):\n    return Flask(__name__)\n"
HEALTHY: dict[str, Callable[[Machine], None]] = {}


def healthy(build: Callable[[Machine], None]) -> Callable[[Machine], None]:
    HEALTHY[build.__name__] = build
    return build


def active_venv(machine: Machine) -> Path:
    venv = machine.folder / ".venv"
    workbench.venv(venv)
    machine.activate(venv)
    return venv


@healthy
def venv_with_app(machine: Machine) -> None:
    active_venv(machine)
    machine.write("app.py", APP)


@healthy
def venv_in_the_folder_above(machine: Machine) -> None:
    active_venv(machine)
    machine.folder = machine.folder / "inner"
    machine.folder.mkdir()


@healthy
def venv_elsewhere_with_spaces(machine: Machine) -> None:
    venv = machine.root / "my envs" / "toko buku"
    workbench.venv(venv)
    machine.activate(venv)


@healthy
def system_python_with_flask(machine: Machine) -> None:
    prefix = machine.root / "usr"
    workbench.system(prefix, packages=workbench.installed(*workbench.FLASK))
    machine.path(prefix / "bin")


@healthy
def user_site(machine: Machine) -> None:
    prefix = machine.root / "usr"
    workbench.system(prefix, managed=True)
    del machine.environ["PYTHONNOUSERSITE"]
    local = Path(machine.environ["HOME"], ".local")
    site = local / "lib" / workbench.MINOR / "site-packages"
    workbench.put(workbench.installed(*workbench.FLASK), site)
    machine.path(prefix / "bin")


@healthy
def conda_like(machine: Machine) -> None:
    prefix = machine.root / "miniconda3"
    workbench.system(prefix, packages=workbench.installed(*workbench.FLASK))
    (prefix / "conda-meta").mkdir()
    machine.environ["CONDA_PREFIX"] = str(prefix)
    machine.path(prefix / "bin")


@healthy
def uv_project_not_activated(machine: Machine) -> None:
    venv = machine.folder / ".venv"
    workbench.venv(venv, pip=False)
    with (venv / "pyvenv.cfg").open("a") as config:
        config.write("uv = 0.9.2\n")
    machine.write("uv.lock", "version = 1\n")
    prefix = machine.root / "usr"
    workbench.system(prefix)
    machine.path(prefix / "bin")
    machine.write("main.py", APP)


@healthy
def debian_packages(machine: Machine) -> None:
    prefix = machine.root / "usr"
    site = workbench.system(prefix, packages=workbench.installed(*workbench.FLASK), managed=True)
    for info in list(site.glob("*.dist-info")):
        (info / "RECORD").unlink(missing_ok=True)
        if info.name.lower().startswith("flask"):
            info.rename(info.with_suffix(".egg-info"))
    machine.path(prefix / "bin")


@healthy
def pipx_like(machine: Machine) -> None:
    """The tutor lives in another environment, which is not active and comes last."""
    active_venv(machine)
    tutor = machine.root / "pipx/venvs/flasktutor"
    workbench.venv(tutor, packages=[])
    machine.path(machine.folder / ".venv/bin", tutor / "bin")


@healthy
def factory_app(machine: Machine) -> None:
    active_venv(machine)
    machine.write("app.py", FACTORY)


@healthy
def package_app(machine: Machine) -> None:
    active_venv(machine)
    machine.write("flaskr/__init__.py", FACTORY)
    machine.write("flaskr/db.py", "import sqlite3\nfrom flask import current_app, g\n")


@healthy
def app_of_another_name(machine: Machine) -> None:
    active_venv(machine)
    machine.write("hello.py", APP)


@healthy
def wsgi_that_imports_its_app(machine: Machine) -> None:
    active_venv(machine)
    machine.write("wsgi.py", "from shop import create_app\n\napplication = create_app()\n")
    machine.write("shop/__init__.py", FACTORY)


@healthy
def files_with_common_names(machine: Machine) -> None:
    active_venv(machine)
    machine.write("app.py", APP)
    machine.write("test.py", "print('hi')\n")
    machine.write("calendar_view.py")
    machine.write("flask/notes.txt")  # a folder without __init__ shadows nothing


@healthy
def stale_pythonpath(machine: Machine) -> None:
    active_venv(machine)
    machine.environ["PYTHONPATH"] = str(machine.root / "tools")


@healthy
def older_flask(machine: Machine) -> None:
    venv = machine.folder / "venv"
    site = workbench.venv(venv)
    workbench.drop(site, "flask")
    workbench.put(workbench.downloaded("flask==2.3.3"), site)
    machine.activate(venv)
    machine.write("app.py", "from flask import Flask, Markup\n\napp = Flask(__name__)\n")


@healthy
def flask_app_names_a_factory(machine: Machine) -> None:
    active_venv(machine)
    machine.environ["FLASK_APP"] = "shop:create_app('dev')"
    machine.write("shop/__init__.py", FACTORY)


@pytest.mark.parametrize("build", HEALTHY.values(), ids=list(HEALTHY))
def test_gives_no_problem(machine: Machine, build: Callable[[Machine], None]) -> None:
    build(machine)
    summary = machine.check()
    assert [finding for finding in summary.findings if finding.status == "problem"] == []
    assert summary.facts.subject is not None
    assert summary.facts.subject.report is not None
    assert summary.facts.subject.report.works


def test_another_port_is_no_problem_when_the_usual_one_is_taken(machine: Machine) -> None:
    active_venv(machine)
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        assert [f.id for f in machine.check(port=taken).problems] == ["port-taken"]
        assert machine.check().healthy


def test_a_named_python_is_the_one_examined(machine: Machine) -> None:
    venv = machine.root / "other"
    workbench.venv(venv)
    machine.path(Path(os.defpath.split(":")[0]))
    for named in (venv, venv / "bin/python"):
        summary = machine.check(python=named)
        assert summary.healthy
        assert summary.facts.subject is not None
        assert summary.facts.subject.path == str(venv / "bin/python")

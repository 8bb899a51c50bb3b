"""Owns environments in which Flask works: of each tool, in each place, reached in each way."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.doctor import workbench
from tests.doctor.conftest import Machine
from tests.doctor.healthy import APP, FACTORY, SetUps, active_venv

ENVIRONMENTS = SetUps()


@ENVIRONMENTS.add
def venv_with_app(machine: Machine) -> None:
    active_venv(machine)
    machine.write("app.py", APP)


@ENVIRONMENTS.add
def venv_in_the_folder_above(machine: Machine) -> None:
    active_venv(machine)
    machine.folder = machine.folder / "inner"
    machine.folder.mkdir()


@ENVIRONMENTS.add
def venv_elsewhere_with_spaces(machine: Machine) -> None:
    venv = machine.root / "my envs" / "toko buku"
    workbench.venv(venv)
    machine.activate(venv)


@ENVIRONMENTS.add
def system_python_with_flask(machine: Machine) -> None:
    prefix = machine.root / "usr"
    workbench.system(prefix, packages=workbench.installed(*workbench.FLASK))
    machine.path(prefix / "bin")


@ENVIRONMENTS.add
def user_site(machine: Machine) -> None:
    prefix = machine.root / "usr"
    workbench.system(prefix, managed=True)
    del machine.environ["PYTHONNOUSERSITE"]
    local = Path(machine.environ["HOME"], ".local")
    site = local / "lib" / workbench.MINOR / "site-packages"
    workbench.put(workbench.installed(*workbench.FLASK), site)
    machine.path(prefix / "bin")


@ENVIRONMENTS.add
def conda_like(machine: Machine) -> None:
    prefix = machine.root / "miniconda3"
    workbench.system(prefix, packages=workbench.installed(*workbench.FLASK))
    (prefix / "conda-meta").mkdir()
    machine.environ["CONDA_PREFIX"] = str(prefix)
    machine.path(prefix / "bin")


@ENVIRONMENTS.add
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


@ENVIRONMENTS.add
def debian_packages(machine: Machine) -> None:
    prefix = machine.root / "usr"
    site = workbench.system(prefix, packages=workbench.installed(*workbench.FLASK), managed=True)
    for info in list(site.glob("*.dist-info")):
        (info / "RECORD").unlink(missing_ok=True)
        if info.name.lower().startswith("flask"):
            info.rename(info.with_suffix(".egg-info"))
    machine.path(prefix / "bin")


@ENVIRONMENTS.add
def pipx_like(machine: Machine) -> None:
    """The tutor lives in another environment, which is not active and comes last."""
    active_venv(machine)
    tutor = machine.root / "pipx/venvs/flasktutor"
    workbench.venv(tutor, packages=[])
    machine.path(machine.folder / ".venv/bin", tutor / "bin")


@ENVIRONMENTS.add
def older_flask(machine: Machine) -> None:
    venv = machine.folder / "venv"
    site = workbench.venv(venv)
    workbench.drop(site, "flask")
    workbench.put(workbench.downloaded("flask==2.3.3"), site)
    machine.activate(venv)
    machine.write("app.py", "from flask import Flask, Markup\n\napp = Flask(__name__)\n")


@ENVIRONMENTS.add
def poetry_project_not_activated(machine: Machine) -> None:
    workbench.venv(machine.folder / ".venv")
    machine.write("pyproject.toml", "[tool.poetry]\nname = 'shop'\n")
    machine.write("poetry.lock")
    machine.write("shop/__init__.py", FACTORY)
    workbench.system(machine.root / "usr")
    machine.path(machine.root / "usr/bin")


@ENVIRONMENTS.add
def uv_venv_without_a_project(machine: Machine) -> None:
    venv = machine.folder / ".venv"
    workbench.venv(venv, pip=False)
    config = (venv / "pyvenv.cfg").read_text()
    (venv / "pyvenv.cfg").write_text(config.replace("version", "version_info") + "uv = 0.9.2\n")
    machine.activate(venv)
    machine.write("app.py", APP)


@ENVIRONMENTS.add
def made_by_virtualenv(machine: Machine) -> None:
    venv = active_venv(machine)
    home = (venv / "pyvenv.cfg").read_text().splitlines()[0]
    version = ".".join(map(str, sys.version_info[:3]))
    (venv / "pyvenv.cfg").write_text(
        f"{home}\nimplementation = CPython\nversion_info = {version}.final.0\n"
        "virtualenv = 20.29.1\ninclude-system-site-packages = false\n"
    )
    machine.write("app.py", APP)


@ENVIRONMENTS.add
def conda_environment_beside_its_base(machine: Machine) -> None:
    workbench.system(machine.root / "miniconda3")
    prefix = machine.root / "miniconda3/envs/shop"
    workbench.system(prefix, packages=workbench.installed(*workbench.FLASK))
    (prefix / "conda-meta").mkdir()
    workbench.script(prefix / "bin/flask", prefix / "bin/python3")
    machine.environ |= {"CONDA_PREFIX": str(prefix), "CONDA_DEFAULT_ENV": "shop"}
    machine.path(prefix / "bin", machine.root / "miniconda3/bin")
    machine.write("app.py", APP)


@ENVIRONMENTS.add
def system_site_packages(machine: Machine) -> None:
    """Flask and its command belong to the Python that the environment borrows from."""
    prefix, venv = machine.root / "usr", machine.folder / ".venv"
    workbench.system(prefix, packages=workbench.installed(*workbench.FLASK))
    workbench.script(prefix / "bin/flask", prefix / "bin/python3")
    command = [str(prefix / "bin/python3"), "-m", "venv", "--without-pip"]
    subprocess.run([*command, "--system-site-packages", str(venv)], check=True)
    machine.path(prefix / "bin")
    machine.activate(venv)
    machine.write("app.py", APP)


@ENVIRONMENTS.add
def symlinked_environment(machine: Machine) -> None:
    real = machine.root / "envs/shop-py3"
    workbench.venv(real)
    (machine.folder / ".venv").symlink_to(real)
    machine.activate(machine.folder / ".venv")
    machine.write("app.py", APP)


@ENVIRONMENTS.add
def on_path_but_not_activated(machine: Machine) -> None:
    """As in an image for containers."""
    workbench.venv(machine.root / "opt/venv")
    machine.path(machine.root / "opt/venv/bin")
    machine.write("app.py", APP)


@ENVIRONMENTS.add
def behind_shims(machine: Machine) -> None:
    """As pyenv and asdf put programs of the same name before the real ones."""
    prefix = machine.root / "versions/3.x"
    workbench.system(prefix, packages=workbench.installed(*workbench.FLASK))
    workbench.script(prefix / "bin/flask", prefix / "bin/python3")
    for name in ("python", "python3", "flask"):
        real = "python3" if name == "python" else name
        workbench.stub(machine.root / "shims" / name, f'exec {prefix}/bin/{real} "$@"')
    machine.path(machine.root / "shims")
    machine.write("app.py", APP)


@ENVIRONMENTS.add
def a_name_that_is_only_tried(machine: Machine) -> None:
    active_venv(machine)
    machine.write("app.py", "try:\n    from flask import Markup\nexcept ImportError:\n"
                  "    from markupsafe import Markup\n" + APP)  # fmt: skip


@ENVIRONMENTS.add
def a_copy_of_the_active_environment_lies_here(machine: Machine) -> None:
    real = machine.root / "envs/shop"
    workbench.venv(real)
    shutil.copytree(real, machine.folder / ".venv", symlinks=True)
    machine.activate(real)

"""No false alarm: set-ups in which Flask works give no problem."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.doctor import workbench
from tests.doctor.conftest import Machine

pytestmark = pytest.mark.sweep
APP = "from flask import Flask\n\napp = Flask(__name__)\n"
FACTORY = "from flask import Flask\n\ndef create_app(config=None):\n    return Flask(__name__)\n"
NEWER = [
    python
    for minor in (12, 13, 14)
    if sys.version_info < (3, 12)
    for python in Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python")
]
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


@healthy
def poetry_project_not_activated(machine: Machine) -> None:
    workbench.venv(machine.folder / ".venv")
    machine.write("pyproject.toml", "[tool.poetry]\nname = 'shop'\n")
    machine.write("poetry.lock")
    machine.write("shop/__init__.py", FACTORY)
    workbench.system(machine.root / "usr")
    machine.path(machine.root / "usr/bin")


@healthy
def uv_venv_without_a_project(machine: Machine) -> None:
    venv = machine.folder / ".venv"
    workbench.venv(venv, pip=False)
    config = (venv / "pyvenv.cfg").read_text()
    (venv / "pyvenv.cfg").write_text(config.replace("version", "version_info") + "uv = 0.9.2\n")
    machine.activate(venv)
    machine.write("app.py", APP)


@healthy
def made_by_virtualenv(machine: Machine) -> None:
    venv = active_venv(machine)
    home = (venv / "pyvenv.cfg").read_text().splitlines()[0]
    version = ".".join(map(str, sys.version_info[:3]))
    (venv / "pyvenv.cfg").write_text(
        f"{home}\nimplementation = CPython\nversion_info = {version}.final.0\n"
        "virtualenv = 20.29.1\ninclude-system-site-packages = false\n"
    )
    machine.write("app.py", APP)


@healthy
def conda_environment_beside_its_base(machine: Machine) -> None:
    workbench.system(machine.root / "miniconda3")
    prefix = machine.root / "miniconda3/envs/shop"
    workbench.system(prefix, packages=workbench.installed(*workbench.FLASK))
    (prefix / "conda-meta").mkdir()
    workbench.script(prefix / "bin/flask", prefix / "bin/python3")
    machine.environ |= {"CONDA_PREFIX": str(prefix), "CONDA_DEFAULT_ENV": "shop"}
    machine.path(prefix / "bin", machine.root / "miniconda3/bin")
    machine.write("app.py", APP)


@healthy
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


@healthy
def src_layout_linked_by_a_path(machine: Machine) -> None:
    venv = active_venv(machine)
    machine.write("src/shop/__init__.py", FACTORY)
    site = venv / "lib" / workbench.MINOR / "site-packages"
    (site / "shop.pth").write_text(f"{machine.folder}/src\n")
    machine.environ["FLASK_APP"] = "shop"


@healthy
def editable_install_by_a_finder(machine: Machine) -> None:
    """As setuptools links a project whose folder is called otherwise than its package."""
    venv = active_venv(machine)
    machine.write("lib/python/code/__init__.py", FACTORY)
    site = venv / "lib" / workbench.MINOR / "site-packages"
    (site / "__editable__.bookshop.pth").write_text("import __editable___bookshop_finder\n")
    (site / "__editable___bookshop_finder.py").write_text(
        "import sys\nfrom importlib.machinery import PathFinder\n"
        "from importlib.util import spec_from_file_location\n"
        "class Finder:\n    @classmethod\n    def find_spec(cls, name, path=None, target=None):\n"
        f"        place = {str(machine.folder / 'lib/python/code')!r}\n"
        "        if name == 'bookshop':\n"
        "            return spec_from_file_location(name, place + '/__init__.py',\n"
        "                                           submodule_search_locations=[place])\n"
        "sys.meta_path.append(Finder)\n"
    )
    machine.environ["FLASK_APP"] = "bookshop:create_app"


@healthy
def run_py_beside_a_package_with_a_factory(machine: Machine) -> None:
    active_venv(machine)
    machine.write("app/__init__.py", FACTORY.replace("config=None", "config_name"))
    machine.write("app/models.py", "from flask import current_app\n")
    machine.write("run.py", "import os\nfrom app import create_app\n\n"
                  "app = create_app(os.getenv('MODE', 'dev'))\n\n"
                  "if __name__ == '__main__':\n    app.run()\n")  # fmt: skip


@healthy
def flaskenv_that_is_read(machine: Machine) -> None:
    venv = active_venv(machine)
    site = venv / "lib" / workbench.MINOR / "site-packages"
    workbench.put(workbench.downloaded("python-dotenv==1.1.1"), site)
    machine.write(".flaskenv", "FLASK_APP=\"shop:create_app('dev')\"\nFLASK_DEBUG=1\n")
    machine.write("shop/__init__.py", FACTORY.replace("config=None", "config_name"))


@healthy
def flaskenv_in_the_folder_above(machine: Machine) -> None:
    flaskenv_that_is_read(machine)
    machine.write(".flaskenv", "FLASK_APP=notes\n")
    machine.write("inner/notes.py", APP)
    machine.folder = machine.folder / "inner"


@healthy
def dotenv_that_is_not_needed_to_find_the_app(machine: Machine) -> None:
    active_venv(machine)
    machine.write(".flaskenv", "FLASK_APP=app\nFLASK_DEBUG=1\n")
    machine.write("app.py", APP)


@healthy
def pyproject_alone(machine: Machine) -> None:
    active_venv(machine)
    machine.write("pyproject.toml", "[project]\nname = 'shop'\ndependencies = ['flask']\n")
    machine.write("hello.py", APP)


@healthy
def symlinked_environment(machine: Machine) -> None:
    real = machine.root / "envs/shop-py3"
    workbench.venv(real)
    (machine.folder / ".venv").symlink_to(real)
    machine.activate(machine.folder / ".venv")
    machine.write("app.py", APP)


@healthy
def project_reached_by_a_link(machine: Machine) -> None:
    active_venv(machine)
    machine.write("app.py", APP)
    link = machine.root / "work"
    link.symlink_to(machine.folder)
    machine.folder = link


@healthy
def folders_with_spaces_and_other_letters(machine: Machine) -> None:
    machine.folder = machine.root / "proyék ☕ Ani" / "toko buku"
    machine.folder.mkdir(parents=True)
    active_venv(machine)
    machine.write("buku.py", APP)


@healthy
def on_path_but_not_activated(machine: Machine) -> None:
    """As in an image for containers."""
    workbench.venv(machine.root / "opt/venv")
    machine.path(machine.root / "opt/venv/bin")
    machine.write("app.py", APP)


@healthy
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


@healthy
def a_name_that_is_only_tried(machine: Machine) -> None:
    active_venv(machine)
    machine.write("app.py", "try:\n    from flask import Markup\nexcept ImportError:\n"
                  "    from markupsafe import Markup\n" + APP)  # fmt: skip


@healthy
def a_copy_of_the_active_environment_lies_here(machine: Machine) -> None:
    real = machine.root / "envs/shop"
    workbench.venv(real)
    shutil.copytree(real, machine.folder / ".venv", symlinks=True)
    machine.activate(real)


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

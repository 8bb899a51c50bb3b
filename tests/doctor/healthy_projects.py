"""Owns projects in which Flask works: files, packages and variables that name the app."""

from __future__ import annotations

from tests.doctor import workbench
from tests.doctor.conftest import Machine
from tests.doctor.healthy import APP, FACTORY, SetUps, active_venv

PROJECTS = SetUps()


@PROJECTS.add
def factory_app(machine: Machine) -> None:
    active_venv(machine)
    machine.write("app.py", FACTORY)


@PROJECTS.add
def package_app(machine: Machine) -> None:
    active_venv(machine)
    machine.write("flaskr/__init__.py", FACTORY)
    machine.write("flaskr/db.py", "import sqlite3\nfrom flask import current_app, g\n")


@PROJECTS.add
def app_of_another_name(machine: Machine) -> None:
    active_venv(machine)
    machine.write("hello.py", APP)


@PROJECTS.add
def wsgi_that_imports_its_app(machine: Machine) -> None:
    active_venv(machine)
    machine.write("wsgi.py", "from shop import create_app\n\napplication = create_app()\n")
    machine.write("shop/__init__.py", FACTORY)


@PROJECTS.add
def files_with_common_names(machine: Machine) -> None:
    active_venv(machine)
    machine.write("app.py", APP)
    machine.write("test.py", "print('hi')\n")
    machine.write("calendar_view.py")
    machine.write("flask/notes.txt")  # a folder without __init__ shadows nothing


@PROJECTS.add
def stale_pythonpath(machine: Machine) -> None:
    active_venv(machine)
    machine.environ["PYTHONPATH"] = str(machine.root / "tools")


@PROJECTS.add
def flask_app_names_a_factory(machine: Machine) -> None:
    active_venv(machine)
    machine.environ["FLASK_APP"] = "shop:create_app('dev')"
    machine.write("shop/__init__.py", FACTORY)


@PROJECTS.add
def src_layout_linked_by_a_path(machine: Machine) -> None:
    venv = active_venv(machine)
    machine.write("src/shop/__init__.py", FACTORY)
    site = venv / "lib" / workbench.MINOR / "site-packages"
    (site / "shop.pth").write_text(f"{machine.folder}/src\n")
    machine.environ["FLASK_APP"] = "shop"


@PROJECTS.add
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


@PROJECTS.add
def run_py_beside_a_package_with_a_factory(machine: Machine) -> None:
    active_venv(machine)
    machine.write("app/__init__.py", FACTORY.replace("config=None", "config_name"))
    machine.write("app/models.py", "from flask import current_app\n")
    machine.write("run.py", "import os\nfrom app import create_app\n\n"
                  "app = create_app(os.getenv('MODE', 'dev'))\n\n"
                  "if __name__ == '__main__':\n    app.run()\n")  # fmt: skip


@PROJECTS.add
def flaskenv_that_is_read(machine: Machine) -> None:
    venv = active_venv(machine)
    site = venv / "lib" / workbench.MINOR / "site-packages"
    workbench.put(workbench.downloaded("python-dotenv==1.1.1"), site)
    machine.write(".flaskenv", "FLASK_APP=\"shop:create_app('dev')\"\nFLASK_DEBUG=1\n")
    machine.write("shop/__init__.py", FACTORY.replace("config=None", "config_name"))


@PROJECTS.add
def flaskenv_in_the_folder_above(machine: Machine) -> None:
    flaskenv_that_is_read(machine)
    machine.write(".flaskenv", "FLASK_APP=notes\n")
    machine.write("inner/notes.py", APP)
    machine.folder = machine.folder / "inner"


@PROJECTS.add
def dotenv_that_is_not_needed_to_find_the_app(machine: Machine) -> None:
    active_venv(machine)
    machine.write(".flaskenv", "FLASK_APP=app\nFLASK_DEBUG=1\n")
    machine.write("app.py", APP)


@PROJECTS.add
def pyproject_alone(machine: Machine) -> None:
    active_venv(machine)
    machine.write("pyproject.toml", "[project]\nname = 'shop'\ndependencies = ['flask']\n")
    machine.write("hello.py", APP)


@PROJECTS.add
def project_reached_by_a_link(machine: Machine) -> None:
    active_venv(machine)
    machine.write("app.py", APP)
    link = machine.root / "work"
    link.symlink_to(machine.folder)
    machine.folder = link


@PROJECTS.add
def folders_with_spaces_and_other_letters(machine: Machine) -> None:
    machine.folder = machine.root / "proyék ☕ Ani" / "toko buku"
    machine.folder.mkdir(parents=True)
    active_venv(machine)
    machine.write("buku.py", APP)

"""What is said of an app that was loaded: only the routes that were written, each place once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.doctor import workbench
from tests.doctor.conftest import Machine
from tests.doctor.test_app import APP, of_app

pytestmark = pytest.mark.sweep


@pytest.fixture(scope="module")
def venv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One environment with Flask for all tests here; none changes it."""
    path = tmp_path_factory.mktemp("venvs") / "shop"
    workbench.venv(path)
    return path


@pytest.fixture(autouse=True)
def _active(machine: Machine, venv: Path) -> None:
    machine.activate(venv)


ROUTES = """
from flask import Blueprint
shelf = Blueprint("shelf", __name__, static_folder="static")

@app.get("/static/list", endpoint="static-list")
def index():
    return "books"

@shelf.get("/shelf", endpoint="static")
def static():
    return "shelf"

app.register_blueprint({blueprint})
"""


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "(0 routes)"),
        (ROUTES.format(blueprint="shelf").replace(', static_folder="static"', ""), "(2 routes)"),
        (ROUTES.format(blueprint="Blueprint('b', __name__, static_folder='s')"), "(1 route)"),
    ],
)
def test_only_the_routes_that_were_written_are_counted(
    machine: Machine, code: str, said: str
) -> None:
    """Flask adds one for static files, to an app and to a blueprint that has any."""
    machine.write("app.py", APP + code)
    summary = machine.check(load=20)
    assert said in of_app(summary)[0].seen


def test_where_no_line_is_ones_own_the_file_that_cannot_be_read_is_named(machine: Machine) -> None:
    machine.write("app.py", f"{APP}exec(compile('nonsense(', 'elsewhere.txt', 'exec'))\n")
    seen = machine.check(load=20).problems[0].seen
    assert seen.count("'(' was never closed") == 1
    assert "elsewhere.txt" in seen

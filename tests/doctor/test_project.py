"""What `flask run` would make of a folder: read from its files, compared with what Flask does."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flasktutor.doctor.project import read_project
from tests.doctor.conftest import Machine, cause
from tests.doctor.project import APP, active, flask_finds_it, venv

__all__ = ["active", "venv"]


pytestmark = pytest.mark.sweep


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"app.py": APP}, ""),
        ({"wsgi.py": APP.replace("app =", "application =")}, ""),
        ({"app.py": APP.replace("app =", "shop =")}, ""),
        ({"app.py": "from flask import Flask\n\ndef make_app(name='x'):\n"
                    "    return Flask(name)\n"}, ""),
        ({"app.py": "from core import app\n", "core.py": APP}, ""),
        ({"app.py": "import flask\n\ntry:\n    app = flask.Flask('x')\nfinally:\n    pass\n"}, ""),
        ({"app.py": "from flask import Flask\na = Flask('a')\nb = Flask('b')\n"}, "several-apps"),
        ({"app.py": "from flask import Flask\n\ndef create_app(config):\n"
                    "    return Flask('x')\n"}, "factory-needs-arguments"),
        ({"app.py": "from flask import Flask\n\napp = Flask(__name__\n"}, "syntax-error"),
    ],
)  # fmt: skip
def test_agrees_with_flask(machine: Machine, files: dict[str, str], expected: str) -> None:
    for name, text in files.items():
        machine.write(name, text)
    assert cause(machine.check()) == expected
    assert flask_finds_it(machine) == (not expected)


@pytest.mark.parametrize(
    ("files", "app"),
    [
        ({"app.py": "from flask import request\n", "toko.py": APP}, "toko"),
        (
            {
                "app/__init__.py": "from flask import Flask\n\ndef create_app(config_name):\n"
                "    return Flask(__name__)\n",
                "run.py": "from app import create_app\n\napp = create_app('dev')\n",
                "test_run.py": "from app import create_app\n\napp = create_app('test')\n",
            },
            "run",
        ),
        ({"src/toko/__init__.py": APP}, "src/toko"),
        ({"src/toko/__init__.py": "", "src/toko/web.py": APP}, "src/toko.web"),
    ],
)
def test_an_app_that_has_to_be_named_is_no_problem(
    machine: Machine, files: dict[str, str], app: str
) -> None:
    for name, text in files.items():
        machine.write(name, text)
    summary = machine.check()
    assert summary.healthy
    note = next(finding for finding in summary.notes if finding.id == "app-not-found")
    assert note.fixes[0].commands == (f"flask --app {app} run",)
    assert not flask_finds_it(machine)
    assert flask_finds_it(machine, app)


def test_suggests_what_flask_accepts(machine: Machine) -> None:
    machine.write("toko.py", APP)
    summary = machine.check()
    assert summary.healthy
    note = next(finding for finding in summary.notes if finding.id == "app-not-found")
    assert note.fixes[0].commands == ("flask --app toko run",)
    assert not flask_finds_it(machine)
    assert flask_finds_it(machine, "toko")


def test_a_factory_with_arguments_is_suggested_with_them(machine: Machine) -> None:
    machine.write("app.py", "from flask import Flask\n\ndef create_app(name, *, debug):\n"
                  "    return Flask(name)\n")  # fmt: skip
    problem = machine.check().problems[0]
    assert problem.fixes[1].commands == ("flask --app 'app:create_app(..., ...)' run",)
    assert "name, debug" in problem.seen


@pytest.mark.parametrize("place", ["FLASK_APP", "--app", ".flaskenv", ".env"])
@pytest.mark.parametrize("load", [0, 20])
def test_an_app_that_is_not_there(machine: Machine, place: str, load: float) -> None:
    """The repair speaks of the place that names it, and of no other."""
    machine.write("admin.py", APP)
    machine.write("toko_buku.py", APP)
    if place == "FLASK_APP":
        machine.environ["FLASK_APP"] = "toko_bku.py"
    if place.startswith("."):
        machine.write(place, "FLASK_APP=toko_bku.py\n")
    summary = machine.check(app="toko_bku" if place == "--app" else "", load=load)
    assert cause(summary) == "flask-app-stale"
    (fix,) = summary.problems[0].fixes
    assert place in fix.say
    assert fix.commands[-1] == "flask --app toko_buku run"  # what is spelt most like it
    assert ("unset FLASK_APP" in fix.commands) is (place == "FLASK_APP")
    assert fix.code == ("FLASK_APP=toko_buku" if place.startswith(".") else "")
    assert flask_finds_it(machine, "toko_buku")
    if fix.code:
        machine.write(place, fix.code)
        assert machine.check(load=20).healthy


@pytest.mark.parametrize("value", ["toko", "toko.py", "./toko.py", "toko:app", "toko:create()"])
def test_an_app_that_is_there(machine: Machine, value: str) -> None:
    machine.write("toko.py", APP)
    machine.environ["FLASK_APP"] = value
    assert "flask-app-stale" not in {finding.id for finding in machine.check().findings}


def test_an_app_named_by_its_whole_path(machine: Machine) -> None:
    elsewhere = machine.root / "elsewhere.py"
    elsewhere.write_text(APP)
    machine.environ["FLASK_APP"] = str(elsewhere)
    assert machine.check().healthy
    assert flask_finds_it(machine)
    machine.environ["FLASK_APP"] = str(machine.root / "gone.py")
    assert cause(machine.check()) == "flask-app-stale"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("from flask import Markup", "removed-markup-escape"),
        ("import flask\nprint(flask.escape('x'))", "removed-markup-escape"),
        ("from flask.json import JSONEncoder", "removed-json-encoder"),
        ("from flask.ext import wtf", "removed-flask-ext"),
        ("from flask import _request_ctx_stack", "removed-context-stacks"),
        ("from flask import safe_join", "removed-safe-join"),
        ("from flask import Flask\napp = Flask('x')\n@app.before_first_request\ndef go(): ...",
         "removed-before-first-request"),
        ("from flask import Flask\napp = Flask('x')\nprint(app.env)", "removed-app-attribute"),
        ("from Flask import Flask", "wrong-case"),
        ("from flask import flask", "wrong-case"),
        ("import flask\napp = flask(__name__)", "wrong-case"),
    ],
)  # fmt: skip
def test_what_this_flask_no_longer_has(machine: Machine, line: str, expected: str) -> None:
    machine.write("toko.py", line + "\n")
    summary = machine.check()
    assert cause(summary) == expected
    assert "toko.py, line " in summary.problems[0].seen
    run = subprocess.run(
        [machine.environ["VIRTUAL_ENV"] + "/bin/python", "toko.py"], cwd=machine.folder,
        env=machine.environ, capture_output=True, check=False,
    )  # fmt: skip
    assert run.returncode == 1


@pytest.mark.parametrize(
    ("pins", "clash"),
    [
        ("Flask==2.0.3\nWerkzeug==3.0.1\n", True),
        ("# old\nflask == 1.1.4  # pinned\njinja2==3.1.2\n", True),
        ("Jinja2==2.11.3\nMarkupSafe==2.1.1\n", True),
        ("Flask==3.1.0\nWerkzeug==3.1.3\n", False),
        ("flask>=2\nwerkzeug\n-r other.txt\n", False),
        ("Flask[async]==2.2.5\nwerkzeug==2.2.3\n", False),
    ],
)
def test_pins(machine: Machine, pins: str, clash: bool) -> None:
    machine.write("requirements.txt", pins)
    assert (cause(machine.check()) == "requirements-clash") is clash


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    from flask import Markup\n"
        "except ImportError:\n    from markupsafe import Markup\n",
        "try:\n    from markupsafe import escape\n"
        "except ImportError:\n    from flask import escape\n",
        "import flask\nif hasattr(flask, 'Markup'):\n    from flask import Markup\n",
        "from types import SimpleNamespace\nimport flask\napp = SimpleNamespace()\n"
        "app.env = 'dev'\nprint(app.env)\n",
    ],
)
def test_what_is_only_tried_is_not_held_against_anybody(machine: Machine, text: str) -> None:
    machine.write("toko.py", text)
    assert machine.check().healthy
    run = subprocess.run(
        [machine.environ["VIRTUAL_ENV"] + "/bin/python", "toko.py"], cwd=machine.folder,
        env=machine.environ, capture_output=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0


def test_nothing_of_the_project_is_run(machine: Machine) -> None:
    for name in ("app.py", "wsgi.py", "shop/__init__.py"):
        machine.write(name, "open('was-run', 'w')\nfrom flask import Flask\napp = Flask('x')\n")
    machine.check(app="shop")
    assert not (machine.folder / "was-run").exists()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_file_can_be_read(machine: Machine, data: bytes) -> None:
    for name in ("app.py", ".env", "requirements.txt"):
        machine.write(name, data)
    project = read_project(machine.folder)
    assert [source.module for source in project.sources] == ["app"]
    assert all(isinstance(value, str) for value in project.dotenv_values.values())


def test_a_folder_that_cannot_be_listed(tmp_path: Path) -> None:
    assert read_project(tmp_path / "gone").sources == ()


def test_a_folder_with_many_files_is_read_in_part(tmp_path: Path) -> None:
    for number in range(1000):
        (tmp_path / f"file{number}.py").write_text("x = 1\n")
    assert 0 < len(read_project(tmp_path).sources) < 1000

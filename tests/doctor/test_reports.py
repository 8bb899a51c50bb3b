"""Failures that people reported of their machines, built again with the releases they had.

Each is seen to fail under Flask's own command, found with its cause, repaired as it is shown, and
seen to start.
"""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from flasktutor.values import frozen
from tests.clashes import environments
from tests.doctor import workbench
from tests.doctor.command import run
from tests.doctor.conftest import Machine
from tests.doctor.test_fix import fixed
from tests.flasks.versions import interpreter

PLAIN = "from flask import Flask\n\napp = Flask(__name__)\n"


@frozen(kw_only=True)
class Reported:
    """An environment and an app, what Flask says of them, and the id of the cause.

    `loading` says whether only loading the app shows it; `after` is the code that is right.
    """

    python: str
    packages: str
    fails: str
    cause: str
    app: str = PLAIN
    loading: bool = False
    after: str = ""


REPORTS = {
    "sqlalchemy-on-python-3-13": Reported(
        python="3.13",
        packages="Flask==3.1.3 Flask-SQLAlchemy==3.1.1 SQLAlchemy==2.0.30",
        app="from flask import Flask\nfrom flask_sqlalchemy import SQLAlchemy\n\n"
        "app = Flask(__name__)\napp.config['SQLALCHEMY_DATABASE_URI'] = 'sqlite://'\n"
        "db = SQLAlchemy(app)\n",
        fails="__firstlineno__",
        cause="sqlalchemy-python-3-13",
    ),
    "babel-without-its-decorator": Reported(
        python="3.11",
        packages="Flask==3.0.3 Flask-Babel==4.0.0",
        app="from flask import Flask\nfrom flask_babel import Babel\n\napp = Flask(__name__)\n"
        "babel = Babel(app)\n\n@babel.localeselector\ndef get_locale():\n    return 'id'\n",
        after="from flask import Flask\nfrom flask_babel import Babel\n\napp = Flask(__name__)\n\n"
        "def get_locale():\n    return 'id'\n\nbabel = Babel(app, locale_selector=get_locale)\n",
        fails="no attribute 'localeselector'",
        cause="flask-babel-3-decorators",
    ),
    "restx-with-flask-3": Reported(
        python="3.11",
        packages="Flask==3.0.3 Werkzeug==3.0.6 flask-restx==1.1.0 setuptools==75.0.0",
        app="from flask import Flask\nfrom flask_restx import Api\n\napp = Flask(__name__)\n"
        "api = Api(app)\n",
        fails="No module named 'flask.scaffold'",
        cause="flask-restx-flask-3",
    ),
    "a-command-of-seeder-without-pkg-resources": Reported(
        python="3.12",
        packages="Flask==3.0.3 Flask-Seeder==1.2.0",
        fails="No module named 'pkg_resources'",
        cause="pkg-resources-gone",
        loading=True,
    ),
}
pytestmark = pytest.mark.slow


def build(machine: Machine, report: Reported) -> None:
    """The environment with pip, active, and the app in the folder."""
    base = interpreter(report.python)
    if base is None:
        pytest.skip(f"Python {report.python} is not on this machine")
    kept = environments.environment(report.python, [report.packages]).parent.parent
    venv = machine.folder / ".venv"
    subprocess.run([base, "-m", "venv", venv], check=True)
    inside = f"lib/python{report.python}/site-packages"
    workbench.put(list((kept / inside).iterdir()), venv / inside)
    workbench.script(venv / "bin/flask", venv / "bin/python")
    machine.activate(venv)
    machine.environ |= {name: value for name, value in os.environ.items() if name[:4] == "PIP_"}
    machine.write("app.py", report.app)


def flask(machine: Machine) -> subprocess.CompletedProcess[str]:
    """What Flask's own command says, which loads the app as `flask run` does."""
    return subprocess.run(
        [f"{machine.environ['VIRTUAL_ENV']}/bin/flask", "routes"], cwd=machine.folder,
        env=machine.environ, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("report", REPORTS.values(), ids=list(REPORTS))
def test_is_found_repaired_and_gone(machine: Machine, report: Reported) -> None:
    build(machine, report)
    assert report.fails in flask(machine).stderr
    for options in ((), ("--app", "app")):
        if report.loading and not options:
            continue
        done = run(machine, *options)
        assert done.returncode == 1
        assert "Flask works here" not in done.stdout
        assert "your app starts" not in done.stdout.lower()
        told = json.loads(run(machine, "--json", *options).stdout)
        causes = [one for one in told["findings"]
                  if one["status"] == "problem" and not one["follows_from"]]  # fmt: skip
        assert [one["id"] for one in causes] == [report.cause]
        assert not causes[0]["means"].startswith("Probably")
    if report.after:
        machine.write("app.py", report.after)
    else:
        assert "your app starts" in fixed(machine, "--app", "app")
    assert "Error" not in flask(machine).stderr
    assert run(machine, "--app", "app").stdout.endswith("Flask works here, and your app starts.\n")


def test_is_said_not_to_be_loaded_where_only_loading_shows_it(machine: Machine) -> None:
    build(machine, REPORTS["a-command-of-seeder-without-pkg-resources"])
    shown = run(machine).stdout
    assert "Your app was not loaded" in shown
    assert "your app starts" not in shown

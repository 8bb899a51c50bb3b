"""The learner's app, loaded for real: that it starts, and each way in which it does not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flasktutor.cli.repairing.findings_text import summary_lines
from flasktutor.doctor.checks.packages import OLDEST_FOR_TUTOR
from flasktutor.doctor.findings import Finding
from flasktutor.doctor.summary import Summary
from flasktutor.runner.worker import warm
from tests.doctor import workbench
from tests.doctor.conftest import Machine, cause

pytestmark = pytest.mark.sweep
APP = "from flask import Flask\n\napp = Flask(__name__)\n"
LINE = "line 4: "


@pytest.fixture(scope="module")
def venv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One environment with Flask and python-dotenv for all tests here; none changes it."""
    path = tmp_path_factory.mktemp("venvs") / "shop"
    site = workbench.venv(path)
    workbench.put(workbench.downloaded("python-dotenv==1.1.1"), site)
    return path


@pytest.fixture(autouse=True)
def _active(machine: Machine, venv: Path) -> None:
    machine.activate(venv)


def of_app(summary: Summary) -> list[Finding]:
    return [finding for finding in summary.findings if finding.area == "app"]


def flask_run(machine: Machine, app: str = "") -> subprocess.CompletedProcess[str]:
    """What Flask's own command says of the app."""
    command = [machine.environ["VIRTUAL_ENV"] + "/bin/flask", *(["--app", app] if app else [])]
    return subprocess.run(
        [*command, "routes"], cwd=machine.folder, env=machine.environ, capture_output=True,
        text=True, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip


STARTING: list[tuple[dict[str, str], str]] = [
    ({"app.py": APP}, ""),
    ({"app.py": APP}, "app:app"),
    ({"toko.py": APP}, "toko.py"),
    ({"shop/__init__.py": "from flask import Flask\n\ndef create_app(mode):\n"
      "    return Flask(__name__)\n"}, "shop:create_app('dev')"),
    ({"app/__init__.py": "from flask import Flask\n\ndef create_app(config_name):\n"
      "    return Flask(__name__)\n",
      "run.py": "from app import create_app\n\napp = create_app('dev')\n"}, ""),
    ({".flaskenv": "FLASK_APP=shop:create_app('dev')\n",
      "shop.py": "from flask import Flask\n\ndef create_app(mode):\n"
      "    return Flask(__name__)\n"}, ""),
    ({".env": "SHOP=buku\n", "app.py": APP + "import os\nos.environ['SHOP']\n"}, ""),
    ({"app.py": APP + "app.run(port=1)\n"}, ""),  # Flask ignores it under its own command
    ({"app.py": APP + "import threading, time\n"
      "threading.Thread(target=time.sleep, args=(60,)).start()\n"}, ""),
    ({"src/toko/__init__.py": APP}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("files", "app"), STARTING)
def test_an_app_that_starts(machine: Machine, files: dict[str, str], app: str) -> None:
    for name, text in files.items():
        machine.write(name, text)
    summary = machine.check(app=app, load=20)
    assert summary.healthy
    assert [(finding.id, finding.status) for finding in of_app(summary)] == [("app", "ok")]
    assert "127.0.0.1:5000" in of_app(summary)[0].seen
    assert summary.as_json()["app"]["starts"] is True


@pytest.mark.parametrize(
    ("code", "expected", "seen"),
    [
        ("int('x')", "app-raises", f"ValueError: invalid literal for int() with base 10: 'x' – "
                                   f"app.py, {LINE}int('x')"),
        ("import flask_toko", "other-module-missing", f"{LINE}import flask_toko"),
        ("from flask import Markup", "removed-markup-escape", f"{LINE}from flask import Markup"),
        ("from flask import g; g.user", "outside-app-context-at-import", LINE),
        ("nonsense(", "bracket-not-closed", f"'(' was never closed – app.py, {LINE}nonsense("),
        ("if app:\nx = 1", "indent-missing", "on line 4 – app.py, line 5: x = 1"),
        ("import sys; sys.exit('no key')", "app-exits", "no key"),
        ("quit()", "app-exits", LINE),
        ("import os; os._exit(7)", "app-ends", "7"),
        ("import os; os.execv('/bin/true', ['true'])", "app-ends", "0"),
        ("import os; os.abort()", "app-crashes", "SIGABRT"),
        ("while True: pass", "app-hangs", f"{LINE}while True: pass"),
        ("while True: print('x' * 999)", "app-floods", "xxx"),
        ("class Stop(BaseException): ...\nraise Stop('boo')", "app-raises", "Stop: boo"),
        ("import os\nif os.fork(): os._exit(0)\nimport time; time.sleep(60)", "app-ends", "0"),
    ],
)  # fmt: skip
def test_an_app_that_does_not_start(machine: Machine, code: str, expected: str, seen: str) -> None:
    machine.write("app.py", f"{APP}{code}\n")
    summary = machine.check(load=2)
    assert cause(summary) == expected
    assert seen in summary.problems[0].seen
    assert summary.as_json()["app"]["starts"] is False
    assert [finding.id for finding in summary.problems] == [expected]


@pytest.mark.parametrize(
    ("files", "app", "expected"),
    [
        ({"app.py": APP}, "nope", "flask-app-stale"),
        ({"app.py": APP}, "app:shop", "import-name-missing"),
        ({"app.py": "import flask\n"}, "app", "no-app-in-module"),
        ({"app.py": "from flask import Flask\na = Flask('a')\nb = Flask('b')\n"}, "",
         "several-apps"),
        ({"app.py": "from flask import Flask\n\ndef create_app(mode):\n"
          "    return Flask(__name__)\n"}, "", "factory-needs-arguments"),
    ],
)  # fmt: skip
def test_an_app_that_flask_does_not_find(
    machine: Machine, files: dict[str, str], app: str, expected: str
) -> None:
    for name, text in files.items():
        machine.write(name, text)
    summary = machine.check(app=app, load=20)
    assert cause(summary) == expected
    said = flask_run(machine, app)
    assert said.returncode != 0 or "Error" in said.stderr
    assert summary.problems[0].seen.split("\n")[0][:60] in " ".join(said.stderr.split())


@pytest.mark.parametrize(
    ("code", "app"),
    [
        ("def create_aplikasi():\n    return Flask(__name__)\n", "shop2:create_aplikasi"),
        ("def helper():\n    return 1\n", "shop2:NAME"),
    ],
)
def test_the_app_is_named_in_the_learners_own_file(machine: Machine, code: str, app: str) -> None:
    machine.write("shop2.py", f"from flask import Flask\n\n{code}")
    machine.write("toko.py", APP)
    summary = machine.check(app="shop2.py", load=20)
    assert cause(summary) == "no-app-in-module"
    assert summary.problems[0].fixes[0].commands == (f"flask --app {app} run",)
    again = " ".join(line.text for line in summary_lines(summary, verbose=False))
    assert f"check-install --app {app}" in " ".join(again.split())


def test_a_process_that_copies_itself_is_noted(machine: Machine) -> None:
    machine.write("app.py", f"{APP}import os\nif not os.fork(): os._exit(0)\n")
    summary = machine.check(load=20)
    assert summary.healthy
    assert [finding.id for finding in of_app(summary)] == ["app", "app-forks"]


def test_a_question_that_nobody_answers_is_no_problem(machine: Machine) -> None:
    machine.write("app.py", f"{APP}input('Name? ')\n")
    summary = machine.check(load=20)
    assert summary.healthy
    assert [finding.id for finding in of_app(summary)] == ["app-asks"]
    assert summary.as_json()["app"]["starts"] is False


def test_a_server_of_its_own_is_noted(machine: Machine) -> None:
    machine.write("app.py", f"{APP}from werkzeug.serving import run_simple\n"
                  "run_simple('127.0.0.1', 1, app)\n")  # fmt: skip
    summary = machine.check(load=20)
    assert summary.healthy
    assert [finding.id for finding in of_app(summary)] == ["app-serves-early"]


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
@pytest.mark.parametrize("end", ["", "while True: pass", "os._exit(1)"])
def test_nothing_that_the_app_started_is_left_behind(machine: Machine, end: str) -> None:
    machine.write("app.py", f"{APP}import os, subprocess\n"
                  f"subprocess.Popen(['/bin/sleep', '47{machine.port}'], start_new_session=True)\n"
                  f"{end}\n")  # fmt: skip
    machine.check(load=2)
    running = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not any(f"47{machine.port}".encode() in line for line in running)


@pytest.mark.parametrize("outcome", ["int('x')", "import flask_toko", ""])
def test_without_being_asked_nothing_is_loaded_and_that_is_said(
    machine: Machine, outcome: str
) -> None:
    machine.write("app.py", f"open('was-run', 'w')\n{APP}{outcome}\n")
    summary = machine.check(app="app")
    assert summary.healthy
    assert not (machine.folder / "was-run").exists()
    (said,) = (finding for finding in of_app(summary) if finding.id == "app-not-loaded")
    assert said.fixes[0].commands == ("flasktutor check-install --app app",)
    assert summary.as_json()["app"] == {"target": "app", "loaded": False, "starts": None}


def test_what_reading_suspects_is_a_note_once_the_app_starts(machine: Machine) -> None:
    machine.write("app.py", APP)
    machine.write("old.py", "from flask import Markup\n")
    assert cause(machine.check()) == "removed-markup-escape"
    assert machine.check(load=20).healthy


def test_a_dotenv_file_that_nothing_reads_is_named_before_the_factory(machine: Machine) -> None:
    venv = machine.folder / ".venv"
    site = workbench.venv(venv)
    machine.activate(venv)
    machine.write(".flaskenv", "FLASK_APP=app:create_app('dev')\n")
    machine.write("app/__init__.py", "from flask import Flask\n\ndef create_app(mode):\n"
                  "    return Flask(__name__)\n")  # fmt: skip
    for load in (0, 20):
        summary = machine.check(load=load)
        assert [finding.id for finding in summary.problems] == ["dotenv-not-read"]
        command = summary.problems[0].fixes[0].commands[0]
        assert command == "python -m pip install python-dotenv"
    workbench.put(workbench.downloaded("python-dotenv==1.1.1"), site)
    assert machine.check(load=20).healthy


def test_a_variable_that_only_an_unread_file_sets(machine: Machine) -> None:
    venv = machine.folder / ".venv"
    workbench.venv(venv)
    machine.activate(venv)
    machine.write(".env", "SHOP=buku\n")
    machine.write("app.py", f"{APP}import os\nos.environ['SHOP']\n")
    assert machine.check().healthy
    summary = machine.check(load=20)
    assert [finding.id for finding in summary.problems] == ["dotenv-not-read"]


def test_the_tutor_asks_for_the_same_flask_everywhere() -> None:
    assert OLDEST_FOR_TUTOR.release == warm._OLDEST


def test_an_old_flask_loads_its_app_too(machine: Machine) -> None:
    """Before 2.2 the server is given something that loads the app at its first request."""
    venv = machine.folder / ".venv"
    site = workbench.venv(venv)
    for requirement in ("flask==2.1.3", "werkzeug==2.1.2"):
        workbench.drop(site, requirement.partition("==")[0])
        workbench.put(workbench.downloaded(requirement), site)
    machine.activate(venv)
    machine.environ["FLASK_DEBUG"] = "1"
    machine.write("app.py", APP)
    summary = machine.check(load=20)
    assert summary.healthy
    assert of_app(summary)[0].seen.startswith("Your app starts")
    told = next(finding for finding in summary.notes if finding.id == "flask-old-for-tutor")
    assert "2.1.3" in told.means
    machine.write("app.py", f"{APP}int('x')\n")
    assert cause(machine.check(load=20)) == "app-raises"


@pytest.mark.parametrize("left", ["app.app_context().push()", "app.test_request_context().push()"])
def test_a_context_left_pushed_is_noted_with_its_line(machine: Machine, left: str) -> None:
    machine.write("app.py", f"{APP}{left}\n")
    summary = machine.check(load=20)
    assert summary.healthy
    assert [finding.id for finding in of_app(summary)] == ["app", "context-left-at-import"]
    assert of_app(summary)[1].seen == f"app.py, {LINE}{left}"


def test_a_context_that_is_popped_or_is_a_thread_s_own_is_none(machine: Machine) -> None:
    machine.write("app.py", f"""{APP}
import threading, time
with app.app_context():
    with app.test_request_context():
        pass
context = app.app_context()
context.push()
context.pop()
def work():
    app.app_context().push()
    time.sleep(60)
threading.Thread(target=work, daemon=True).start()
""")  # fmt: skip
    assert [finding.id for finding in of_app(machine.check(load=20))] == ["app"]

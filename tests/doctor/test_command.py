"""The command as a person types it: first screen, exit codes, JSON, `--fix`, Ctrl-C."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import jsonschema
import pexpect
import pytest

from flasktutor import language
from flasktutor.causes import known
from flasktutor.causes.system import System
from flasktutor.cli.repairing.findings_text import summary_lines
from flasktutor.doctor.facts import Facts
from flasktutor.doctor.findings import fine, note, problem
from flasktutor.doctor.summary import Summary
from flasktutor.paths import DATABASE
from flasktutor.progress import Progress
from flasktutor.runner import protections
from flasktutor.runner.runner import Runner
from tests.doctor import workbench
from tests.doctor.command import SCHEMA, bare, environ, healthy, run, terminal
from tests.doctor.conftest import Machine

__all__ = ["bare", "healthy"]


def test_a_healthy_machine(healthy: Machine) -> None:
    done = run(healthy)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Flask works here.\n")


LOADABLE = "open('was-run', 'w').close()\nfrom flask import Flask\napp = Flask(__name__)\n"


def test_the_app_named_is_loaded(healthy: Machine) -> None:
    healthy.write("app.py", LOADABLE)
    done = run(healthy, "--app", "app")
    assert done.returncode == 0
    assert done.stdout.endswith("Flask works here, and your app starts.\n")
    healthy.write("app.py", f"{LOADABLE}import flask_toko\n")
    done = run(healthy, "--app", "app")
    assert done.returncode == 1
    assert "app.py, line 4: import" in done.stdout
    assert "Then run “flasktutor check-install --app app” again." in done.stdout


@pytest.mark.parametrize("options", [(), ("--json",), ("--report",), ("--verbose",)])
def test_without_a_terminal_nobody_is_asked_and_nothing_loaded(
    healthy: Machine, options: tuple[str, ...]
) -> None:
    healthy.write("app.py", f"{LOADABLE}import flask_toko\n")
    done = run(healthy, *options)
    assert (done.returncode, done.stderr) == (0, "")
    assert not (healthy.folder / "was-run").exists()
    if "--json" in options:
        jsonschema.validate(json.loads(done.stdout), SCHEMA)
    else:
        assert "not loaded" in done.stdout


@pytest.mark.parametrize(("answer", "code"), [("y", 1), ("n", 0), ("", 0)])
def test_a_terminal_is_asked_once(healthy: Machine, answer: str, code: int) -> None:
    """Before the code runs, and with the line that it stands for; yes is never taken for said."""
    healthy.write("app.py", f"{LOADABLE}import flask_toko\n")
    child = terminal(healthy)
    child.expect("its code has to run:")
    child.expect("“flask[ \\r\\n]+run”, by python")
    child.expect(r"Run your code now\? \[y/N\]")
    assert not (healthy.folder / "was-run").exists()
    child.sendline(answer)
    child.expect("app.py, line 4: import" if code else "Flask works here.")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == code
    assert (healthy.folder / "was-run").exists() is (answer == "y")


def test_nobody_is_asked_where_the_set_up_is_broken(healthy: Machine) -> None:
    """“Flask works here”, and then a ✗: what has to be repaired comes first."""
    healthy.write("app.py", LOADABLE)
    (healthy.folder / ".venv").rename(healthy.folder / "venv")
    healthy.activate(healthy.folder / "venv")
    child = terminal(healthy)
    child.expect("has been moved|other place|was made as")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
    assert not (healthy.folder / "was-run").exists()


def test_nobody_is_asked_where_there_is_no_app(healthy: Machine) -> None:
    child = terminal(healthy)
    child.expect("Flask works here.")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_ctrl_c_ends_an_app_that_hangs(healthy: Machine) -> None:
    healthy.write("app.py", f"{LOADABLE}while True: pass\n")
    child = terminal(healthy, "--app", "app")
    child.expect("Loading your app")
    while not (healthy.folder / "was-run").exists():
        assert child.isalive()
        time.sleep(0.05)
    child.sendintr()
    child.expect(pexpect.EOF, timeout=15)
    child.close()
    assert child.exitstatus == 130


def test_json_of_an_app(healthy: Machine) -> None:
    for code in ("", "import flask_toko", "import os; os._exit(1)", "nonsense("):
        healthy.write("app.py", f"{LOADABLE}{code}\n")
        done = run(healthy, "--json", "--app", "app")
        data = json.loads(done.stdout)
        jsonschema.validate(data, SCHEMA)
        assert data["app"]["loaded"]
        assert data["app"]["starts"] is (done.returncode == 0) is not bool(code)


def test_the_environment_that_the_tutor_runs_in_is_in_use(machine: Machine) -> None:
    """As right after the first line of the README: installed, nothing activated."""
    workbench.system(machine.root / "usr")
    machine.path(machine.root / "usr/bin")
    workbench.venv(machine.folder / ".venv")
    assert "venv-inactive" in run(machine, "--json").stdout
    shutil.rmtree(machine.folder / ".venv")
    (machine.folder / ".venv").symlink_to(sys.prefix)
    done = run(machine)
    assert done.returncode == 0
    assert ".venv is the environment that flasktutor runs in" in done.stdout
    assert "✗" not in done.stdout


def test_a_problem_fits_one_screen_with_its_command(bare: Machine) -> None:
    done = run(bare)
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (1, "")
    assert len(lines) <= 24
    assert max(len(line) for line in lines if str(bare.root) not in line) <= 80
    assert "    python -m venv .venv &&" in lines


def test_json_keeps_to_its_schema(bare: Machine, healthy: Machine) -> None:
    for machine in (bare, healthy):
        done = run(machine, "--json")
        data = json.loads(done.stdout)
        jsonschema.validate(data, SCHEMA)
        assert data["healthy"] is (done.returncode == 0)


def test_what_contains_snippets_is_told(bare: Machine, healthy: Machine) -> None:
    """Of the Python that snippets run on, whatever the one that is examined has."""
    with Runner() as runner:
        active, flask = runner.isolation, runner.flask_version
    for machine in (bare, healthy):
        told = json.loads(run(machine, "--json").stdout)["snippets"]
        assert told["flask"] == flask
        assert tuple(told["isolation"]) == active
        verbose = " ".join(run(machine, "--verbose").stdout.split())
        assert all(words in verbose for words in protections.in_words(active))
        assert "a process of its own" not in run(machine).stdout


def test_no_snippet_can_be_run(healthy: Machine) -> None:
    home = Path(environ(healthy)["FLASKTUTOR_HOME"])
    with Progress.open(home / DATABASE) as progress:
        progress.set_setting("python", "/nowhere")
    done = run(healthy, "--json")
    jsonschema.validate(json.loads(done.stdout), SCHEMA)
    assert (done.returncode, json.loads(done.stdout)["snippets"]) == (0, None)
    assert "No Python interpreter was found at /nowhere." in run(healthy, "--verbose").stdout


def test_json_of_a_problem(bare: Machine) -> None:
    data = json.loads(run(bare, "--json").stdout)
    assert data["cause"] == "flask-missing-managed"
    assert data["python"]["virtual_environment"] is False
    problems = [found for found in data["findings"] if found["status"] == "problem"]
    assert problems[0]["fixes"][0]["commands"]


def test_a_pipe_that_knows_fewer_letters(healthy: Machine) -> None:
    healthy.environ["PYTHONIOENCODING"] = "latin-1"
    done = run(healthy)
    assert done.returncode == 0
    assert "? Python" in done.stdout


def test_verbose_shows_what_is_in_order_too(bare: Machine) -> None:
    assert "is free" not in run(bare).stdout
    assert "is free" in run(bare, "--verbose").stdout


def test_a_python_that_does_not_exist(machine: Machine) -> None:
    done = run(machine, "--python", "nowhere/python")
    assert done.returncode == 2
    assert "nowhere/python" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_interpreter_cannot_steer_the_terminal(machine: Machine) -> None:
    stub = workbench.stub(machine.root / "bin/python", "printf '\\033[2Jboo\\007'; exit 1")
    machine.path(stub.parent)
    done = run(machine)
    assert "\x1b" not in done.stdout
    assert "\\x1b[2Jboo" in done.stdout


def test_says_that_it_is_busy_when_it_takes_longer(healthy: Machine) -> None:
    slow = workbench.stub(
        healthy.root / "bin/python", f'/bin/sleep 1.6; exec {healthy.folder}/.venv/bin/python "$@"'
    )
    child = terminal(healthy, "--python", str(slow))
    child.expect("Looking at your Python")
    child.expect("Flask works here")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_ctrl_c_ends_at_once(machine: Machine) -> None:
    stub = workbench.stub(machine.root / "bin/python", "/bin/sleep 60 & wait")
    machine.path(stub.parent)
    child = terminal(machine)
    child.expect("Looking at your Python")
    child.sendintr()
    child.expect(pexpect.EOF, timeout=10)
    child.close()
    assert child.exitstatus == 130


@pytest.fixture(params=["en", "id"])
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    language.use(request.param)
    yield request.param
    language.use("en")


@pytest.mark.usefixtures("spoken")
def test_no_cause_needs_more_than_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in order, the cause, a second problem, a consequence, a note: 24 lines at most."""
    monkeypatch.setitem(os.environ, "COLUMNS", "80")
    facts = Facts(system=System(), folder=Path("/home/ani/projects/shop"))
    for name, cause in known().items():
        if not (cause.found_by_check or cause.removed):
            continue
        words = {"file": "email.py", "new_file": "my_email.py", "module": "email"}
        first = problem(name, "packages", "seen " * 15, words, facts.system)
        findings = (
            *(fine(str(number), "python", "in order " * 6) for number in range(4)),
            first,
            replace(first, follows_from=name),
            problem("port-taken", "port", "seen", {}, facts.system),
            note("flask-env-ignored", "project", "seen", {}, facts.system),
        )
        lines = list(summary_lines(Summary(facts=facts, findings=findings), verbose=False))
        assert len(lines) <= 24, name

"""`--json` prints one JSON value and nothing else, whatever goes wrong."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.checkout import ROOT
from tests.cli import tree
from tests.process import environment, flasktutor

pytestmark = pytest.mark.sweep
ASKED = tree.asked_for_json()
NEEDED = {
    "class": ["."],
    "run": ["hello.py"],
    "explain": ["No module named 'flask'"],
    "trace": ["app.py"],
}


def test_these_are_among_them() -> None:
    assert {*NEEDED, "lessons"} < set(ASKED)


def error_of(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The error that stands on standard output, held against the exit code and the words."""
    told = json.loads(done.stdout)
    assert told["schema"] == 1
    error: dict[str, Any] = told["error"]
    assert error["exit_code"] == done.returncode != 0
    assert "Something went wrong" not in error["message"]
    assert error["message"].splitlines()[0][:60] in done.stderr
    assert "Traceback" not in done.stderr
    return error


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "hello.py").write_text("print('hello')\n")
    (tmp_path / "app.py").write_text("from flask import Flask\napp = Flask(__name__)\n")
    return tmp_path


def typed(place: Path, command: str) -> list[str]:
    needed = NEEDED.get(command, [])
    return [str(place / one) if one.endswith(".py") else one for one in needed]


@pytest.mark.parametrize("command", ASKED)
@pytest.mark.parametrize("spoken", ["en", "id"])
def test_wrong_usage(place: Path, command: str, spoken: str) -> None:
    words = ["--lang", spoken, command, "--json", "--no-such-option", *typed(place, command)]
    error = error_of(flasktutor(*words, home=place / "home"))
    assert error["exit_code"] == 2
    assert "--no-such-option" in error["message"]
    assert f"flasktutor {command} --help" in error["hint"]


@pytest.mark.parametrize("command", [one for one in ASKED if one not in ("lessons", "explain")])
def test_a_stream_that_was_asked_for_nothing_else(place: Path, command: str) -> None:
    """Warnings go to the error stream: the home cannot be used, a course of lessons is broken."""
    (place / "home").write_text("in the way")
    (place / "course").mkdir()
    (place / "course" / "course.yaml").write_text("[")
    words = ["--lessons", str(place / "course"), command, "--json", *typed(place, command)]
    done = flasktutor(*words, home=place / "home")
    json.loads(done.stdout)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["run", "--json", "nowhere.py"],
        ["run", "--json", "."],
        ["run", "--json", "latin.py"],
        ["run", "--json", "hello.py", "--python", "nowhere"],
        ["run", "--json", "hello.py", "--python", "bare/bin/python"],
        ["run", "--json", "hello.py", "--form", "a=1", "--json-body", "1"],
        ["explain", "--json", "nowhere.log"],
        ["explain", "--json", "closed.log"],
        ["check-install", "--json", "--python", "nowhere"],
        ["trace", "--json", "app.py", "hello"],
        ["trace", "--json", "app.py", "--svg", "nowhere/picture.svg"],
        ["trace", "--json", "app.py", "--threads", "0"],
        ["progress", "--json", "--import", "hello.py"],
        ["progress", "--json", "--import", "nowhere.json"],
        ["progress", "--json", "--export", "nowhere/at/all.json"],
        ["lessons", "--json", "check"],
        ["lessons", "--json", "schema"],
        ["--lessons", "hello.py", "lessons", "--json"],
        ["lesson", "--json", "contexts"],
        ["strat", "--json"],
    ],
    ids=lambda words: " ".join(words),
)
def test_whatever_is_bad(place: Path, words: list[str]) -> None:
    (place / "latin.py").write_bytes(b"print('\xe9')\n")
    (place / "closed.log").symlink_to("closed.log")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place / "bare"], check=True)
    done = subprocess.run(
        [sys.executable, "-m", "flasktutor", *words], cwd=place, env=environment(place / "home"),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    error_of(done)


def test_each_flaw_of_a_lesson_stands_in_it(place: Path) -> None:
    script = (
        "from pathlib import Path\nfrom flasktutor.cli import as_json\n"
        "from flasktutor.errors import Issue, LessonError\n"
        "as_json.show_error(LessonError('bad', (Issue(Path('a.yaml'), 3, 4, 'no'),)), 1)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment(place), capture_output=True, check=True
    )
    (issue,) = json.loads(done.stdout)["error"]["issues"]
    assert issue == {"path": "a.yaml", "line": 3, "column": 4, "text": "no"}


def test_a_damaged_database_is_a_warning(place: Path) -> None:
    home = place / "home"
    home.mkdir()
    (home / "progress.db").write_bytes(b"not a database" * 500)
    done = flasktutor("progress", "--json", home=home)
    assert json.loads(done.stdout)["lessons"]
    assert "damaged" in done.stderr


def test_a_terminal_shows_nothing_but_json_either(place: Path) -> None:
    (place / "slow.py").write_text("import time\ntime.sleep(1)\n" + (place / "app.py").read_text())
    command = f"{shlex.quote(sys.executable)} -m flasktutor trace slow.py --json 2>/dev/null"
    said = pexpect.run(
        f"sh -c {shlex.quote(command)}",
        cwd=str(place), env=environment(place / "home", {"TERM": "xterm"}), encoding="utf-8",
    )  # fmt: skip
    assert json.loads(str(said))["schema"] == 1


def test_in_any_encoding(place: Path) -> None:
    more = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    (place / "héllo.py").write_text("print('→')\n", encoding="utf-8")
    done = flasktutor("run", "--json", str(place / "héllo.py"), home=place / "home", more=more)
    assert json.loads(done.stdout)["stdout"] == "→\n"


def test_the_reference_names_the_keys() -> None:
    page = (ROOT / "docs" / "reference.md").read_text("utf-8").partition("### Errors")[2]
    for key in ("message", "hint", "exit_code", "issues", "schema", "error"):
        assert f"`{key}`" in page.partition("\n### ")[0]

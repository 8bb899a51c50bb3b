"""`flasktutor run`: what it prints, where, and how it ends."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from flasktutor import cli
from flasktutor.paths import DATABASE
from flasktutor.progress import Progress
from tests.ui.terminal import Terminal

pytestmark = pytest.mark.sweep
SHOW = (
    "from flask import request as r\n"
    "print(r.method, r.full_path, r.headers.get('X'), r.data, r.form)"
)


@dataclass(frozen=True)
class Seen:
    """How a call of the command ended."""

    exit_code: int
    stdout: str
    stderr: str


class Invoke(Protocol):
    """Calls `flasktutor run` with the source on standard input, unless a file is named."""

    def __call__(self, *arguments: str, source: str | bytes = SHOW, file: str = "-") -> Seen: ...


@pytest.fixture
def invoke(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Invoke:
    monkeypatch.setenv("FLASKTUTOR_HOME", str(tmp_path / "home"))

    def call(*arguments: str, source: str | bytes = SHOW, file: str = "-") -> Seen:
        data = source if isinstance(source, bytes) else source.encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        code = cli.run(["--lang", "en", "run", file, *arguments])
        return Seen(code, *capsys.readouterr())

    return call


def test_the_default_is_a_get_of_the_root(invoke: Invoke) -> None:
    result = invoke()
    assert (result.exit_code, result.stdout) == (0, "GET /? None b'' ImmutableMultiDict([])\n")
    assert "ok · " in result.stderr


def test_a_whole_request(invoke: Invoke) -> None:
    result = invoke(
        "--path", "/a?b=1", "--method", "patch", "--header", "X: y", "--json-body", "[1]"
    )
    assert result.stdout == "PATCH /a?b=1 y b'[1]' ImmutableMultiDict([])\n"


def test_a_form_is_posted(invoke: Invoke) -> None:
    result = invoke("--form", "a=1=2", "--form", "b=")
    assert result.stdout == "POST /? None b'' ImmutableMultiDict([('a', '1=2'), ('b', '')])\n"


def test_a_file_is_run(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "snippet.py"
    path.write_text("\ufeffprint('é')", encoding="utf-8")
    result = invoke(file=str(path))
    assert (result.exit_code, result.stdout) == (0, "é\n")


def test_an_error_goes_to_stderr_and_gives_1(invoke: Invoke) -> None:
    result = invoke(source="print('a')\n1 / 0")
    assert (result.exit_code, result.stdout) == (1, "a\n")
    assert 'File "snippet.py", line 2' in result.stderr
    assert "ZeroDivisionError" in result.stderr


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("from flask import session\nsession['a'] = 1", "no secret key"),
        ("print(reqeust)", "Line 1 uses `reqeust`, which is not known. Did you mean `request`?"),
        ("if app\n  pass", "Python cannot read line 1: expected ':'. Nothing was run."),
    ],
)
def test_an_error_is_explained_as_in_a_lesson(invoke: Invoke, source: str, said: str) -> None:
    assert said in invoke(source=source).stderr
    assert said in json.loads(invoke("--json", source=source).stdout)["explanation"]


@pytest.mark.parametrize(
    ("beside", "source"),
    [
        ("helper.py", "import helper"),
        ("helper/__init__.py", "from helper.parts import price"),
        ("prices.txt", "open('prices.txt')"),
    ],
)
def test_what_stands_beside_the_file_is_said_to_be_left_behind(
    invoke: Invoke, tmp_path: Path, beside: str, source: str
) -> None:
    path, other = tmp_path / "my main.py", tmp_path / beside
    path.write_text(source, encoding="utf-8")
    assert "stands beside" not in invoke(file=str(path)).stderr
    other.parent.mkdir(exist_ok=True)
    other.write_text("", encoding="utf-8")
    for more in ((), ("--world", "g-per-app")):
        seen = invoke(*more, file=str(path))
        told = " ".join((seen.stdout + seen.stderr).split())
        assert f"`{beside.partition('/')[0]}` stands beside my main.py" in told
        assert f"flasktutor trace -- python '{path}'".replace("\n", " ") in told
    assert seen.exit_code == 1


def test_that_both_worlds_failed_is_said(invoke: Invoke) -> None:
    seen = invoke("--world", "g-per-app", source="print(1)\nraise KeyError('price')\nprint(2)")
    told = " ".join(seen.stdout.split())
    assert "Both fail, with the same end: KeyError: 'price'. Up to there" in told
    assert "come out alike" not in told
    seen = invoke("--world", "g-per-app", source="print(1)")
    assert "Both come out alike" in seen.stdout


def test_of_a_file_that_is_no_python_no_context_is_said(invoke: Invoke) -> None:
    seen = invoke(source="def price(:\n    pass")
    assert "Nothing was run." in seen.stderr
    assert "pushed" not in seen.stderr
    assert "pushed" in invoke(source="eval('1 +')").stderr


def test_a_program_that_makes_its_own_app_runs_as_it_is(invoke: Invoke) -> None:
    for made in ("from flask import Flask\napp = Flask('a')", "import flask\na = flask.Flask('a')"):
        done = invoke(source=f"{made}\nfrom flask import current_app\nprint(current_app.name)")
        assert done.exit_code == 1
        assert "outside of application context" in done.stderr
        assert "No context was pushed around it, for it makes its own app." in done.stderr
        pushed = invoke("--path", "/x", source=f"{made}\nfrom flask import request\nrequest.path")
        assert pushed.exit_code == 0
        said = "Around it a request context was pushed, of an app made for it: GET /x"
        assert said in pushed.stderr


def test_what_is_pushed_around_a_snippet_is_said(invoke: Invoke) -> None:
    assert "a request context was pushed, of an app made for it: GET /" in invoke().stderr
    assert "Around it an app context was pushed" in invoke("--context", "app").stderr
    assert "No context was pushed around it." in invoke("--context", "none").stderr
    assert "pushed" not in invoke("--json").stderr


def test_contexts(invoke: Invoke) -> None:
    source = "from flask import has_app_context as a, has_request_context as r\nprint(a(), r())"
    seen = [invoke("--context", kind, source=source).stdout for kind in ("none", "app", "request")]
    assert seen == ["False False\n", "True False\n", "True True\n"]


def test_a_timeout_is_the_learners_choice(invoke: Invoke) -> None:
    result = invoke("--timeout", "0.5", source="while True: pass")
    assert result.exit_code == 1
    assert "Stopped after 0.5 s" in result.stderr


def test_json_is_one_object(invoke: Invoke) -> None:
    result = invoke("--json", source="import sys\nprint('\\x1b[1m')\nsys.exit(3)")
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    expected = {
        "outcome": "error",
        "stdout": "\\x1b[1m\n",
        "stderr": "",
        "exit_code": 3,
        "truncated": False,
    }
    assert {key: told[key] for key in expected} == expected
    assert told["exception"]["type"] == "SystemExit"
    assert told["exception"]["line"] == 3
    assert {"duration_ms", "flask", "python", "isolation", "explanation"} <= set(told)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--form", "a"),
        ("--header", ":x"),
        ("--json-body", "{"),
        ("--form", "a=1", "--json-body", "1"),
        ("--context", "app", "--path", "/x"),
        ("--context", "nothing"),
        ("--timeout", "0"),
    ],
)
def test_wrong_usage_gives_2(invoke: Invoke, arguments: tuple[str, ...]) -> None:
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.stderr


def test_what_is_no_utf8_is_refused_with_its_place(invoke: Invoke) -> None:
    result = invoke(source=b"a = 1\nb = '\xff'")
    assert result.exit_code == 2
    assert "2:6: this byte is no UTF-8: 0xff." in result.stderr


def test_a_missing_interpreter_is_an_error_for_people(invoke: Invoke) -> None:
    result = invoke("--python", "/nowhere/python")
    assert result.exit_code == 1
    assert "No Python interpreter was found at /nowhere/python." in result.stderr


def test_the_python_chosen_once_for_all_is_used(invoke: Invoke, tmp_path: Path) -> None:
    with contextlib.closing(Progress.open(tmp_path / "home" / DATABASE)) as progress:
        progress.set_setting("python", "/nowhere/stored")
    assert "at /nowhere/stored" in invoke().stderr
    assert invoke("--python", sys.executable).exit_code == 0


def test_an_explanation_breaks_between_words_on_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("if app\n  pass\n")
    with Terminal(f"run {tmp_path / 'app.py'}", tmp_path, size=(44, 24)) as terminal:
        screen = terminal.wait("error · ")
    assert "A line that opens a block, with if, for, while, with, def," in " ".join(screen.split())

"""`flasktutor run`: what it prints, where, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flasktutor.cli.run import run
from flasktutor.errors import TutorError

SHOW = (
    "from flask import request as r\n"
    "print(r.method, r.full_path, r.headers.get('X'), r.data, r.form)"
)


def invoke(*arguments: str, source: str | bytes = SHOW) -> Result:
    return CliRunner().invoke(run, ["-", *arguments], input=source)


def test_the_default_is_a_get_of_the_root() -> None:
    result = invoke()
    assert (result.exit_code, result.stdout) == (0, "GET /? None b'' ImmutableMultiDict([])\n")
    assert "ok · " in result.stderr


def test_a_whole_request() -> None:
    result = invoke(
        "--path", "/a?b=1", "--method", "patch", "--header", "X: y", "--json-body", "[1]"
    )
    assert result.stdout == "PATCH /a?b=1 y b'[1]' ImmutableMultiDict([])\n"


def test_a_form_is_posted() -> None:
    result = invoke("--form", "a=1=2", "--form", "b=")
    assert result.stdout == "POST /? None b'' ImmutableMultiDict([('a', '1=2'), ('b', '')])\n"


def test_a_file_is_run(tmp_path: Path) -> None:
    path = tmp_path / "snippet.py"
    path.write_text("\ufeffprint('é')", encoding="utf-8")
    result = CliRunner().invoke(run, [str(path)])
    assert (result.exit_code, result.stdout) == (0, "é\n")


def test_an_error_goes_to_stderr_and_gives_1() -> None:
    result = invoke(source="print('a')\n1 / 0")
    assert (result.exit_code, result.stdout) == (1, "a\n")
    assert 'File "snippet.py", line 2' in result.stderr
    assert "ZeroDivisionError" in result.stderr


def test_contexts() -> None:
    source = "from flask import has_app_context as a, has_request_context as r\nprint(a(), r())"
    seen = [invoke("--context", kind, source=source).stdout for kind in ("none", "app", "request")]
    assert seen == ["False False\n", "True False\n", "True True\n"]


def test_a_timeout_is_the_learners_choice() -> None:
    result = invoke("--timeout", "0.5", source="while True: pass")
    assert result.exit_code == 1
    assert "Stopped after 0.5 s" in result.stderr


def test_json_is_one_object() -> None:
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
def test_wrong_usage_gives_2(arguments: tuple[str, ...]) -> None:
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.stderr


def test_what_is_no_utf8_is_refused_with_its_place() -> None:
    result = invoke(source=b"a = 1\nb = '\xff'")
    assert isinstance(result.exception, TutorError)
    assert result.exception.exit_code == 2
    assert "2:6" in result.exception.message


def test_a_missing_interpreter_is_an_error_for_people() -> None:
    result = invoke("--python", "/nowhere/python")
    assert isinstance(result.exception, TutorError)
    assert "/nowhere/python" in result.exception.message

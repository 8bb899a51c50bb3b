"""Numbers and JSON on the command line have bounds, and what lies beyond is said in words."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasktutor import typed_json
from tests.cli import tree
from tests.process import environment, flasktutor

pytestmark = pytest.mark.sweep
NUMBERS = (click.INT.__class__, click.FLOAT.__class__, click.IntRange, click.FloatRange)
ODD = ("²", "9" * 30, "0", "-5", "1", "wide")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**299), 10**299) | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)  # fmt: skip


def numeric() -> Iterator[tuple[str, click.Option]]:
    for name, command in tree.commands():
        for option in tree.options(command):
            if isinstance(option.type, NUMBERS):
                yield name, option


def test_there_are_numeric_options() -> None:
    assert {option.opts[0] for _name, option in numeric()} >= {"--timeout", "--threads", "--port"}


@pytest.mark.parametrize(
    ("name", "option"), [pytest.param(*one, id=f"{one[0]} {one[1].opts[0]}") for one in numeric()]
)
def test_each_has_bounds(name: str, option: click.Option) -> None:
    kind = option.type
    assert getattr(kind, "min", None) is not None, f"{name} {option.opts} has no least value"
    assert getattr(kind, "max", None) is not None, f"{name} {option.opts} has no greatest value"
    # Any free port is asked for by a 0, and a seed may be one.
    zero = getattr(kind, "min", None) == 0 and {"--port", "--seed"} & set(option.opts)
    least = () if zero else ("0",)
    for value in ("inf", "-inf", "nan", "1e10", "-1", *least, "9" * 5000):
        with pytest.raises(click.BadParameter):
            kind.convert(value, option, None)


@pytest.mark.parametrize("value", ["inf", "nan", "1e10", "-1", "0", "9" * 5000])
@pytest.mark.parametrize("spoken", ["en", "id"])
def test_a_timeout_beyond_them_is_wrong_usage(tmp_path: Path, value: str, spoken: str) -> None:
    (tmp_path / "hi.py").write_text("print('hi')\n")
    words = ("--lang", spoken, "run", str(tmp_path / "hi.py"), "--timeout", value)
    done = flasktutor(*words, home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--timeout" in done.stderr
    assert len(done.stderr) < 1500


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("[" * 60_000, "deeper than 100 levels"),
        ("9" * 5000, "more than 300 digits"),
        ("-" + "9" * 5000, "more than 300 digits"),
        ("1e999", "too large"),
        ("NaN", "NaN is not JSON"),
        ("-Infinity", "-Infinity is not JSON"),
        ("{", "line 1, column 2 is not JSON"),
    ],
)
@pytest.mark.parametrize("command", ["run", "trace"])
def test_a_body_beyond_them_is_wrong_usage(
    tmp_path: Path, command: str, body: str, said: str
) -> None:
    (tmp_path / "app.py").write_text("print('hi')\n")
    given = ("--json-body", body) if command == "run" else (f"POST / {body}",)
    if command == "trace" and body[0] not in "[{":
        given = (f'POST / {{"a": {body}}}',)
    done = flasktutor(command, str(tmp_path / "app.py"), *given, home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr) < 1500


def test_a_body_just_within_them_arrives(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("from flask import request\nprint(request.data.decode())\n")
    body = '{"a":' * 99 + "[" + "9" * 300 + "]" + "}" * 99
    done = flasktutor("run", str(tmp_path / "app.py"), "--json-body", body, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == json.loads(body)


@given(VALUES)
def test_all_that_json_can_say_is_read(value: object) -> None:
    text = json.dumps(value)
    if text.count("[") + text.count("{") <= typed_json.DEEPEST:
        assert typed_json.read(text) == value


@given(st.text(alphabet='[]{}",:\\ 0123456789.eE+-truefalsnNI') | st.text())
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    said = ""
    try:
        json.dumps(typed_json.read(text), allow_nan=False)
    except ValueError as error:
        said = str(error)
    # The library's own words, in English.
    assert not re.search("Expecting|Extra data|Out of range", said)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs an endless file")
def test_a_snippet_without_end_is_refused(tmp_path: Path) -> None:
    done = flasktutor("run", "/dev/zero", home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "/dev/zero is no snippet" in done.stderr


def test_of_a_log_that_is_very_long_the_end_is_explained(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-16"):
        text = "x" * 79 + "\n"
        error = "Traceback (most recent call last):\nModuleNotFoundError: No module named 'flask'\n"
        done = subprocess.run(
            [sys.executable, "-m", "flasktutor", "explain", "-"],
            input=(text * 150_000 + error).encode(encoding), env=environment(tmp_path),
            capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, (encoding, done.stdout)


@pytest.mark.parametrize(("name", "value"), [*(("COLUMNS", one) for one in ODD), ("LINES", "²")])
def test_odd_sizes_of_the_terminal_are_none(tmp_path: Path, name: str, value: str) -> None:
    for words in (("--help",), ("progress",), ("explain", "No module named 'flask'")):
        done = flasktutor(*words, home=tmp_path, more={name: value})
        assert (done.returncode, done.stderr) == (0, ""), words

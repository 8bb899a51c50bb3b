"""What was raised last stopped the program: it is named, whatever else in the text is known.

The texts are what Python itself writes of these programs.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from flasktutor.causes import Explanation, explain_text
from flasktutor.causes.system import System
from flasktutor.cli.repairing.explanation_text import explanation_lines
from tests.process import flasktutor

ASKED = "from flask import current_app\ntry:\n    current_app.name\n"
CAUGHT = "except RuntimeError:\n    {}['SHOP']\n"
WRAPPED = "except RuntimeError as error:\n    raise LookupError('no shop') from error\n"
INSTEAD = "except RuntimeError:\n    raise LookupError('no shop') from None\n"
IN_TURN = """
from flask import current_app
try:
    try:
        current_app.name
    except RuntimeError as error:
        raise LookupError("no shop") from error
except LookupError:
    1 / 0
"""
"""What was directly caused is caught, and then another error is raised."""


def said(program: str, folder: Path) -> str:
    """What Python writes on its standard error."""
    file = folder / "shop.py"
    file.write_text(program)
    return subprocess.run(
        [sys.executable, str(file)], capture_output=True, text=True, check=False
    ).stderr


def told(program: str, folder: Path) -> Explanation:
    explanation = explain_text(said(program, folder))
    assert explanation is not None
    return explanation


def test_what_followed_a_caught_error_is_named(tmp_path: Path) -> None:
    explanation = told(ASKED + CAUGHT, tmp_path)
    assert explanation.last is not None
    assert (explanation.last.type, explanation.last.message) == ("KeyError", "'SHOP'")
    assert explanation.last.place is not None
    assert explanation.last.place.code == "{}['SHOP']"
    assert (explanation.id, explanation.certain) == ("outside-app-context-at-import", False)


def test_a_direct_cause_is_the_cause(tmp_path: Path) -> None:
    explanation = told(ASKED + WRAPPED, tmp_path)
    assert (explanation.id, explanation.certain) == ("outside-app-context-at-import", True)
    assert explanation.last is None


def test_what_was_caught_together_with_its_cause_stopped_nothing(tmp_path: Path) -> None:
    explanation = told(IN_TURN, tmp_path)
    assert explanation.last is not None
    assert explanation.last.type == "ZeroDivisionError"
    assert (explanation.id, explanation.certain) == ("outside-app-context-at-import", False)


def test_what_an_error_took_the_place_of_is_not_seen(tmp_path: Path) -> None:
    explanation = told(ASKED + INSTEAD, tmp_path)
    assert not explanation.known
    assert explanation.error is not None
    assert explanation.error.type == "LookupError"
    assert explanation.last is None


def test_a_log_that_ends_with_an_unknown_error_names_it(tmp_path: Path) -> None:
    log = said("from flask import current_app\ncurrent_app.name\n", tmp_path)
    explanation = explain_text(f"{log}[2026-11-28 10:00:00] next\n{said('1 / 0', tmp_path)}")
    assert explanation is not None
    assert explanation.last is not None
    assert explanation.last.type == "ZeroDivisionError"
    assert (explanation.id, explanation.certain) == ("outside-app-context-at-import", True)


def test_a_log_that_ends_with_a_known_error_is_explained_by_it(tmp_path: Path) -> None:
    known = said("from flask import current_app\ncurrent_app.name\n", tmp_path)
    explanation = explain_text(said("1 / 0", tmp_path) + known)
    assert explanation is not None
    assert explanation.known
    assert explanation.last is None


def test_that_a_program_was_stopped_is_no_error_to_name(tmp_path: Path) -> None:
    stopped = CAUGHT.replace("{}['SHOP']", "raise KeyboardInterrupt")
    assert told(ASKED + stopped, tmp_path).last is None


@pytest.mark.parametrize(
    ("lang", "why", "first"),
    [
        ("en", "Why this was raised is not known here. Before it", "Probably: current_app"),
        ("id", "Mengapa error ini muncul tidak diketahui di sini. Sebelumnya", "Kemungkinan: "),
    ],
)
def test_the_last_error_stands_first(lang: str, why: str, first: str, tmp_path: Path) -> None:
    text = said(ASKED + CAUGHT, tmp_path)
    shown = flasktutor("--lang", lang, "explain", home=tmp_path, text=text)
    lines = shown.stdout.splitlines()
    assert lines[0] == "✗ KeyError: 'SHOP'"
    assert lines.index("✗ RuntimeError: Working outside of application context.") > 3
    assert why in shown.stdout
    assert shown.stdout.index(why) < shown.stdout.index(first)


def test_json_tells_the_last_error_like_the_other_and_what_its_type_means(tmp_path: Path) -> None:
    text = said(ASKED + CAUGHT, tmp_path)
    told = json.loads(flasktutor("explain", "--json", home=tmp_path, text=text).stdout)
    assert told["error"].keys() == {"type", "message", "place"}
    assert told["last"].keys() == {*told["error"].keys(), "means", "why"}
    assert told["last"]["type"] == "KeyError"


def test_json_says_that_no_other_error_is_left(tmp_path: Path) -> None:
    for text in (said(ASKED + WRAPPED, tmp_path), said("1 / 0", tmp_path)):
        told = json.loads(flasktutor("explain", "--json", home=tmp_path, text=text).stdout)
        assert told["last"] is None


def test_where_the_call_is_to_be_wrapped_is_told(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "from flask import g\n\n\ndef get_db():\n    g.db = 1\n    return g.db\n"
    )
    explanation = told("from app import get_db\n\nget_db()\n", tmp_path)
    assert explanation.id == "outside-app-context"
    assert explanation.error is not None
    assert explanation.error.place is not None
    assert explanation.error.place.code == "g.db = 1"
    assert explanation.call is not None
    assert (explanation.call.line, explanation.call.code) == (3, "get_db()")
    assert "shop.py, line 3, rather than the line inside get_db()" in explanation.fixes[0].say
    lines = [line.text for line in explanation_lines(explanation, System())]
    assert any(line.strip().startswith("Called in: ") for line in lines)


def test_a_line_that_only_imports_is_no_call_to_wrap(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "from flask import current_app\n\n\ndef name():\n    return current_app.name\n\n\nname()\n"
    )
    explanation = told("import app\n", tmp_path)
    assert explanation.call is not None
    assert explanation.call.code == "name()"


def test_a_call_through_a_package_is_not_to_be_wrapped(tmp_path: Path) -> None:
    program = """\
import click
from flask import current_app

@click.command()
def stock():
    name()

def name():
    return current_app.name

stock(standalone_mode=False)
"""
    explanation = told(program, tmp_path)
    assert explanation.call is None or explanation.call.code != "stock(standalone_mode=False)"


def test_a_line_that_no_function_holds_is_called_from_nowhere(tmp_path: Path) -> None:
    explanation = told("from flask import g\nprint([g.x for _ in (1,)])\n", tmp_path)
    assert explanation.call is None

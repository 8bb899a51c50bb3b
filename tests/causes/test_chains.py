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

"""What Python adds to a message, “Did you mean”, is shown, and changes nothing of what is told."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from flasktutor.causes import Explanation, explain_text
from flasktutor.causes.reading import without_hint
from flasktutor.causes.system import System
from flasktutor.cli.repairing.explanation_text import explanation_lines
from tests.process import flasktutor

TEXTS = Path(__file__).parent / "tracebacks"
HINTS = [
    ". Did you mean: 'route'?",
    ". Did you mean: 'self.items'?",
    ". Did you forget to import 'sys'?",
    ". Did you forget to import 'sys'",  # 3.12.1 without its question mark
    ". Did you mean: 'copy'? Or did you forget to import 'copy'?",
    ". Did you mean '.rack.price' instead of '.price'?",
]
_MAY_HAVE_ONE = re.compile(
    r"^((?:E +)?(?:AttributeError|NameError|ImportError|ModuleNotFoundError): [^\n?]*?)\.?$",
    re.MULTILINE,
)


@cache
def known_of(text: str) -> tuple[str, bool, str] | None:
    told = explain_text(text)
    return (told.id, told.certain, told.means) if told else None


@pytest.mark.parametrize("hint", HINTS)
def test_a_hint_behind_a_message_changes_no_cause(hint: str) -> None:
    seen = 0
    for path in sorted(TEXTS.iterdir()):
        text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
        hinted = _MAY_HAVE_ONE.sub(rf"\1{hint}", text)
        seen += hinted != text
        assert known_of(hinted) == known_of(text), path.name
    assert seen > 50


@pytest.mark.parametrize("hint", HINTS)
def test_a_hint_is_told_from_the_message(hint: str) -> None:
    assert without_hint(f"name 'x' is not defined{hint}") == ("name 'x' is not defined", hint)


def test_a_question_of_somebody_elses_is_part_of_the_message() -> None:
    message = "The app is not registered. Did you forget to call 'init_app'?"
    assert without_hint(message) == (message, "")


def test_a_hint_is_shown_with_the_error_as_python_wrote_it(tmp_path: Path) -> None:
    file = tmp_path / "shop.py"
    file.write_text("from flask import Flask\nFlask('shop').rout('/')\n")
    text = subprocess.run(
        [sys.executable, str(file)], capture_output=True, text=True, check=False
    ).stderr
    written = text.splitlines()[-1]
    assert written.endswith("Did you mean: 'route'?")
    shown = explanation_lines(_told(text), System())
    assert " ".join(line.text.strip() for line in shown).startswith(f"✗ {written}")
    data = json.loads(flasktutor("explain", "--json", home=tmp_path, text=text).stdout)
    assert f"{data['error']['type']}: {data['error']['message']}" == written


def test_a_probable_cause_with_a_hint_names_its_error_once() -> None:
    text = (
        "ImportError: cannot import name 'requst' from 'flask' (/home/ani/shop/.venv/lib/"
        "python3.13/site-packages/flask/__init__.py). Did you mean: 'request'?"
    )
    told = _told(text)
    assert not told.certain
    assert "Points to it" not in " ".join(line.text for line in explanation_lines(told, System()))


def _told(text: str) -> Explanation:
    told = explain_text(text)
    assert told is not None
    return told

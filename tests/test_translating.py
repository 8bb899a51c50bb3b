"""The guide for translators, followed to the letter in a copy of the project, gives a language."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

from tests.checkout import ROOT

GUIDE = ROOT / "docs" / "translating.md"
CATALOGUE = Path("flasktutor", "locale", "jv", "LC_MESSAGES", "flasktutor.po")
WORDS = {
    "English": "Basa Jawa",
    "Language": "Basa",
    "Usage:": "Cara nganggo:",
    "Quit": "Metu",
}
Typed = Callable[..., str]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    copy = tmp_path / "project"
    for folder in ("flasktutor", "lessons"):
        shutil.copytree(ROOT / folder, copy / folder)  # with its bytecode: it is started often
    return copy


@pytest.fixture
def typed(project: Path, tmp_path: Path) -> Typed:
    """Runs a command line of the guide in the copy, and gives what it printed."""
    programs = {
        "flasktutor": [sys.executable, "-m", "flasktutor"],
        "pybabel": [sys.executable, "-m", "babel.messages.frontend"],
    }
    environ = {**os.environ, "PYTHONPATH": str(project), "FLASKTUTOR_HOME": str(tmp_path / "home")}

    def run(line: str, answers: str = "q\n") -> str:
        program, _blank, rest = line.partition(" ")
        start = " ".join(map(shlex.quote, programs.get(program, [program])))
        done = subprocess.run(
            f"{start} {rest}",
            shell=True,
            cwd=project,
            env=environ,
            input=answers,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        return done.stdout

    return run


def translate(project: Path) -> None:
    """Do what the guide leaves to the translator, for a few messages."""
    path = project / CATALOGUE
    with path.open("rb") as text:
        catalogue = read_po(text)
    for english, javanese in WORDS.items():
        message = catalogue.get(english)
        assert message is not None, english
        message.string = javanese
    with path.open("wb") as text:
        write_po(text, catalogue)


def test_the_guide_gives_a_language(project: Path, typed: Typed) -> None:
    lines = re.findall(r"^\$ (.+)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(lines) >= 8
    for line in lines:
        heard = typed(line)
        if line.startswith("pybabel init"):
            translate(project)
        if line.endswith("--help"):
            assert heard.startswith("Cara nganggo: flasktutor")
            assert "--lang [en|id|jv]" in heard
        if line.endswith("lesson what-is-flask"):
            assert "Apa itu Flask" in heard

    asked = typed("flasktutor --plain start")
    assert "Language · Bahasa · Basa" in asked
    assert re.search(r"3\. Basa Jawa", asked)
    chosen = typed("flasktutor --plain start", answers="3\n1\nq\n")
    assert "Metu" in chosen
    assert typed("flasktutor --help").startswith("Cara nganggo:"), "the choice was not kept"
    assert "Cara pakai" in typed("flasktutor --lang id --help"), "Indonesian was harmed"


def test_a_language_that_is_not_compiled_is_not_offered(project: Path, typed: Typed) -> None:
    (project / "flasktutor/locale/id/LC_MESSAGES/flasktutor.mo").unlink()
    assert "--lang [en]" in typed("flasktutor --help")
    with pytest.raises(AssertionError, match="'id' is not"):
        typed("flasktutor --lang id lessons")

"""A command that the program tells to type does what it says, typed as it stands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from flasktutor.progress import Progress
from tests.classroom.folders import answer, hand_in
from tests.process import flasktutor

IDEA = "first-idea"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of one's own in a folder with a name that has to be quoted."""
    folder = tmp_path / "kursus é"
    made = flasktutor("lessons", "new", "shop", "--course", "--folder", str(folder), home=tmp_path)
    assert made.returncode == 0, made.stderr
    return folder / "shop"


def told(said: str, words: str) -> list[str]:
    """The words of the first command that is told as `words` have it, as a shell reads them."""
    found = re.search(words, " ".join(said.split()))
    assert found, said
    program, *rest = shlex.split(found[1])
    assert program == "flasktutor"
    return rest


def asked(course: Path) -> str:
    """A step of the course's lesson that asks."""
    steps = re.findall(r"- key: (\S+)\n +kind: (\S+)", (course / "first-lesson.yaml").read_text())
    (key, *_others) = (key for key, kind in steps if kind not in ("text", "run"))
    return str(key)


def test_a_class_with_a_course_of_one_s_own(course: Path, tmp_path: Path) -> None:
    missed = answer(asked(course), "wrong", belief=IDEA, lesson="shop/first-lesson")
    hand_in(tmp_path / "handed-in" / "ayu.json", "Ayu", missed)
    options = ("--lessons", str(course), "--trust")
    said = flasktutor(*options[:2], "class", str(tmp_path / "handed-in"), home=tmp_path).stdout
    command = told(said, r"`(flasktutor [^`]*)` takes you there")
    assert flasktutor(*command, "--trust", home=tmp_path, text="q\n").returncode == 0


def test_progress_with_a_course_of_one_s_own(course: Path, tmp_path: Path) -> None:
    with Progress.open(tmp_path / "progress.db") as progress:
        progress.record(answer(asked(course), "wrong", belief=IDEA, lesson="shop/first-lesson"))
    said = flasktutor("--lessons", str(course), "progress", home=tmp_path).stdout
    command = told(said, r"`(flasktutor [^`]*)` takes you there")
    assert flasktutor(*command, "--trust", home=tmp_path, text="q\n").returncode == 0


def test_what_a_new_course_is_taken_and_proved_with(tmp_path: Path) -> None:
    folder = tmp_path / "map é spasi"
    new = ("lessons", "new", "shop", "--package", "--folder", str(folder))
    said = flasktutor(*new, home=tmp_path).stdout
    taken = told(said, r"Take it: (.*?) Write on")
    assert flasktutor(*taken, home=tmp_path, text="q\n").returncode == 0
    proved = told(said, r"prove it: (.*?) Make what")
    assert (
        flasktutor(*[word for word in proved if word != "--watch"], home=tmp_path).returncode == 0
    )
    wheel = shlex.split(said.partition("hand out: ")[2])
    assert Path(wheel[-1], "pyproject.toml").is_file()


def test_how_to_ask_for_another_route_of_an_app(tmp_path: Path) -> None:
    app = tmp_path / "toko é buku" / "app.py"
    app.parent.mkdir()
    app.write_text(
        "from flask import Flask\n\napp = Flask(__name__)\n"
        "app.add_url_rule('/', 'home', lambda: 'home')\n"
        "app.add_url_rule('/book/<int:number>', 'book', lambda number: f'book {number}')\n"
    )
    said = flasktutor("trace", str(app), home=tmp_path).stdout
    command = told(said, r"name them: (flasktutor .*)$")
    again = flasktutor(*command, home=tmp_path)
    assert (again.returncode, again.stdout.count("200 OK") > 0) == (0, True)
    assert "/book/1" in again.stdout

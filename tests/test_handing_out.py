"""What the documentation says of handing out lessons, done as it stands: a package, and a class."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.process import environment
from tests.test_guide import GUIDE, blocks, written

HOW_TO = (ROOT / "docs" / "how-to.md").read_text("utf-8")
HANDING_OUT = GUIDE.partition("## Giving lessons to others")[2]
LISTED = re.search(r"^```\n(.*?)^```$", HANDING_OUT, re.MULTILINE | re.DOTALL)
COMMANDS = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```$", HANDING_OUT, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]


class Shell:
    """Types commands as they are documented, in a folder, with one environment at hand."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder = folder
        self._programs = programs

    def type(self, line: str, text: str = "") -> str:
        path = os.pathsep.join([str(self._programs), os.environ["PATH"]])
        # The build runs on what is installed here: nothing is fetched.
        more = {"PATH": path, "PIP_NO_BUILD_ISOLATION": "0", "PIP_NO_INDEX": "1"}
        inherited = environment(self.folder / "home", more)
        inherited.pop("PYTHONPATH")
        done = subprocess.run(
            shlex.split(line), cwd=self.folder, env=inherited, input=text, text=True,
            encoding="utf-8", capture_output=True, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.fixture
def fresh(tmp_path: Path) -> Shell:
    """A fresh environment with flasktutor in it."""
    venv.create(tmp_path / "venv", with_pip=True)
    programs = tmp_path / "venv" / "bin"
    there = sysconfig.get_path(
        "purelib", "venv", vars={"base": str(tmp_path / "venv"), "platbase": str(tmp_path / "venv")}
    )
    # What flasktutor stands on is that of this environment; a course is installed for real.
    paths = [str(ROOT), sysconfig.get_path("purelib")]
    (Path(there) / "flasktutor-here.pth").write_text("\n".join(paths), "utf-8")
    script = programs / "flasktutor"
    script.write_text(f"#!{programs / 'python'}\nfrom flasktutor.__main__ import main\nmain()\n")
    script.chmod(0o755)
    folder = tmp_path / "work"
    folder.mkdir()
    return Shell(folder, programs)


def package(folder: Path) -> None:
    """Exactly the files that the guide lists, with what it prints in them."""
    assert LISTED
    names = [line.split()[0] for line in LISTED[1].splitlines() if not line.rstrip().endswith("/")]
    course = folder / "routing" / "routing_course"
    course.mkdir(parents=True)
    (toml,) = blocks("toml")
    (folder / "routing" / "pyproject.toml").write_text(toml, "utf-8")
    (course / "__init__.py").touch()
    written(course)
    there = {path.name for path in (folder / "routing").rglob("*") if path.is_file()}
    assert there == set(names)


@pytest.mark.slow
def test_the_documented_package_is_built_installed_and_taken(fresh: Shell) -> None:
    package(fresh.folder)
    build, install, listing, lesson = COMMANDS
    fresh.type(build)
    assert [path.name for path in (fresh.folder / "dist").iterdir()] == [
        Path(install.split()[-1]).name
    ]
    fresh.type(install)
    # Nothing of the folder that it was built from is looked at.
    (fresh.folder / "routing").rename(fresh.folder / "elsewhere")
    assert re.search(
        r"^routing/url-rules +0/\d+ +5 min +en,id +URL rules", fresh.type(listing), re.M
    )
    taken = fresh.type(f"{lesson} --trust", text="\n\nq\n")
    assert "A rule such as" in taken.replace("**", "")
    assert "{'number': 7}" in taken
    again = json.loads(fresh.type("flasktutor lessons --json"))
    (row,) = (one for one in again if one["name"] == "routing/url-rules")
    assert row["source"] == "routing-course"
    assert row["done"] >= 1


@pytest.mark.slow
def test_a_package_that_was_begun_by_command_is_built_installed_and_proved(fresh: Shell) -> None:
    made = fresh.type("flasktutor lessons new kelas-flask --package")
    (build,) = (line.partition(": ")[2] for line in made.splitlines() if "pip wheel" in line)
    fresh.type(build)
    (wheel,) = (fresh.folder / "dist").glob("*.whl")
    fresh.type(f"python -m pip install {wheel}")
    listed = fresh.type("flasktutor lessons")
    assert "From kelas-flask-course:" in listed
    assert re.search(r"^kelas-flask/first-lesson ", listed, re.M)
    (row,) = (
        one
        for one in json.loads(fresh.type("flasktutor lessons --json"))
        if one["course"] == "kelas-flask"
    )
    proved = fresh.type(f"flasktutor lessons check --trust {Path(row['path']).parent}")
    assert re.search(r"1 lesson \(en, id\), \d+ runs on Flask .*: 0 flaws", proved)
    # The folder that it is made from is the same course, as long as it holds the very same.
    mine = "flasktutor --lessons kelas-flask/kelas_flask_course lessons"
    assert fresh.type(mine).count("kelas-flask/first-lesson ") == 1
    lesson = fresh.folder / "kelas-flask/kelas_flask_course/first-lesson.yaml"
    lesson.write_text(lesson.read_text("utf-8") + "# changed\n", "utf-8")
    assert "Called `kelas-flask-2` here, for a `kelas-flask` is listed above" in fresh.type(mine)


def test_the_printed_pyproject_is_the_one_that_is_written() -> None:
    (toml,) = blocks("toml")
    assert toml == (ROOT / "flasktutor" / "draft" / "package.toml").read_text("utf-8")


LESSON = """\
format: 1
lesson: my-lesson
title: Mine
summary: What it is about.
steps:
  - {key: one, kind: fill, body: "One.", code: print(____), accept: ["1"], prints: "1"}
  - {key: two, kind: fill, body: "Two.", code: print(____), accept: ["2"], prints: "2"}
"""
ANSWERS = "1\n\n0\n2\n\n"
"""The first rightly, the second wrongly at first."""


def test_the_documented_class_hands_in_the_learners_real_answers(tmp_path: Path) -> None:
    shell = Shell(tmp_path, Path(sys.executable).parent)
    (tmp_path / "my-lessons").mkdir()
    (tmp_path / "my-lessons" / "my-lesson.yaml").write_text(LESSON, "utf-8")
    recipe = HOW_TO.partition("## Use it in a class")[2]
    found = re.findall(r"^```sh\n(.*?)^```$", recipe, re.MULTILINE | re.DOTALL)
    lesson, export, look = (line for block in found for line in block.splitlines())
    shell.type(f"{lesson} --trust", ANSWERS)
    shell.type(export)
    (tmp_path / "handed-in").mkdir()
    (tmp_path / "ayu.json").rename(tmp_path / "handed-in" / "ayu.json")
    (ayu,) = json.loads(shell.type(f"{look} --json"))["rows"]
    told = {name: ayu[name] for name in ("who", "finished", "answered", "first_try")}
    assert told == {"who": "Ayu", "finished": 1, "answered": 2, "first_try": 1}
    assert re.search(r"Ayu +1/\d+ +1/2 ", shell.type(look))
    own = json.loads(shell.type("flasktutor --lessons my-lessons progress --json --name Ayu"))
    assert own["name"] == "Ayu"
    (mine,) = (one for one in own["lessons"] if one["lesson"] == "my-lessons/my-lesson")
    assert (mine["answered"], mine["right_first_try"]) == (2, 1)
    handed = json.loads((tmp_path / "handed-in" / "ayu.json").read_text("utf-8"))
    assert handed["versions"] == {"my-lessons/my-lesson": mine["version"]}

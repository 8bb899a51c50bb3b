"""Courses of others: from a folder, and from packages that a real pip put into a real venv."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flasktutor import draft
from flasktutor.progress import Progress
from tests.checkout import ROOT
from tests.process import environment, flasktutor

pytestmark = pytest.mark.sweep

# Whoever imports the package instead of reading its metadata ends here.
NEVER = 'raise SystemExit("the package was run")\n'


def wheel(folder: Path, name: str, points: dict[str, str], files: dict[str, str]) -> Path:
    """A wheel made by hand: what a build backend would make of a package with lessons in it."""
    info = f"{name}-1.0.dist-info"
    entry_points = "".join(f"{key} = {value}\n" for key, value in points.items())
    contents = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": f"[flasktutor.courses]\n{entry_points}",
    }
    record = "".join(f"{path},,\n" for path in (*contents, f"{info}/RECORD"))
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for inner, text in {**contents, f"{info}/RECORD": record}.items():
            archive.writestr(inner, text)
    return path


def lessons(folder: Path, *names: str) -> dict[str, str]:
    """The files of real lessons, for a package."""
    for name in names:
        draft.write(name, folder)
    return {path.name: path.read_text("utf-8") for path in folder.glob("*.yaml")}


@dataclass
class Machine:
    """A learner's environment, with packages installed by pip."""

    python: Path
    home: Path

    def pip(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
        subprocess.run([*command, "--python", str(self.python), *arguments], check=True)

    def run(self, *arguments: str, options: tuple[str, ...] = ()) -> Any:
        return subprocess.run(
            [str(self.python), *options, "-m", "flasktutor", *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=environment(self.home),
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def listed(self) -> dict[str, str]:
        """The names of all lessons, and where they come from."""
        told = self.run("lessons", "--json")
        assert told.returncode == 0, told.stderr
        return {row["name"]: row["source"] for row in json.loads(told.stdout)}


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    place = tmp_path_factory.mktemp("machine")
    venv.create(place / "venv", symlinks=True)
    (site,) = (place / "venv").glob("lib/python*/site-packages")
    # What flasktutor needs is seen from here, without a download.
    (site / "needed.pth").write_text("".join(f"{p}\n" for p in sys.path if p.endswith("packages")))
    made = Machine(place / "venv/bin/python", place / "home")
    texts = lessons(place / "texts", "contexts", "wtforms")
    wheels = [
        wheel(place, "flask_forms", {"forms": "forms_course.yaml:nothing"}, {
            "forms_course/__init__.py": NEVER,
            "forms_course/yaml/__init__.py": NEVER,
            **{f"forms_course/yaml/{name}": text for name, text in texts.items()},
        }),
        wheel(place, "gone_course", {"gone": "not_there.at_all"}, {"gone_course.py": NEVER}),
        wheel(place, "bare_course", {"bare": "bare_course"}, {"bare_course/__init__.py": NEVER}),
    ]  # fmt: skip
    made.pip("install", "--no-index", "--no-deps", *map(str, wheels))
    return made


def test_courses_of_packages_are_listed_by_source(machine: Machine) -> None:
    listed = machine.listed()
    assert listed["contexts"] == "flasktutor"
    assert listed["forms/contexts"] == listed["forms/wtforms"] == "flask_forms"
    assert "\nFrom flask_forms:\nforms/contexts " in machine.run("lessons").stdout


def test_a_broken_course_is_said_in_one_line_and_stops_nothing(machine: Machine) -> None:
    told = machine.run("lessons")
    assert told.returncode == 0
    gone, bare = sorted(told.stderr.splitlines(), reverse=True)
    assert "`gone` of the package gone_course is left out" in gone
    assert "`bare` of the package bare_course is left out" in bare


def test_a_second_list_looks_at_no_metadata(machine: Machine) -> None:
    machine.run("lessons")
    told = machine.run("lessons", options=("-X", "importtime"))
    assert "flasktutor.sources" in told.stderr
    assert "importlib.metadata" not in told.stderr


def test_a_name_that_two_courses_share_keeps_both_apart(machine: Machine) -> None:
    refused = machine.run("lesson", "forms/contexts")
    assert refused.returncode == 1
    assert "--trust" in refused.stderr
    assert machine.run("lesson", "forms/contexts", "--trust").returncode == 0
    assert "Contexts and proxies" in machine.run("lesson", "contexts").stdout
    progress = Progress.open(machine.home / "progress.db")
    assert {place.lesson for place in progress.places()} == {"contexts", "forms/contexts"}
    progress.close()


def test_the_last_part_is_enough_where_it_is_ours_alone(machine: Machine) -> None:
    told = machine.run("lesson", "wtforms", "--trust")
    assert (told.returncode, "Wtforms" in told.stdout) == (0, True)
    assert machine.run("reset", "wtforms", "--yes").returncode == 0


def test_what_is_installed_and_removed_is_seen_at_once(machine: Machine, tmp_path: Path) -> None:
    files = {f"late_course/{name}": text for name, text in lessons(tmp_path, "later").items()}
    made = wheel(tmp_path, "late_course", {"late": "late_course"}, files)
    machine.pip("install", "--no-index", "--no-deps", str(made))
    assert "late/later" in machine.listed()
    machine.pip("uninstall", "-y", "late_course")
    assert "late/later" not in machine.listed()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def names(*arguments: str, home: Path) -> list[str]:
    told = flasktutor(*arguments, "lessons", "--json", home=home)
    assert told.returncode == 0, told.stderr
    return [row["name"] for row in json.loads(told.stdout) if row["source"] != "flasktutor"]


def test_a_folder_is_called_as_its_course_file_says(tmp_path: Path, home: Path) -> None:
    draft.write("one", tmp_path / "mine")
    folder = str(tmp_path / "mine")
    assert names("--lessons", folder, home=home) == ["mine/one"]
    course = tmp_path / "mine" / "course.yaml"
    course.write_text("format: 1\ncourse: extra\ntitle: More\n", "utf-8")
    assert names("--lessons", folder, "--lessons", f"{folder}/.", home=home) == ["extra/one"]


def test_two_courses_of_one_name_are_numbered(tmp_path: Path, home: Path) -> None:
    for parent in ("a", "b"):
        draft.write("one", tmp_path / parent / "lessons")
    folders = ("--lessons", f"{tmp_path}/a/lessons", "--lessons", f"{tmp_path}/b/lessons")
    assert names(*folders, home=home) == ["lessons/one", "lessons-2/one"]


def test_a_lesson_with_a_flaw_stops_no_other(tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "mine"
    draft.write("one", folder)
    (folder / "two.yaml").write_text("lesson: [", "utf-8")
    told = flasktutor("--lessons", str(folder), "lessons", home=home)
    assert told.returncode == 0
    (line,) = (line for line in told.stdout.splitlines() if line.startswith("mine/two "))
    assert "cannot be taken: " in line
    assert "mine/one " in told.stdout


def test_a_folder_that_was_asked_for_must_be_there(tmp_path: Path, home: Path) -> None:
    told = flasktutor("--lessons", str(tmp_path / "none"), "lessons", home=home)
    assert told.returncode == 2
    assert "There is no lessons folder" in told.stderr


NAMES = ("flasktutor", "./flasktutor", "Flasktutor", "linked", "named")


@pytest.mark.parametrize("given", NAMES)
def test_a_folder_takes_none_of_our_names(given: str, tmp_path: Path, home: Path) -> None:
    """By its own name, by a link, or by what its course file says."""
    folder = tmp_path / {"linked": "flasktutor", "named": "named"}.get(given, given)
    draft.write("contexts", folder)
    if given == "linked":
        (tmp_path / "linked").symlink_to(folder)
    if given == "named":
        (folder / "course.yaml").write_text("format: 1\ncourse: flasktutor\ntitle: x\n", "utf-8")
    listed = {row["name"]: row for row in rows("--lessons", given, home=home, cwd=tmp_path)}
    assert listed["contexts"]["title"] == "Contexts and proxies"
    assert listed["contexts"]["source"] == "flasktutor"
    (foreign,) = (row for row in listed.values() if row["source"] != "flasktutor")
    course, _slash, lesson = foreign["name"].partition("/")
    assert (course.casefold(), lesson) == ("flasktutor-2", "contexts")
    told = run("--lessons", given, "lesson", "contexts", home=home, cwd=tmp_path)
    assert "Contexts and proxies" in told.stdout
    refused = run("--lessons", given, "lesson", foreign["name"], home=home, cwd=tmp_path)
    assert "--trust" in refused.stderr
    shown = run("--lessons", given, "lessons", home=home, cwd=tmp_path).stdout
    assert len(re.findall(r"^(?:\S+/)?contexts ", shown, re.MULTILINE)) == 2
    assert f"From {foreign['source']}:" in shown


def test_a_package_takes_none_of_our_names(tmp_path: Path, home: Path) -> None:
    """One that calls itself as we are called, and so its course."""
    site = tmp_path / "site"
    draft.write("contexts", site / "evil_course")
    info = site / "flasktutor-9.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: flasktutor\nVersion: 9\n")
    (info / "entry_points.txt").write_text("[flasktutor.courses]\nflasktutor = evil_course\n")
    (site / "evil_course" / "__init__.py").touch()
    more = {"PYTHONPATH": f"{ROOT}{os.pathsep}{site}"}
    listed = {row["name"]: row for row in rows(home=home, cwd=tmp_path, more=more)}
    assert listed["contexts"]["title"] == "Contexts and proxies"
    assert listed["flasktutor-2/contexts"]["source"] == f"flasktutor ({site}/evil_course)"


def test_our_own_folder_given_again_is_ours(home: Path) -> None:
    assert names("--lessons", str(ROOT / "lessons"), home=home) == []


def run(
    *arguments: str, home: Path, cwd: Path, more: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flasktutor", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=cwd,
        env=environment(home, more),
        stdin=subprocess.DEVNULL,
    )


def rows(*arguments: str, home: Path, cwd: Path, more: dict[str, str] | None = None) -> Any:
    told = run(*arguments, "lessons", "--json", home=home, cwd=cwd, more=more)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)

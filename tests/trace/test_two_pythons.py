"""`trace` with `--python` twice: which interpreters can be compared, and how they are named."""

from __future__ import annotations

import html
import os
import sys
import venv
from pathlib import Path

import pytest

from tests.flasks.versions import python_of
from tests.trace.flasks import SAME, SHOP, both, new, old, run
from tests.trace.project import Command, as_json, project, trace, write

pytestmark = pytest.mark.sweep
__all__ = ["new", "old", "project", "trace"]


def test_the_same_interpreter_twice_is_said(project: Path, trace: Command, old: Path) -> None:
    write(project, SAME)
    done = trace("app.py", *both(old, old.with_name("python3")))
    assert done.returncode == 0
    assert "Both runs were on the same interpreter." in done.stdout
    assert "Nothing differs." in done.stdout


def test_one_flask_on_two_interpreters_is_told_apart(
    project: Path, trace: Command, old: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    venv.create(other, symlinks=sys.platform != "win32")
    (packages,) = other.rglob("site-packages")
    (theirs,) = old.parents[1].rglob("site-packages")
    (packages / "theirs.pth").write_text(f"{theirs}\n")
    write(project, "import sys\n" + SAME.replace('"fine"', "sys.prefix").replace("\n    ", "\n"))
    done = trace("app.py", *both(old, python_of(other)))
    assert f"{old}: {old.parents[1]}" in done.stdout
    assert f"{python_of(other)}: {other}" in done.stdout
    assert "the same interpreter" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--python", "{old}", "--python", "{new}", "--python", "{old}"), "twice at most"),
        (("--python", "{old}", "--python", "{new}", "--", "pytest"), "A command runs on one"),
    ],
)
def test_more_than_two_and_commands_are_refused(
    project: Path, trace: Command, old: Path, new: Path, arguments: tuple[str, ...], said: str
) -> None:
    write(project, SHOP)
    done = trace(*(one.format(old=old, new=new) for one in arguments))
    assert done.returncode == 2
    assert said in done.stderr


def test_an_interpreter_without_flask_is_named(
    project: Path, trace: Command, old: Path, tmp_path: Path
) -> None:
    venv.create(tmp_path / "bare", symlinks=sys.platform != "win32")
    bare = python_of(tmp_path / "bare")
    write(project, SHOP)
    for done in (trace("app.py", *both(old, bare)), run(project, "app.py", *both(old, bare))):
        assert done.returncode == 1
        assert f"{bare} (Python " in done.stderr
        assert "has no Flask." in done.stderr
    assert "No Python interpreter" in trace("app.py", *both(old, tmp_path / "none")).stderr


def test_a_variable_names_one_interpreter(project: Path, trace: Command, old: Path) -> None:
    write(project, SHOP)
    name = "FLASKTUTOR_PYTHON"
    before = os.environ.get(name)
    os.environ[name] = str(old)
    try:
        assert as_json(trace("app.py", "/books", "--json"))["flask"] == "3.1.3"
    finally:
        os.environ.pop(name) if before is None else os.environ.update({name: before})


def test_pictures_of_both_are_saved_beside_each_other(
    project: Path, trace: Command, old: Path, new: Path
) -> None:
    write(project, SHOP)
    done = trace("app.py", "/books", *both(old, new), "--svg", "out.svg")
    assert done.returncode == 0, done.stderr
    drawn = html.unescape((project / "out.svg").read_text("utf-8")).replace("\xa0", " ")
    assert "app context: bookshop" in drawn
    assert "context: bookshop, GET /books" in drawn


@pytest.mark.parametrize("options", [("--html", "out.html"), ("--step",)])
def test_what_goes_through_one_run_is_refused_for_two(
    project: Path, trace: Command, old: Path, new: Path, options: tuple[str, ...]
) -> None:
    write(project, SHOP)
    done = trace("app.py", "/books", *both(old, new), *options)
    assert done.returncode == 2
    assert "--step and --html go through one" in done.stderr

"""Files of a lesson lie in the folder they were meant for, and nothing of the learner's changed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flasktutor.lesson import load
from flasktutor.workplace import putting
from flasktutor.workplace.putting import Put
from tests.ui.sampler import FOLDER

FILES = {"app.py": "app\n", "shop/db.py": "db\n", "shop/templates/a.html": "é\n"}
not_windows = pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")


def tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_files_are_put_with_the_folders_on_the_way(tmp_path: Path) -> None:
    results = putting.put(tmp_path / "new", FILES)
    assert results == tuple(Put(path, "put") for path in FILES)
    assert tree(tmp_path / "new") == FILES


@pytest.mark.parametrize("taken", list(FILES))
def test_what_is_there_is_left_and_the_others_are_put(tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / taken).write_text("mine")
    results = putting.put(tmp_path, FILES)
    assert [one.path for one in results if one.state == "left"] == [taken]
    assert tree(tmp_path) == {**FILES, taken: "mine"}


def test_a_folder_of_that_name_is_left(tmp_path: Path) -> None:
    (tmp_path / "app.py").mkdir()
    assert putting.put(tmp_path, {"app.py": ""}) == (Put("app.py", "left"),)


def test_a_file_where_a_folder_has_to_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "shop").write_text("mine")
    results = putting.put(tmp_path, FILES)
    assert [one.state for one in results] == ["put", "failed", "failed"]
    assert results[1].why == "Not a directory"
    assert (tmp_path / "shop").read_text() == "mine"


@not_windows
def test_a_link_on_the_way_leads_nobody_out_of_the_folder(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (inside / "shop").symlink_to(outside)
    results = putting.put(inside, FILES)
    assert [one.state for one in results] == ["put", "failed", "failed"]
    assert "out of the folder" in results[1].why
    assert list(outside.iterdir()) == []


@not_windows
@pytest.mark.parametrize("there", [True, False], ids=["to-a-file", "to-nothing"])
def test_a_link_is_something_that_is_there(tmp_path: Path, there: bool) -> None:
    target = tmp_path / "elsewhere.py"
    if there:
        target.write_text("mine")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/app.py").symlink_to(target)
    assert putting.put(tmp_path / "in", {"app.py": "x"}) == (Put("app.py", "left"),)
    assert target.exists() == there
    assert not there or target.read_text() == "mine"


@not_windows
def test_a_link_inside_of_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "shop").symlink_to(tmp_path / "real")
    assert putting.put(tmp_path, {"shop/db.py": "x"}) == (Put("shop/db.py", "put"),)
    assert (tmp_path / "real/db.py").read_text() == "x"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits on the size of files are Unix'")
def test_what_cannot_be_written_whole_is_not_left_half(tmp_path: Path) -> None:
    # A limit on the size of files fails a write as a full disk does: in the middle.
    program = """
import resource, signal, sys
from pathlib import Path
from flasktutor.workplace import putting
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
files = {"big.py": "x" * 1_000_000, "small.py": "y"}
for one in putting.put(Path(sys.argv[1]), files):
    print(one.path, one.state, one.why)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["big.py failed File too large", "small.py put "]
    assert tree(tmp_path) == {"small.py": "y"}


def test_a_folder_that_cannot_be_made_is_told_for_each_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    results = putting.put(tmp_path / "file" / "in", FILES)
    assert {(one.state, one.why) for one in results} == {("failed", "Not a directory")}


def test_a_folder_beside_is_always_a_new_one(tmp_path: Path) -> None:
    mine = tmp_path / "shop"
    assert putting.beside(mine) == tmp_path / "shop-solution"
    (tmp_path / "shop-solution").touch()
    assert putting.beside(mine) == tmp_path / "shop-solution-2"
    (tmp_path / "shop-solution-2").mkdir()
    assert putting.beside(mine) == tmp_path / "shop-solution-3"


def test_a_solution_stands_on_those_of_the_steps_before() -> None:
    steps = load(FOLDER / "sampler.yaml").steps
    files = putting.solved(steps, "make")
    assert list(files) == ["README.txt", "app.py"]
    assert putting.solved(steps, "write") == {}

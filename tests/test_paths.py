"""Where data lives: what platformdirs says, also where it is not asked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from platformdirs import user_data_dir

from flasktutor import paths
from tests.checkout import ROOT
from tests.process import environment

CASES: dict[str, dict[str, str]] = {
    "nothing said": {},
    "a folder for data": {"XDG_DATA_HOME": "/srv/ayu data"},
    "an empty one": {"XDG_DATA_HOME": ""},
    "a relative one": {"XDG_DATA_HOME": "share"},
    "another home": {"HOME": "/srv/ayu"},
}


@pytest.mark.parametrize("said", CASES.values(), ids=CASES)
def test_data_lives_where_the_platform_wants_it(
    said: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FLASKTUTOR_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, text in said.items():
        monkeypatch.setenv(name, text)
    wanted = str(Path(user_data_dir("flasktutor", appauthor=False), "progress.db"))
    assert paths.stored("progress.db") == wanted


def test_our_own_lessons_are_named_plainly() -> None:
    assert os.path.normpath(paths.own_lessons()) == paths.own_lessons()


def test_the_learner_may_say_where(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FLASKTUTOR_HOME", str(tmp_path))
    assert Path(paths.stored("progress.db")) == tmp_path / "progress.db"
    monkeypatch.setenv("FLASKTUTOR_HOME", "~/learning")
    assert Path(paths.stored("progress.db")) == Path.home() / "learning" / "progress.db"


def test_a_full_disk_collects_no_halves(tmp_path: Path) -> None:
    """No file may grow, so a cache file is made and then cannot be filled."""
    script = (
        "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)); "
        "sys.argv = ['flasktutor', 'lessons']; runpy.run_module('flasktutor', run_name='__main__')"
    )
    told = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(tmp_path / "home"),
        capture_output=True,
        check=False,
        cwd=ROOT,
    )
    assert told.returncode == 0, told.stderr
    assert b"contexts " in told.stdout
    left = [path.name for path in (tmp_path / "home").iterdir()]
    assert not [name for name in left if ".json" in name], left


def test_what_was_left_half_written_goes_once_nobody_writes_it(tmp_path: Path) -> None:
    cache = tmp_path / "courses.json"
    old, new, other = (tmp_path / f"courses.json.{end}" for end in ("4711", "4712", "bak"))
    for path in (old, new, other):
        path.touch()
    for path in (old, other):
        os.utime(path, (1, 1))
    paths.keep(str(cache), "{}")
    assert not old.exists()
    assert new.exists(), "another process may be writing it"
    assert other.exists()
    assert cache.read_text() == "{}"

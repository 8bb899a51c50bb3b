"""Where data lives: what platformdirs says, also where it is not asked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from platformdirs import user_data_dir

from flasktutor import paths

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

"""The learner's place: proposed, kept, and what is so there."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from flasktutor.lesson import Lesson
from flasktutor.progress import Progress
from flasktutor.workplace import place
from flasktutor.workplace.place import Workplace


def test_a_folder_is_proposed_by_the_lesson_s_name_for_it() -> None:
    named = cast(Lesson, SimpleNamespace(lesson="bookshop", folder="shop"))
    plain = cast(Lesson, SimpleNamespace(lesson="bookshop", folder=""))
    home = Path("/home/ana")
    assert place.proposed(named, home) == Path("/home/ana/flasktutor/shop")
    assert place.proposed(plain, home) == Path("/home/ana/flasktutor/bookshop")


def test_a_place_is_kept_and_forgotten(tmp_path: Path) -> None:
    progress = Progress.open(tmp_path / "progress.db")
    for kept in (Workplace(tmp_path / "toko é"), Workplace(tmp_path, tmp_path / "env")):
        place.keep(progress, "bookshop", kept)
        assert place.of(progress, "bookshop") == kept
    assert place.of(progress, "other") is None
    place.keep(progress, "bookshop", None)
    assert place.of(progress, "bookshop") is None
    for damaged in ("{", "[]", "{}", '{"folder": 3}'):
        progress.set_setting(place.SETTING.format(lesson="bookshop"), damaged)
        assert place.of(progress, "bookshop") is None


def test_what_is_at_a_folder_is_told(tmp_path: Path) -> None:
    assert place.state(tmp_path) == "empty"
    (tmp_path / "file").touch()
    assert place.state(tmp_path) == "filled"
    assert place.state(tmp_path / "file") == "no-folder"
    assert place.state(tmp_path / "gone") == "missing"
    assert place.state(tmp_path / "file/inside") == "missing"
    (tmp_path / "link").symlink_to("gone")
    assert place.state(tmp_path / "link") == "no-folder"


def test_the_tutor_s_own_environment_is_not_taken_for_the_learner_s(tmp_path: Path) -> None:
    own = Path(sys.prefix)
    environ = {"VIRTUAL_ENV": str(own), "PATH": f"{own}/bin:/usr/bin", "HOME": "/home/ana"}
    assert place.surroundings(environ, tmp_path) == {"PATH": "/usr/bin", "HOME": "/home/ana"}
    assert place.surroundings(environ, own.parent) == environ
    other = {"VIRTUAL_ENV": str(tmp_path), "PATH": f"{tmp_path}/bin"}
    assert place.surroundings(other, tmp_path) == other

"""Whatever lies in the home folder under our names, lists and settings are read all the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from flasktutor import draft, outlines, sources
from flasktutor.progress import Progress, glance
from flasktutor.sources import Source
from flasktutor.workplace import place

few = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda one: (
        st.lists(one, max_size=3)
        | st.dictionaries(st.sampled_from(["stamps", "course", "outlines", "name"]), one)
    ),
)


@few
@given(data=st.binary(max_size=200) | st.binary(max_size=200).map(b"SQLite format 3\0".__add__))
def test_any_database_has_settings_or_none(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "progress.db"
    file.write_bytes(data)
    assert glance.settings(str(file)) == {}
    assert glance.places(str(file)) == {}


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a lesson, and an empty home."""
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("FLASKTUTOR_HOME", str(tmp_path / "home"))
    draft.write("first", tmp_path / "mine")
    return tmp_path / "mine"


@few
@example(kept=b"[" * 100_000)
@given(kept=st.binary(max_size=60) | JSON.map(json.dumps).map(str.encode))
def test_whatever_stands_where_lessons_are_kept_they_are_listed(kept: bytes, mine: Path) -> None:
    (mine.parent / "home" / outlines.FILE).write_bytes(kept)
    listed(mine)


@few
@given(folders=JSON, folder=JSON)
def test_what_is_kept_in_another_shape_is_made_anew(
    folders: object, folder: object, mine: Path
) -> None:
    for values in (folders, {str(mine): folder}):
        kept = {"version": outlines.VERSION, "folders": values}
        (mine.parent / "home" / outlines.FILE).write_text(json.dumps(kept), "utf-8")
        listed(mine)


@few
@example(kept=[{}])
@example(kept=[{"course": "c", "folder": 5, "origin": "x"}])
@given(kept=JSON | st.lists(st.dictionaries(st.sampled_from(["course", "folder", "origin"]), JSON)))
def test_whatever_is_kept_of_packages_those_that_are_there_are_found(
    kept: object, mine: Path
) -> None:
    fresh = sources.sources([])
    file = mine.parent / "home" / sources.FILE
    whole = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({**whole, "found": kept}), "utf-8")
    for one in sources.sources([str(mine)]):
        assert isinstance(one.folder, str)
        assert isinstance(one.course, str)
    file.write_text(json.dumps(whole), "utf-8")
    assert sources.sources([]) == fresh


@given(st.text(max_size=20) | JSON.map(json.dumps) | st.dictionaries(
    st.sampled_from(["folder", "environment"]), JSON).map(json.dumps))  # fmt: skip
@example("[" * 100_000)
@example('{"folder": "a\\u0000b", "environment": 5}')
def test_whatever_is_kept_of_a_place_is_one_or_none(kept: str) -> None:
    progress = Progress.open(None)
    progress.set_setting(place.SETTING.format(lesson="x"), kept)
    found = place.of(progress, "x")
    progress.close()
    if found is not None:
        place.state(found.folder)


def listed(mine: Path) -> None:
    """See the lesson in a list, first as it is made anew and then as it is kept."""
    for _twice in range(2):
        found, broken = outlines.of_sources(
            [Source(course="mine", folder=str(mine), origin="a folder")]
        )
        assert ([*found], broken) == (["mine/first"], [])

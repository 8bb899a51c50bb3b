"""What the progress store keeps, and that it is still there for the next process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from flasktutor.progress import Attempt, Card, Progress

NOW = datetime(2025, 3, 4, 5, 6, 7, 890, tzinfo=timezone.utc)


def attempt(lesson: str = "contexts", **fields: object) -> Attempt:
    given = {"step": "g-lifetime", "result": "right", "at": NOW, **fields}
    return Attempt(lesson=lesson, **given)  # type: ignore[arg-type]  # built from loose fields


def card(lesson: str = "contexts", step: str = "g-lifetime", due: datetime = NOW) -> Card:
    return Card(lesson=lesson, step=step, due=due, state="{}")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "not" / "there" / "yet" / "progress.db"


@pytest.fixture(params=["file", "memory"])
def progress(request: pytest.FixtureRequest, path: Path) -> Iterator[Progress]:
    with Progress.open(path if request.param == "file" else None) as store:
        yield store
        assert store.warning is None


def test_an_attempt_comes_back_as_it_was_given(progress: Progress) -> None:
    given = attempt(
        result="gave-up",
        answer="ein „Zitat“\nprint('\x00')\t\U0001f40d",
        hints=3,
        seconds=12.5,
        misconception="g lives as long as the app",
        review=True,
    )
    progress.record(given)
    assert progress.attempts() == [given]


def test_attempts_come_oldest_first_and_by_lesson(progress: Progress) -> None:
    late = attempt("install", at=NOW + timedelta(days=1))
    early = attempt("contexts")
    progress.record(late)
    progress.record(early)
    assert progress.attempts() == [early, late]
    assert progress.attempts("install") == [late]


def test_a_moment_in_another_zone_is_the_same_moment(progress: Progress) -> None:
    jakarta = NOW.astimezone(timezone(timedelta(hours=7)))
    progress.record(attempt(at=jakarta))
    assert progress.attempts()[0].at == NOW
    assert progress.attempts()[0].at.tzinfo == timezone.utc


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        attempt(at=datetime(2025, 1, 1))


def test_recording_twice_counts_once(progress: Progress) -> None:
    once = attempt()
    progress.record(once)
    progress.record(once)
    assert progress.attempts() == [once]


def test_text_that_was_no_utf8_is_kept_escaped(progress: Progress) -> None:
    progress.record(attempt(answer=b"caf\xe9".decode("utf-8", "surrogateescape")))
    assert progress.attempts()[0].answer == r"caf\udce9"


def test_a_lesson_has_one_place(progress: Progress) -> None:
    assert progress.place("contexts") is None
    progress.set_place("contexts", "why", finished=False, at=NOW)
    progress.set_place("contexts", "push", finished=True, at=NOW + timedelta(minutes=1))
    place = progress.place("contexts")
    assert place is not None
    assert (place.step, place.finished) == ("push", True)


def test_places_come_latest_first(progress: Progress) -> None:
    progress.set_place("install", "pip", finished=True, at=NOW)
    progress.set_place("contexts", "why", finished=False, at=NOW + timedelta(days=1))
    assert [place.lesson for place in progress.places()] == ["contexts", "install"]


def test_drafts_are_kept_by_step(progress: Progress) -> None:
    progress.set_draft("contexts", "whoami", "old")
    progress.set_draft("contexts", "whoami", "new\n\tline")
    progress.set_draft("contexts", "other", "x")
    assert progress.draft("contexts", "whoami") == "new\n\tline"
    assert progress.draft("contexts", "other") == "x"


def test_a_lesson_begun_again_brings_back_code_under_way_and_none_that_was_right(
    progress: Progress,
) -> None:
    for step in ("solved", "missed", "open", "tried"):
        progress.set_draft("contexts", step, f"{step} = 1")
    progress.set_draft("proxies", "solved", "elsewhere = 1")
    progress.record(attempt(step="solved", result="wrong"))
    progress.record(attempt(step="solved", result="right"))
    progress.record(attempt(step="missed", result="wrong"))
    progress.record(attempt(step="tried", result="seen"))
    progress.begin("contexts")
    assert progress.draft("contexts", "solved") is None
    assert progress.draft("contexts", "tried") is None
    assert progress.draft("contexts", "missed") == "missed = 1"
    assert progress.draft("contexts", "open") == "open = 1"
    assert progress.draft("proxies", "solved") == "elsewhere = 1"
    assert len(progress.attempts("contexts")) == 4


def test_settings_are_kept_and_forgotten(progress: Progress) -> None:
    assert progress.setting("language") is None
    progress.set_setting("language", "en")
    progress.set_setting("language", "id")
    assert progress.setting("language") == "id"
    progress.set_setting("language", None)
    assert progress.setting("language") is None


def test_cards_are_kept_by_step_first_due_first(progress: Progress) -> None:
    later = card(step="push", due=NOW + timedelta(days=3))
    progress.save_card(later)
    progress.save_card(card(due=NOW + timedelta(days=9)))
    progress.save_card(card())
    assert progress.cards() == [card(), later]
    assert progress.card("contexts", "push") == later
    progress.drop_card("contexts", "push")
    assert progress.card("contexts", "push") is None
    assert progress.cards() == [card()]


def fill(progress: Progress, lesson: str) -> None:
    progress.record(attempt(lesson))
    progress.set_place(lesson, "why", finished=False, at=NOW)
    progress.set_draft(lesson, "whoami", "x")
    progress.save_card(card(lesson))


def held(progress: Progress) -> list[set[str]]:
    kinds = (progress.attempts(), progress.places(), progress.drafts(), progress.cards())
    return [{record.lesson for record in records} for records in kinds]


def test_reset_of_a_lesson_leaves_the_others(progress: Progress) -> None:
    fill(progress, "contexts")
    fill(progress, "install")
    progress.set_setting("language", "id")
    progress.reset("contexts")
    assert held(progress) == [{"install"}] * 4
    assert progress.setting("language") == "id"


def test_reset_of_everything_leaves_the_settings(progress: Progress) -> None:
    fill(progress, "contexts")
    fill(progress, "install")
    progress.set_setting("language", "id")
    progress.reset()
    assert held(progress) == [set()] * 4
    assert progress.setting("language") == "id"


def test_everything_is_there_the_next_time(path: Path) -> None:
    with Progress.open(path) as progress:
        fill(progress, "contexts")
        progress.set_setting("level", "new")
        before = (progress.attempts(), progress.places(), progress.drafts(), progress.cards())
    with Progress.open(path) as progress:
        after = (progress.attempts(), progress.places(), progress.drafts(), progress.cards())
        assert after == before
        assert progress.setting("level") == "new"


def test_another_store_on_the_file_sees_what_was_just_recorded(path: Path) -> None:
    with Progress.open(path) as one, Progress.open(path) as other:
        given = attempt()
        one.record(given)
        assert other.attempts() == [given]


def test_a_use_after_close_is_a_mistake_not_a_trouble(path: Path) -> None:
    progress = Progress.open(path)
    progress.close()
    with pytest.raises(Exception, match="closed"):
        progress.record(attempt())
    assert progress.warning is None


def test_keeping_progress_does_not_import_the_scheduler() -> None:
    code = "import sys, flasktutor.review; print('fsrs' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_commit_waits_for_the_disk_in_wal_mode(path: Path) -> None:
    # A power cut cannot be tried here; SQLite promises for these two what we promise.
    with Progress.open(path) as progress:
        wal = progress.change(lambda one: one.execute("PRAGMA journal_mode").fetchone()[0])
        synchronous = progress.change(lambda one: one.execute("PRAGMA synchronous").fetchone()[0])
    assert (wal, synchronous) == ("wal", 2)

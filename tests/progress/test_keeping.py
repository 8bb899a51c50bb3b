"""Whatever stands in the way of writing: it is held, said, and written as soon as it can be."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path

import pytest

from flasktutor.errors import TutorError, UsageError
from flasktutor.progress import Attempt, Card, Progress, Result, export, import_, keeper
from tests.piped import Holder

NOW = datetime(2025, 3, 4, tzinfo=timezone.utc)


def attempt(answer: str = "", result: Result = "right") -> Attempt:
    return Attempt(lesson="contexts", step="why", result=result, at=NOW, answer=answer)


def answers(path: Path) -> list[str]:
    with Progress.open(path) as progress:
        assert progress.warning is None
        return [one.answer for one in progress.attempts()]


class Told(list[str]):
    """A progress store, and the sentences that it gave to be said."""

    def __init__(self, path: Path) -> None:
        self.progress = Progress.open(path, self.append)

    def says(self, *words: str) -> None:
        """Exactly these sentences were said, each by a word of it."""
        assert len(self) == len(words), self
        for sentence, word in zip(self, words, strict=True):
            assert word in sentence


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "progress.db"


@pytest.fixture
def told(path: Path) -> Iterator[Told]:
    told = Told(path)
    yield told
    told.progress.close()


def test_a_lock_is_said_once_and_all_is_written_when_it_ends(path: Path, told: Told) -> None:
    told.progress.record(attempt("before"))
    with Holder(path) as holder:
        for number in range(20):
            told.progress.record(attempt(f"held {number}"))
            told.progress.set_draft("contexts", "why", f"draft {number}")
            assert not told.progress.is_kept()
        assert holder.holds
        told.says("database is locked")
        assert len(told.progress.attempts()) == 21
        assert told.progress.draft("contexts", "why") == "draft 19"
    told.progress.record(attempt("after"))
    told.says("database is locked", "is written now")
    assert told.progress.warning is None
    assert answers(path) == ["before", *(f"held {n}" for n in range(20)), "after"]


def test_a_lock_at_the_very_beginning(path: Path) -> None:
    Progress.open(path).close()
    with Holder(path) as holder:
        told = Told(path)
        assert told == [], "who only reads need not know of another's write"
        assert told.progress.attempts() == []
        told.progress.record(attempt("held"))
        assert holder.holds
        told.says("database is locked")
    assert told.progress.finish(patient=False) is None
    told.progress.close()
    assert answers(path) == ["held"]


def test_a_file_without_wal_that_nobody_may_even_read(path: Path) -> None:
    path.parent.mkdir()
    with Progress.open(path) as progress:
        progress.record(attempt("before"))
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA journal_mode = DELETE").fetchone()
    with Holder(path) as holder:
        told = Told(path)
        told.progress.record(attempt("held"))
        assert holder.holds
        told.says("database is locked")
        assert [one.answer for one in told.progress.attempts()] == ["before", "held"]
    assert told.progress.is_kept()
    told.progress.close()
    assert answers(path) == ["before", "held"]


def test_the_last_try_waits_with_a_word_and_counts_what_is_lost(
    path: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    told.progress.record(attempt("before"))
    monkeypatch.setattr(keeper, "LAST_SECONDS", 0.5)
    with Holder(path) as holder:
        for result in ("right", "wrong", "gave-up", "seen", "skipped"):
            told.progress.record(attempt(result=result))
        lost = told.progress.finish(patient=True)
        assert holder.holds
    told.says("database is locked", "waiting for it")
    assert lost is not None
    assert lost.message.startswith(f"3 answers are not kept: {path}")
    assert "database is locked" in lost.message
    assert not isinstance(lost, UsageError)


def test_the_last_try_gets_what_is_let_go_in_time(path: Path, told: Told) -> None:
    with Holder(path, seconds=4) as holder:
        told.progress.record(attempt("held"))
        assert holder.holds
        assert told.progress.finish(patient=True) is None
    told.says("database is locked", "waiting for it", "is written now")
    assert answers(path) == ["held"]


def test_what_is_asked_for_at_once_is_done_or_not_at_all(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Progress.open(None) as other:
        other.record(attempt("theirs"))
        export(other, tmp_path / "theirs.json")
    told = Told(path)
    told.progress.record(attempt("mine"))
    monkeypatch.setattr(keeper, "LAST_SECONDS", 0.5)
    refused = r"Nothing was changed: .*database is locked"
    with Holder(path) as holder:
        with pytest.raises(TutorError, match=refused):
            told.progress.reset()
        with pytest.raises(TutorError, match=refused):
            import_(told.progress, tmp_path / "theirs.json")
        assert holder.holds
    assert told.progress.finish(patient=False) is None
    told.progress.close()
    assert answers(path) == ["mine"]


def test_a_folder_deleted_in_the_middle_is_made_again_with_all_of_it(
    path: Path, told: Told
) -> None:
    told.progress.record(attempt("before"))
    told.progress.save_card(Card(lesson="contexts", step="why", due=NOW, state="{}"))
    told.progress.begin("contexts")
    told.progress.record(attempt("begun"))
    shutil.rmtree(path.parent)
    told.progress.record(attempt("after"))
    told.says("is gone: it is written anew")
    assert told.progress.is_kept()
    with Progress.open(path) as again:
        assert [one.answer for one in again.attempts()] == ["before", "begun", "after"]
        assert [one.answer for one in again.since_begun("contexts")] == ["begun", "after"]
        assert again.card("contexts", "why") is not None


def test_a_folder_deleted_after_the_last_answer(path: Path, told: Told) -> None:
    told.progress.record(attempt("before"))
    shutil.rmtree(path.parent)
    assert told.progress.finish(patient=True) is None
    told.says("is gone: it is written anew")
    assert answers(path) == ["before"]


def test_a_folder_that_was_only_looked_into_stays_deleted(path: Path, told: Told) -> None:
    assert told.progress.attempts() == []
    shutil.rmtree(path.parent)
    assert told.progress.finish(patient=True) is None
    assert told == []
    assert not path.parent.exists()


def test_a_folder_that_cannot_be_made_again_until_later(path: Path, told: Told) -> None:
    told.progress.record(attempt("before"))
    shutil.rmtree(path.parent)
    path.parent.write_text("a file stands in the way")
    told.progress.record(attempt("held"))
    assert not told.progress.is_kept()
    lost = told.progress.finish(patient=True)
    assert lost is not None
    assert lost.message.startswith("2 answers are not kept")
    path.parent.unlink()
    assert told.progress.is_kept()
    told.says("is held in memory", "is written now")
    assert answers(path) == ["before", "held"]


def test_a_file_that_another_took_the_place_of_gets_all_too(
    path: Path, told: Told, tmp_path: Path
) -> None:
    told.progress.record(attempt("before"))
    told.progress.set_place("contexts", "why", finished=True, at=NOW)
    with Progress.open(tmp_path / "other.db") as other:
        other.record(attempt("other"))
        other.set_place("contexts", "push", finished=False, at=NOW.replace(year=2024))
    (tmp_path / "other.db").replace(path)
    told.progress.record(attempt("after"))
    assert told.progress.is_kept()
    assert sorted(answers(path)) == ["after", "before", "other"]
    with Progress.open(path) as again:
        place = again.place("contexts")
        assert place is not None
        assert place.finished


def test_what_a_reset_forgot_elsewhere_is_known(path: Path, told: Told) -> None:
    told.progress.record(attempt("before"))
    with Progress.open(path) as other:
        assert other.reset("contexts") == 1
    assert told.progress.forgotten() == 1
    told.progress.record(attempt("after"))
    assert told.progress.forgotten() == 1
    assert told.progress.is_kept()
    assert answers(path) == ["after"]

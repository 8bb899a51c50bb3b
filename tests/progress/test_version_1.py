"""A database that version 0.1.0 made: brought to today's shape with nothing lost."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path

import pytest

from flasktutor.progress import Attempt, Progress, export, import_
from flasktutor.progress.migrations import VERSION, version_of
from flasktutor.varied.drawn import Drawn
from tests.piped import Holder
from tests.process import flasktutor

MADE_BY_0_1_0 = Path(__file__).with_name("version_1.sql").read_text("utf-8")
SAMPLER = "lessons/sampler"
NOW = datetime(2026, 11, 26, tzinfo=timezone.utc)


def old(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(MADE_BY_0_1_0)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return old(tmp_path / "home" / "progress.db")


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def test_nothing_is_lost(path: Path) -> None:
    tables = ("attempt", "place", "draft", "card")
    columns = "id, lesson, step, result, at, answer, hints, misconception, review"
    before = [rows(path, f"SELECT count(*) FROM {table}") for table in tables]
    attempts = rows(path, f"SELECT {columns} FROM attempt")
    with Progress.open(path) as progress:
        assert progress.warning is None
        assert len(progress.attempts()) == 12
        assert {name.partition(":")[0] for name in progress.settings()} == {
            "language",
            "level",
            "trust",
        }
    with closing(sqlite3.connect(path)) as connection:
        assert version_of(connection) == VERSION
    assert [rows(path, f"SELECT count(*) FROM {table}") for table in tables] == before
    assert rows(path, f"SELECT {columns} FROM attempt") == attempts


def test_answers_to_varied_questions_are_kept_beside_the_old_ones(path: Path) -> None:
    drawn = Drawn(seed=7, chosen=1, worlds=((), ("one-g",)))
    with Progress.open(path) as progress:
        assert {one.drawn for one in progress.attempts()} == {None}
        made = Attempt(lesson="new", step="x", result="wrong", at=NOW, drawn=drawn)
        progress.record(made)
    with Progress.open(path) as progress:
        assert [one.drawn for one in progress.attempts("new")] == [drawn]
        assert len(progress.attempts()) == 13


DAMAGED = ("", "{", "[]", "null", "3", '{"seed": 7}', '{"seed": 7, "chosen": 2, "worlds": [[]]}')


@pytest.mark.parametrize("text", [*DAMAGED, "[" * 50_000])
def test_a_damaged_answer_to_a_varied_question_costs_that_answer_alone(
    path: Path, text: str
) -> None:
    with Progress.open(path) as progress:
        before = progress.attempts()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE attempt SET drawn = ? WHERE id = ?", (text, before[0].id))
        connection.commit()
    with Progress.open(path) as progress:
        assert progress.warning is None
        assert progress.attempts() == before[1:]


def test_a_lesson_begun_again_counts_from_there(path: Path) -> None:
    with Progress.open(path) as progress:
        again = progress.since_begun(SAMPLER)
        assert [(one.step, one.result) for one in again] == [
            ("read", "seen"),
            ("go", "seen"),
            ("guess", "wrong"),
            ("pick", "wrong"),
        ]
        # One that nobody said was begun counts as a whole.
        assert len(progress.since_begun("contexts")) == 1


def test_what_was_kept_under_a_clock_set_back_can_be_carried_away(
    path: Path, tmp_path: Path
) -> None:
    with Progress.open(path) as progress:
        export(progress, tmp_path / "mine.json")
    with Progress.open(None) as other:
        assert import_(other, tmp_path / "mine.json").attempts == 12


def test_the_lesson_goes_on_where_0_1_0_left_it(path: Path) -> None:
    take = ("--lang", "en", "--lessons", "tests/ui/lessons", "lesson", SAMPLER, "--trust")
    done = flasktutor(*take, home=path.parent, text="2\nn\nq\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Which one is a fruit?" in done.stdout
    assert "Everything is kept." in done.stdout


def test_while_it_is_held_it_can_be_read_and_is_migrated_later(path: Path) -> None:
    with Holder(path) as holder, Progress.open(path) as progress:
        assert len(progress.attempts()) == 12
        assert len(progress.since_begun(SAMPLER)) == 4
        progress.set_setting("level", "new")
        assert not progress.is_kept()
        holder.let_go()
        assert progress.is_kept()
    with closing(sqlite3.connect(path)) as connection:
        assert version_of(connection) == VERSION
    with Progress.open(path) as again:
        assert len(again.since_begun(SAMPLER)) == 4
        assert again.setting("level") == "new"


def test_reset_forgets_that_it_was_begun(path: Path) -> None:
    with Progress.open(path) as progress:
        assert progress.reset(SAMPLER) == 11
    assert rows(path, "SELECT * FROM begun") == []


def test_answers_kept_beside_a_newer_file_are_taken_over(path: Path) -> None:
    """0.1.0 leaves a file of version 2 alone, and keeps its answers in `progress-1.db`."""
    beside = old(path.with_name("progress-1.db"))
    with closing(sqlite3.connect(beside)) as connection:
        connection.execute("UPDATE attempt SET id = 'more-' || id")
        connection.commit()
    with Progress.open(path) as progress:
        assert progress.warning is None
        assert len(progress.attempts()) == 24
        progress.reset()
    with Progress.open(path) as again:
        assert again.attempts() == []
    # It is still a file of 0.1.0's, which goes on with it and is asked again.
    with closing(sqlite3.connect(beside)) as connection:
        assert version_of(connection) == 1
        connection.execute(
            "INSERT INTO attempt VALUES ('later', 'contexts', 'a', 'seen', ?, '', 0, 0, NULL, 0)",
            (NOW.isoformat(),),
        )
        connection.commit()
    with Progress.open(path) as again:
        assert [one.id for one in again.attempts()] == ["later"]


def test_a_program_of_version_1_that_is_open_meanwhile_goes_on(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as older:
        older.execute("SELECT count(*) FROM attempt").fetchall()
        with Progress.open(path) as progress:
            progress.record(Attempt(lesson="a", step="b", result="right", at=NOW))
        # What 0.1.0 writes, by the columns that it knows.
        columns = "id, lesson, step, result, at, answer, hints, seconds, misconception, review"
        older.execute(
            f"INSERT OR IGNORE INTO attempt ({columns}) VALUES (?,?,?,?,?,?,?,?,?,?)",
            (os.urandom(8).hex(), "a", "b", "right", NOW.isoformat(), "", 0, 0.0, None, 0),
        )
    with Progress.open(path) as again:
        assert len(again.attempts()) == 14

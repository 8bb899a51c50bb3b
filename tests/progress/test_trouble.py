"""Whatever is wrong with the file or the disk, the store goes on and says so in a sentence."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from flasktutor.progress import Progress, keeper
from flasktutor.progress.migrations import VERSION
from tests.progress.using import aside, attempt, filled, path, use_all

__all__ = ["path"]


def random_bytes(_whole: bytes) -> bytes:
    return random.Random(7).randbytes(9000)


def first_half(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def hole_in_the_middle(whole: bytes) -> bytes:
    middle = len(whole) // 2
    return whole[: middle - 4096] + b"\xff" * 8192 + whole[middle + 4096 :]


def torn_in_a_page(whole: bytes) -> bytes:
    return whole[:5000]


@pytest.mark.parametrize(
    "damage",
    [random_bytes, first_half, hole_in_the_middle, torn_in_a_page],
    ids=lambda f: f.__name__,
)
def test_a_damaged_file_is_kept_aside_and_a_new_one_begun(
    path: Path, damage: Callable[[bytes], bytes]
) -> None:
    damaged = damage(filled(path))
    path.write_bytes(damaged)
    with Progress.open(path) as progress:
        assert progress.warning is not None
        assert "damaged" in progress.warning
        assert str(aside(path)[0]) in progress.warning
        assert progress.attempts() == []
        use_all(progress)
    assert [kept.read_bytes() for kept in aside(path)] == [damaged]
    with Progress.open(path) as again:
        assert again.warning is None
        assert len(again.attempts()) == 1


def test_another_programs_database_is_kept_aside(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE attempt (id, lesson)")
        other.execute("INSERT INTO attempt VALUES (1, 'theirs')")
        other.commit()
    theirs = path.read_bytes()
    with Progress.open(path) as progress:
        assert progress.warning is not None
        use_all(progress)
    assert [kept.read_bytes() for kept in aside(path)] == [theirs]


def test_a_database_without_its_tables_is_kept_aside(path: Path) -> None:
    filled(path, answers=1)
    with closing(sqlite3.connect(path)) as ours:
        ours.execute("ALTER TABLE card RENAME COLUMN state TO stale")
    with Progress.open(path) as progress:
        assert progress.warning is not None
        use_all(progress)
    assert len(aside(path)) == 1


def test_rows_that_make_no_sense_are_left_out(path: Path) -> None:
    filled(path, answers=1)
    with closing(sqlite3.connect(path)) as ours:
        ours.execute("UPDATE attempt SET at = 'yesterday' WHERE answer != 'all'")
        ours.execute("UPDATE card SET due = x'ff00'")
        ours.commit()
    with Progress.open(path) as progress:
        assert [one.answer for one in progress.attempts()] == ["all"]
        assert progress.cards() == []


@pytest.mark.parametrize("seed", range(4))
def test_no_change_of_bytes_makes_it_raise(path: Path, seed: int) -> None:
    chance = random.Random(seed)
    whole = filled(path, answers=40)
    for round_ in range(40):
        target = path.with_name(f"{round_}.db")
        target.write_bytes(mutated(whole, chance))
        with Progress.open(target) as progress:
            use_all(progress)
            lasting = progress.warning is None or "damaged" in progress.warning
        with Progress.open(target) as again:
            assert not lasting or "all" in [one.answer for one in again.attempts()]


def mutated(whole: bytes, chance: random.Random) -> bytes:
    changed = bytearray(whole)
    # The header and the schema decide most: half of the changes go there.
    end = chance.choice([100, 4096, len(changed)])
    for _ in range(chance.choice([1, 3, 30])):
        changed[chance.randrange(end)] = chance.randrange(256)
    if chance.random() < 0.3:
        del changed[chance.randrange(len(changed)) :]
    return bytes(changed)


def test_a_newer_version_is_left_alone_and_ours_kept_beside_it(path: Path) -> None:
    filled(path, answers=3)
    with closing(sqlite3.connect(path)) as newer:
        newer.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = path.read_bytes()
    for count in (1, 2):
        with Progress.open(path) as progress:
            assert progress.warning is not None
            assert "newer" in progress.warning
            use_all(progress)
            assert len(progress.attempts()) == count
    assert path.read_bytes() == before
    assert aside(path) == []


def test_a_file_that_another_process_holds(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "PROMPT_SECONDS", 0.1)
    with Progress.open(path) as progress, closing(sqlite3.connect(path)) as holder:
        progress.record(attempt("before"))
        holder.execute("BEGIN IMMEDIATE")
        progress.record(attempt("held"))
        assert progress.warning is not None
        assert not progress.is_kept()
        assert [one.answer for one in progress.attempts()] == ["before", "held"]
        holder.rollback()
        assert progress.is_kept()
        assert progress.warning is None
    with Progress.open(path) as again:
        assert [one.answer for one in again.attempts()] == ["before", "held"]


def test_damage_that_shows_only_later(path: Path) -> None:
    filled(path)
    with Progress.open(path) as progress:
        whole = path.read_bytes()
        path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
        progress.change(lambda connection: connection.execute("PRAGMA shrink_memory"))
        use_all(progress)
        assert progress.warning is not None
        assert progress.is_kept()
    with Progress.open(path) as again:
        assert again.warning is None
        assert "all" in [one.answer for one in again.attempts()]

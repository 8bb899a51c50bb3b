"""Whatever is wrong with the file or the disk, the store goes on and says so in a sentence."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path

import pytest

from flasktutor.progress import Attempt, Card, Progress, glance, keeper
from flasktutor.progress.migrations import VERSION

NOW = datetime(2025, 3, 4, tzinfo=timezone.utc)


def attempt(answer: str = "") -> Attempt:
    return Attempt(lesson="contexts", step="why", result="right", at=NOW, answer=answer)


def use_all(progress: Progress) -> None:
    """Every reader and writer once; what was written must be there."""
    given = attempt("all")
    progress.record(given)
    progress.set_place("contexts", "push", finished=False, at=NOW)
    progress.set_draft("contexts", "whoami", "text")
    progress.set_setting("language", "id")
    progress.save_card(Card(lesson="contexts", step="why", due=NOW, state="{}"))
    place = progress.place("contexts")
    assert given in progress.attempts("contexts")
    assert given in progress.attempts()
    assert place is not None
    assert place in progress.places()
    assert progress.draft("contexts", "whoami") == "text"
    assert progress.setting("language") == "id"
    assert progress.card("contexts", "why") in progress.cards()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "progress.db"


def filled(path: Path, answers: int = 200) -> bytes:
    """A database of several pages; its bytes once it is closed."""
    with Progress.open(path) as progress:
        for number in range(answers):
            progress.record(attempt(f"answer {number} " * 8))
        use_all(progress)
    return path.read_bytes()


def aside(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.name}.damaged-*"))


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


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with Progress.open(tmp_path / "home" / "deeper" / "progress.db") as progress:
        assert progress.warning is not None
        assert "held in memory" in progress.warning
        use_all(progress)
    assert (tmp_path / "home").read_text() == "a file"


def test_a_folder_where_the_file_should_be(path: Path) -> None:
    path.mkdir()
    with Progress.open(path) as progress:
        assert progress.warning is not None
        use_all(progress)


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    for name in ("x" * 300, "nul\0byte"):
        with Progress.open(tmp_path / name) as progress:
            assert progress.warning is not None
            use_all(progress)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users may enter, unlike tmp_path."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


def as_ordinary_user(work: Callable[[], None]) -> int:
    """Run `work` in a child that is not root; its exit code."""
    if sys.platform == "win32":
        pytest.skip("needs modes, and fork")
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        if os.geteuid() == 0:
            os.setuid(65534)
        work()
    except BaseException as error:
        os.write(2, repr(error).encode())
        os._exit(1)
    os._exit(0)


@pytest.mark.parametrize("file_mode", [0o444, 0o666, 0o000])
def test_a_home_that_may_not_be_written(open_folder: Path, file_mode: int) -> None:
    path = open_folder / "progress.db"
    filled(path, answers=3)
    path.chmod(file_mode)
    open_folder.chmod(0o555)
    before = sorted(open_folder.iterdir())

    def work() -> None:
        assert glance.settings(str(path)) == ({"language": "id"} if file_mode else {})
        with Progress.open(path) as progress:
            assert progress.warning is not None
            # What is there can still be seen where it may be read.
            assert len(progress.attempts()) == (4 if file_mode else 0)
            use_all(progress)

    assert as_ordinary_user(work) == 0
    assert sorted(open_folder.iterdir()) == before


FILE_LIMIT = """
import resource, sys
from pathlib import Path
from datetime import datetime, timezone
from flasktutor.progress import Attempt, Progress
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
with Progress.open(Path(sys.argv[1])) as progress:
    for number in range(50):
        now = datetime.now(timezone.utc)
        progress.record(Attempt(lesson="a", step="b", result="right", at=now, answer="x" * 3000))
        if progress.is_kept():
            print("saved")
    print(len(progress.attempts()), progress.warning)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits")
@pytest.mark.parametrize("limit", [0, 4096, 100_000])
def test_a_system_that_refuses_to_write_more(path: Path, limit: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FILE_LIMIT, str(path), str(limit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    *saved, last = done.stdout.splitlines()
    assert last.startswith("50 ")
    assert "held in memory" in last
    with Progress.open(path) as again:
        assert again.warning is None
        assert len(again.attempts()) >= len(saved)


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

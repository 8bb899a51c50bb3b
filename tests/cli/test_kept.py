"""What the program says of keeping is so, whatever happens to the file while it runs."""

from __future__ import annotations

import json
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from flasktutor.progress import Attempt, Progress, export
from flasktutor.progress.migrations import VERSION
from flasktutor.progress.records import ANSWERS
from tests.checkout import ROOT
from tests.piped import Holder, Piped
from tests.process import flasktutor
from tests.progress.test_keeping import NOW

TAKE = ("--lessons", str(ROOT / "tests/ui/lessons"), "lesson", "sampler", "--trust")
KEPT = "Everything is kept."
TITLE = "== One of each"
VERDICTS = ("Right.", "Not yet.")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def answers(home: Path) -> int:
    with Progress.open(home / "progress.db") as progress:
        assert progress.warning is None
        return sum(one.result in ANSWERS for one in progress.attempts())


def answered(lesson: Piped, times: int) -> None:
    """Answer the question that stands there until so many verdicts were said in all."""
    while sum(map(lesson.out.count, VERDICTS)) < times:
        steps, pauses = lesson.out.count(TITLE), lesson.out.count("[Enter")
        lesson.say("1")
        lesson.hear("[Enter", pauses + 1)
        if "[Enter: try again" in lesson.out[-100:]:
            lesson.say("n")
            lesson.hear("[Enter", pauses + 2)
        lesson.say("n")
        lesson.hear(TITLE, steps + 1)


def begun(home: Path) -> Piped:
    lesson = Piped(*TAKE, "--from", "guess", home=home)
    lesson.hear("Your answer")
    return lesson


@dataclass(frozen=True)
class Ended:
    """How a program ended whose file another one held."""

    home: Path
    code: int
    said: str
    errors: str


def left(home: Path, leave: str) -> Ended:
    """A lesson is left after two answers."""
    with begun(home) as lesson, Holder(home / "progress.db") as holder:
        answered(lesson, 2)
        if leave == "Ctrl-C":
            lesson.interrupt()
        elif leave == "q":
            lesson.say("q")
        code, errors = lesson.ends()
        assert holder.holds
    return Ended(home, code, lesson.said, errors)


def given(home: Path, *arguments: str, text: str = "") -> Ended:
    """One command, in a home that was used before."""
    flasktutor(*TAKE, home=home, text="\nq\n")
    with Progress.open(home / "progress.db") as progress:
        export(progress, home / "mine.json")
    with Holder(home / "progress.db") as holder:
        done = flasktutor(*arguments, home=home, text=text)
        assert holder.holds
    return Ended(home, done.returncode, " ".join(done.stdout.split()), done.stderr)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ended]:
    """What each program says whose file is held to its end, by name.

    They run side by side: each of them waits its ten seconds for the last try.
    """
    homes = tmp_path_factory.mktemp("held")
    with ThreadPoolExecutor() as pool:
        ends = {leave: pool.submit(left, homes / leave, leave) for leave in ("q", "Ctrl-C", "end")}
        mine = str(homes / "import/mine.json")
        for name, arguments in {
            "id": ("--lang", "id", *TAKE, "--from", "pick"),
            "reset": ("reset", "--yes"),
            "import": ("progress", "--import", mine),
        }.items():
            ends[name] = pool.submit(given, homes / name, *arguments, text="1\nn\nq\n")
        return {name: end.result() for name, end in ends.items()}


def test_a_lock_stalls_nothing_and_loses_nothing(home: Path) -> None:
    with begun(home) as lesson, Holder(home / "progress.db", seconds=30) as holder:
        answered(lesson, 3)
        assert holder.holds, "the lesson waited for the other program at each answer"
        assert lesson.said.count("held in memory") == 1
        assert answers(home) == 0
        holder.let_go()
        lesson.say("g")
        lesson.hear("is written now")
        lesson.say("q")
        code, errors = lesson.ends()
    assert (code, errors) == (0, "")
    assert KEPT in lesson.said
    assert answers(home) == 4


@pytest.mark.parametrize("leave", ["q", "Ctrl-C", "end"])
def test_what_was_never_written_is_counted_at_the_end(held: dict[str, Ended], leave: str) -> None:
    ended = held[leave]
    assert ended.code == 1
    assert KEPT not in ended.said
    assert "Go on with `flasktutor " in ended.said
    waited, lost, _hint = ended.errors.splitlines()
    assert "waiting for it" in waited
    assert lost.startswith("2 answers are not kept: ")
    assert "database is locked" in lost
    assert answers(ended.home) == 0


def test_it_is_said_in_indonesian(held: dict[str, Ended]) -> None:
    ended = held["id"]
    assert ended.code == 1
    assert "Semuanya tersimpan" not in ended.said
    assert "ditahan di memori" in ended.said
    assert "1 jawaban tidak tersimpan" in ended.errors


def test_a_home_deleted_in_the_middle_is_there_again(home: Path) -> None:
    with begun(home) as lesson:
        answered(lesson, 2)
        shutil.rmtree(home)
        answered(lesson, 3)
        lesson.say("q")
        assert lesson.ends() == (0, "")
    assert "is gone: it is written anew" in lesson.said
    assert KEPT in lesson.said
    assert answers(home) == 3


def test_a_reset_while_the_lesson_is_open_elsewhere(home: Path) -> None:
    with begun(home) as lesson:
        answered(lesson, 2)
        done = flasktutor(*TAKE[:2], "reset", "sampler", "--yes", home=home)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == "Forgotten: 2 answers.\n"
        answered(lesson, 3)
        lesson.say("q")
        assert lesson.ends() == (0, "")
    assert KEPT not in lesson.said
    assert "2 answers given here were forgotten by a `reset` meanwhile." in lesson.said
    assert answers(home) == 1


@pytest.mark.parametrize("command", ["reset", "import"])
def test_what_cannot_be_done_is_not_said_to_be_done(held: dict[str, Ended], command: str) -> None:
    ended = held[command]
    assert ended.code == 1
    assert ended.said == ""
    assert "Nothing was changed: " in ended.errors
    assert "not kept" not in ended.errors


def test_a_setting_and_an_agreement_that_are_not_kept_are_said(home: Path) -> None:
    home.write_text("in the way")
    done = flasktutor("start", home=home, text="1\n4\nq\n")
    assert done.returncode == 1
    assert "Everything you do is kept" not in done.stdout
    assert "Not everything is kept: " in done.stderr
    done = flasktutor(*TAKE, home=home, text="q\n")
    assert done.returncode == 1
    assert "Not everything is kept: " in done.stderr


def test_a_file_of_the_next_version_is_left_alone(home: Path) -> None:
    flasktutor(*TAKE, home=home, text="q\n")
    path = home / "progress.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = path.read_bytes()
    done = flasktutor(*TAKE, "--from", "pick", home=home, text="1\nn\nq\n")
    assert done.returncode == 0
    assert "written by a newer flasktutor" in done.stderr
    assert KEPT in done.stdout
    assert path.read_bytes() == before
    with Progress.open(home / f"progress-{VERSION}.db") as own:
        assert len(own.attempts()) == 1


def test_json_is_all_that_is_printed(home: Path, tmp_path: Path) -> None:
    with Progress.open(None) as other:
        other.record(Attempt(lesson="contexts", step="why", result="right", at=NOW))
        export(other, tmp_path / "theirs.json")
    theirs, mine = str(tmp_path / "theirs.json"), str(tmp_path / "mine.json")
    done = flasktutor("progress", "--json", "--import", theirs, "--export", mine, home=home)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["exported"] == mine
    assert told["imported"]["attempts"] == 1
    assert json.loads(Path(mine).read_text("utf-8"))["attempts"][0]["step"] == "why"


def test_an_export_never_takes_the_place_of_the_progress_itself(home: Path) -> None:
    flasktutor(*TAKE, home=home, text="\nq\n")
    path = home / "progress.db"
    before = path.read_bytes()
    link = home / "link.json"
    link.symlink_to(path)
    for target in (path, link):
        done = flasktutor("progress", "--export", str(target), home=home)
        assert done.returncode == 1
        assert "is where your progress is kept" in done.stderr
    assert path.read_bytes() == before

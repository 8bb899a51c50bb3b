"""`flasktutor class`: handed-in files become a table, and what to talk about."""

from __future__ import annotations

import csv
import io
import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.classroom.folders import answer, hand_in
from tests.process import flasktutor

STALE, SAVED = "g-dies-with-context", "saved-proxy"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three learners; one handed in twice, from two machines."""
    folder = tmp_path / "handed-in"
    first = answer("how", "wrong", belief=STALE, hints=1)
    hand_in(folder / "one.json", "Ayu", first, finished=True)
    again = answer("how", "right", minute=5)
    hand_in(folder / "week 2" / "two.json", "ayu", first, again, answer("greeting", "right"))
    hand_in(folder / "budi.json", "", answer("how", "wrong", belief=STALE))
    hand_in(folder / "c.json", "12345", answer("outside", "wrong"))
    return folder


def as_json(folder: Path, tmp_path: Path) -> dict[str, Any]:
    done = flasktutor("class", str(folder), "--json", home=tmp_path / "home")
    found: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (1 if found["left_out"] else 0)
    return found


def test_files_of_one_learner_are_one_row(folder: Path, tmp_path: Path) -> None:
    found = as_json(folder, tmp_path)
    rows = {row["who"]: row for row in found["rows"]}
    assert list(rows) == ["12345", "budi", "Ayu"] or list(rows) == ["12345", "Ayu", "budi"]
    ayu = rows["Ayu"]
    assert (ayu["finished"], ayu["answered"], ayu["first_try"], ayu["hints"]) == (1, 2, 1, 1)
    assert ayu["misconceptions"] == []
    assert len(ayu["files"]) == 2
    assert rows["budi"]["misconceptions"] == [STALE]


def test_what_is_misunderstood_is_said_by_idea_with_its_steps(folder: Path, tmp_path: Path) -> None:
    found = as_json(folder, tmp_path)
    (idea,) = found["ideas"]
    assert (idea["idea"], idea["learners"], idea["still"]) == (STALE, 2, 1)
    assert idea["steps"] == [{"lesson": "contexts", "step": "how", "learners": 2}]
    assert found["steps"] == [{"lesson": "contexts", "step": "outside", "learners": 1}]


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_text_has_every_learner_and_the_idea_in_words(
    folder: Path, tmp_path: Path, language: str
) -> None:
    done = flasktutor("--lang", language, "class", str(folder), home=tmp_path / "home")
    assert (done.returncode, done.stderr) == (0, "")
    assert all(name in done.stdout for name in ("Ayu", "budi", "12345", "contexts how"))
    assert STALE not in done.stdout
    assert "lesson contexts --from how" in done.stdout


def test_csv_opens_in_a_spreadsheet_and_runs_nothing_there(tmp_path: Path) -> None:
    folder = tmp_path / "handed-in"
    hand_in(folder / "a.json", '=HYPERLINK("x"), no', answer("how", "right"))
    done = flasktutor("class", str(folder), "--csv", home=tmp_path / "home")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert row["who"] == '\'=HYPERLINK("x"), no'
    assert (row["answered"], row["first_try"]) == ("1", "1")


def test_a_broken_file_stops_nothing(folder: Path, tmp_path: Path) -> None:
    (folder / "broken.json").write_text("{", "utf-8")
    (folder / "future.json").write_text('{"flasktutor": "progress", "format": 2}', "utf-8")
    (folder / "deep.json").write_text("[" * 100_000, "utf-8")
    (folder / "binary.json").write_bytes(b"\xff\xfe\x00")
    (folder / "no-name.json").write_text('{"flasktutor": "progress", "format": 1, "name": 7}')
    (folder / "empty.json").write_text("")
    found = as_json(folder, tmp_path)
    assert len(found["rows"]) == 3
    why = {one["file"]: one["why"] for one in found["left_out"]}
    assert set(why) == {
        f"{name}.json" for name in ("broken", "future", "deep", "binary", "no-name", "empty")
    }
    assert "its format is 2" in why["future.json"]


def test_what_is_no_file_is_neither_waited_for_nor_followed(folder: Path, tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("needs named pipes")
    os.mkfifo(folder / "pipe.json")
    (folder / "zero.json").symlink_to("/dev/zero")
    (folder / "loop.json").symlink_to("loop.json")
    (folder / "dead.json").symlink_to("nowhere")
    (folder / "round").symlink_to(folder)
    (folder / "huge.json").touch()
    os.truncate(folder / "huge.json", 2**40)
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(folder / "socket.json"))
        found = as_json(folder, tmp_path)
    assert len(found["rows"]) == 3
    names = {one["file"] for one in found["left_out"]}
    wanted = ("pipe", "zero", "loop", "dead", "huge", "socket")
    assert names == {f"{name}.json" for name in wanted}


def test_names_and_contents_act_on_no_terminal(tmp_path: Path) -> None:
    folder = tmp_path / "handed-in"
    unnamed = hand_in(folder / "a.json", "", answer("how", "wrong", belief="\x1b]0;x\x07**b**"))
    unnamed.rename(folder / "\x1b[31m\n[red]x.json")
    named = os.fsencode(folder) + b"/\xff.json"
    Path(os.fsdecode(named)).write_text("{", "utf-8")
    for more in ([], ["--csv"], ["--json"]):
        done = flasktutor("class", str(folder), *more, home=tmp_path / "home")
        assert done.returncode == 1
        assert "\x1b" not in done.stdout + done.stderr
        assert "[red]x" in done.stdout


def test_the_same_answers_under_two_names_are_told(tmp_path: Path) -> None:
    folder, same = tmp_path / "handed-in", answer("how", "right")
    hand_in(folder / "a.json", "Ayu", same)
    hand_in(folder / "b.json", "Budi", same)
    assert as_json(folder, tmp_path)["shared"] == [["Ayu", "Budi"]]
    text = flasktutor("class", str(folder), home=tmp_path / "home").stdout
    assert "Ayu, Budi" in text


def test_a_folder_that_is_not_there_or_empty_says_so(tmp_path: Path) -> None:
    gone = flasktutor("class", str(tmp_path / "gone"), home=tmp_path / "home")
    assert gone.returncode == 2
    assert "cannot be read" in gone.stderr
    (tmp_path / "empty").mkdir()
    empty = flasktutor("class", str(tmp_path / "empty"), home=tmp_path / "home")
    assert empty.returncode == 0
    assert "progress --export FILE --name NAME" in empty.stdout


def test_a_learner_chooses_the_name_and_another_machine_takes_the_file(tmp_path: Path) -> None:
    file, home = tmp_path / "mine.json", tmp_path / "home"
    done = flasktutor("progress", "--export", str(file), "--name", "  Ayu  Dewi ", home=home)
    assert done.returncode == 0
    assert json.loads(file.read_text("utf-8"))["name"] == "Ayu Dewi"
    assert flasktutor("progress", "--import", str(file), home=tmp_path / "other").returncode == 0


@pytest.mark.parametrize("name", ["", " ", "a\x1b[1m", "x" * 61, "\u202eevil"])
def test_a_name_that_cannot_be_seen_is_refused(name: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    done = flasktutor("progress", "--export", str(file), "--name", name, home=tmp_path / "home")
    assert done.returncode == 2
    assert not file.exists()

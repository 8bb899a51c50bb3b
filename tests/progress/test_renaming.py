"""A step that says what its key was keeps its answers, its place, its card and its draft."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from flasktutor import lesson
from flasktutor.progress import Attempt, Card, Progress
from flasktutor.progress.renaming import rename
from tests.process import flasktutor

NOW = datetime(2026, 1, 5, 8, tzinfo=timezone.utc)
STEP = """\
  - key: {key}
    kind: choice
    review: true
    body: Which?
    options:
      - {{text: This, correct: true, why: It is.}}
      - {{text: That, why: It is not.}}
"""
HEAD = "format: 1\nlesson: x\ntitle: X\nsummary: X.\nsteps:\n"


def written(folder: Path, *steps: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "x.yaml").write_text(HEAD + "".join(steps), "utf-8")
    return folder


def test_all_that_is_kept_goes_along() -> None:
    with Progress.open(None) as progress:
        progress.record(Attempt(lesson="x", step="old", result="right", at=NOW))
        progress.set_place("x", "old", finished=False, at=NOW)
        progress.save_card(Card(lesson="x", step="old", due=NOW, state="{}"))
        progress.set_draft("x", "old", "code")
        progress.set_draft("other", "old", "code")
        for _twice in range(2):
            rename(progress, {"x": {"old": "new"}})
            assert [attempt.step for attempt in progress.attempts()] == ["new"]
            place = progress.place("x")
            assert place is not None
            assert place.step == "new"
            assert progress.card("x", "new") is not None
            assert progress.draft("x", "new") == "code"
            assert progress.draft("other", "old") == "code"


def test_what_stands_under_the_new_key_stays() -> None:
    with Progress.open(None) as progress:
        later = NOW + timedelta(days=1)
        progress.save_card(Card(lesson="x", step="old", due=NOW, state="{}"))
        progress.save_card(Card(lesson="x", step="new", due=later, state="{}"))
        rename(progress, {"x": {"old": "new"}})
        assert [(card.step, card.due) for card in progress.cards()] == [("new", later)]


def test_a_learner_loses_nothing_by_a_new_key(tmp_path: Path) -> None:
    """By real processes: answered, renamed, and handed in before and after."""
    home, folder = tmp_path / "home", tmp_path / "mine"
    here = ("--plain", "--lessons", str(written(folder, STEP.format(key="old"))))
    taken = flasktutor(*here, "lesson", "x", "--trust", home=home, text="1\n\n2\n\n")
    assert taken.returncode == 0, taken.stderr
    (tmp_path / "in").mkdir()
    before = str(tmp_path / "in" / "ayu.json")
    assert flasktutor(*here, "progress", "--export", before, home=home).returncode == 0
    written(folder, STEP.format(key="new") + "    was: old\n")
    listed = flasktutor(*here, "lessons", "--json", home=home)
    (row,) = (one for one in json.loads(listed.stdout) if one["name"] == "mine/x")
    assert row["done"] == 1
    figures = json.loads(flasktutor(*here, "progress", "--json", home=home).stdout)
    (mine,) = (one for one in figures["lessons"] if one["lesson"] == "mine/x")
    assert mine["answered"] == 1
    assert [one["step"] for one in json.loads(due(here, home))] in ([], ["new"])
    table = flasktutor(*here, "class", str(tmp_path / "in"), "--json", home=home)
    (ayu,) = json.loads(table.stdout)["rows"]
    assert ayu["answered"] == 1
    assert json.loads(table.stdout)["otherwise"] == ["mine/x"]


def due(here: tuple[str, ...], home: Path) -> str:
    return flasktutor(*here, "review", "--json", home=home).stdout


@pytest.mark.parametrize("was", ["a", "b", "[c, c]"])
def test_a_key_belongs_to_one_step(tmp_path: Path, was: str) -> None:
    steps = STEP.format(key="a"), STEP.format(key="b") + f"    was: {was}\n"
    _read, issues = lesson.read(written(tmp_path / "mine", *steps) / "x.yaml")
    assert [issue.text for issue in issues] == [
        f"`{was[1] if len(was) > 1 else was}` is, or was, the key of another step"
    ]

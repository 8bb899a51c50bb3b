"""What `progress` says to a person: questions by their words, and no more than can be asked."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path

import pytest

from flasktutor import lesson, paths
from flasktutor.progress import Attempt, Progress, Result
from tests.process import flasktutor

NOW = datetime(2026, 3, 1, tzinfo=timezone.utc)
ASKED = ("first-app", "contexts")


def answered(home: Path, name: str, result: Result) -> int:
    """Answer all that a lesson asks on this Flask in one way; how many that is."""
    read = lesson.load(Path(paths.own_lessons()) / f"{name}.yaml")
    asked = [one for one in read.steps if one.asks and one.holds_for(version("flask"))]
    assert len(asked) < sum(one.asks for one in read.steps), "all is asked on every Flask"
    with Progress.open(home / "progress.db") as progress:
        for step in asked:
            progress.record(Attempt(lesson=name, step=str(step.key), result=result, at=NOW))
    return len(asked)


@pytest.mark.parametrize("name", ["configuration", "nested-apps"])
def test_who_answered_all_that_this_flask_can_ask_has_answered_all(
    tmp_path: Path, name: str
) -> None:
    count = answered(tmp_path, name, "right")
    told = flasktutor("progress", home=tmp_path).stdout
    title = lesson.load(Path(paths.own_lessons()) / f"{name}.yaml").title
    assert f"{title}: {count} of {count} answered" in told


@pytest.mark.parametrize("spoken", ["en", "id"])
def test_what_was_missed_is_named_by_its_words(tmp_path: Path, spoken: str) -> None:
    answered(tmp_path, "configuration", "wrong")
    read = lesson.load(Path(paths.own_lessons()) / "configuration.yaml", spoken)
    told = flasktutor("--lang", spoken, "progress", home=tmp_path).stdout
    heading = {"en": "Worth another look:", "id": "Perlu dilihat lagi:"}[spoken]
    listed = told.partition(heading)[2].strip().split("\n\n")[0].split("\n")
    assert len(listed) == 8
    assert all(row.endswith(f"({read.title})") for row in listed), listed
    keys = "|".join(re.escape(str(one.key)) for one in read.steps if "-" in one.key)
    assert not re.search(rf"(?<![\w-])({keys})(?![\w-])", "\n".join(listed))


def test_below_each_list_stands_the_way_to_its_first(tmp_path: Path) -> None:
    load = {one: lesson.load(Path(paths.own_lessons()) / f"{one}.yaml") for one in ASKED}
    missed = {name: [str(one.key) for one in read.steps if one.asks] for name, read in load.items()}
    with Progress.open(tmp_path / "progress.db") as progress:
        for name, keys in missed.items():
            idea = "order" if name == "contexts" else None
            for key in keys[:2]:
                progress.record(
                    Attempt(lesson=name, step=key, result="wrong", at=NOW, misconception=idea)
                )
    told = " ".join(flasktutor("progress", home=tmp_path).stdout.split())
    ideas, others = told.partition("Ideas that waver:")[2].split("Worth another look:")
    assert f"lesson contexts --from {missed['contexts'][0]}` takes you there." in ideas
    wanted = next(name for name in load if load[name].title in others)
    assert f"lesson {wanted} --from {missed[wanted][0]}` takes you to the first." in others
    assert "lesson contexts --from" not in others or wanted == "contexts"

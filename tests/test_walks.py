"""Every lesson is taken whole in both languages: all right, all wrong with hints, all skipped."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from flasktutor import course, language, lesson, paths
from flasktutor.player import Item, Player
from flasktutor.progress import Progress
from flasktutor.ui.asking.taking import Taking
from flasktutor.ui.plain.plain_screen import PlainScreen
from tests import worlds_at_hand
from tests.learner import Learner, Plan
from tests.remembering import Remembering

pytestmark = pytest.mark.sweep
LESSONS = course.lesson_files(Path(paths.own_lessons()))


@pytest.fixture(scope="module")
def runner() -> Iterator[Remembering]:
    """What a lesson's snippets print is the same in each language and by each plan."""
    with Remembering() as one:
        yield one


def walk(
    path: Path, spoken: str, plan: Plan, runner: Remembering, folder: Path | None = None
) -> tuple[Player, str]:
    """Take the whole lesson by `plan`; the player at its end, and all that was said.

    Without a `folder` to work in, `do` steps are left out: tests/ui/test_learner.py does them.
    """
    language.use(spoken)
    taken = lesson.load(path, spoken)
    steps = [
        step
        for step in taken.steps
        if step.holds_for(runner.flask_version) and (folder or step.kind != "do")
    ]
    player = Player([Item(taken, step) for step in steps], Progress.open(None))
    out = io.StringIO()
    learner = Learner(plan, out, runner, folder)
    learner.player = player
    assert Taking(player, PlainScreen(learner, out), runner, worlds_at_hand.aside()).take()
    return player, out.getvalue()


@pytest.mark.parametrize("spoken", ["en", "id"])
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_all_right(path: Path, spoken: str, runner: Remembering) -> None:
    player, said = walk(path, spoken, "right", runner)
    summary = player.summary()
    assert summary.first_try == summary.asked > 0, said
    assert not summary.missed
    assert not summary.skipped


@pytest.mark.parametrize("spoken", ["en", "id"])
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_all_wrong_with_all_hints(
    path: Path, spoken: str, runner: Remembering, tmp_path: Path
) -> None:
    player, said = walk(path, spoken, "wrong", runner, tmp_path)
    summary = player.summary()
    right = {attempt.step for attempt in player.made if attempt.result == "right"}
    # What is so on a machine already, such as that a file is not there, cannot be missed.
    assert right <= {item.step.key for item in player.items if item.step.kind == "do"}
    assert len(summary.missed) + len(right) == summary.asked, said


@pytest.mark.parametrize("spoken", ["en", "id"])
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_all_skipped(path: Path, spoken: str, runner: Remembering, tmp_path: Path) -> None:
    player, said = walk(path, spoken, "skip", runner, tmp_path)
    summary = player.summary()
    assert len(summary.skipped) == summary.asked, said

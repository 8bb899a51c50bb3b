"""Every step of every lesson at 80×24 in both languages: what is asked and judged is in sight."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from prompt_toolkit.application import application
from prompt_toolkit.key_binding.defaults import load_key_bindings

from flasktutor import course, language, lesson, paths
from flasktutor.player import Item, Player
from flasktutor.progress import Progress
from flasktutor.runner.runner import Runner
from flasktutor.ui.sitting import Sitting
from tests.ui.onlooker import Glass, Onlooker, Remembering

LESSONS = course.lesson_files(Path(paths.own_lessons()))


@pytest.fixture(autouse=True)
def _bindings_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys of prompts in general are the same at each of some 4000, and slow to make."""
    made = functools.cache(load_key_bindings)
    monkeypatch.setattr(application, "load_key_bindings", made)


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    language.use("en")


def looked_at(path: Path, spoken: str, runner: Remembering) -> Onlooker:
    """Take every step of the lesson: with an empty answer, a wrong one, a right one."""
    language.use(spoken)
    taken = lesson.load(path, spoken)
    steps = [step for step in taken.steps if step.holds_for(runner.flask_version)]
    items = [Item(taken, step) for step in steps if step.kind != "do"]
    glass = Glass(80, 24)
    with glass.session() as screen:
        onlooker = Onlooker(glass, screen, runner)
        onlooker.player = Player(items, Progress.open(None))
        assert Sitting(onlooker.player, onlooker, cast(Runner, runner)).take()
    return onlooker


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_question_and_verdict_are_in_sight(path: Path, runner: Runner) -> None:
    once = Remembering(runner)
    amiss = []
    for spoken in language.available():
        onlooker = looked_at(path, spoken, once)
        assert onlooker.player is not None
        asked = [item for item in onlooker.player.items if item.step.asks]
        right = {one.step for one in onlooker.player.made if one.result == "right"}
        assert right == {item.step.key for item in asked}
        amiss += [f"{path.stem} {spoken} {text}" for text in onlooker.amiss]
    assert not amiss, "\n\n".join(amiss)

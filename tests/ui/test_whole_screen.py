"""Every step of every lesson at 80×24 in both languages: what is asked and judged is in sight."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import pytest
from prompt_toolkit.application import application
from prompt_toolkit.key_binding.defaults import load_key_bindings

from flasktutor import course, language, lesson, paths
from flasktutor.items import Item
from flasktutor.player import Player
from flasktutor.progress import Progress
from flasktutor.steps.do import DoStep
from flasktutor.ui.asking import workshop
from flasktutor.ui.asking.taking import Taking
from flasktutor.ui.protocol.blocks import Paste, Prose, Sight, Title, Watch
from flasktutor.ui.views import doing
from flasktutor.varied.values import LEVELS
from tests import worlds_at_hand
from tests.remembering import Remembering
from tests.ui.onlooker import Glass, Onlooker

pytestmark = pytest.mark.sweep
FOLDER = Paste(("/home/ana/shop",), "Your folder")
HARD = LEVELS - 1
"""A seed of the hardest level: its programs are the longest."""
LESSONS = course.lesson_files(Path(paths.own_lessons()))


@pytest.fixture(scope="module")
def runner() -> Iterator[Remembering]:
    with Remembering() as one:
        yield one


@pytest.fixture(autouse=True)
def _bindings_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys of prompts in general are the same at each of some 4000, and slow to make."""
    made = functools.cache(load_key_bindings)
    monkeypatch.setattr(application, "load_key_bindings", made)


def looked_at(path: Path, spoken: str, runner: Remembering, rows: int = 24) -> Onlooker:
    """Take every step of the lesson: with an empty answer, a wrong one, a right one."""
    language.use(spoken)
    taken = lesson.load(path, spoken)
    steps = [step for step in taken.all_steps if step.holds_for(runner.flask_version)]
    items = [Item(taken, step, seed=HARD) for step in steps if step.kind != "do"]
    glass = Glass(80, rows)
    with glass.session() as screen:
        onlooker = Onlooker(glass, screen, runner)
        onlooker.player = Player(items, Progress.open(None))
        sitting = Taking(onlooker.player, onlooker, runner, worlds_at_hand.aside())
        assert sitting.take()
    return onlooker


class Blind:
    """Eyes that see for ever what they saw first."""

    def __init__(self, sight: Sight) -> None:
        self.sight = sight

    def look(self, *, at_once: bool = False) -> bool:
        return False

    def stop(self) -> None:
        pass


def tasks_looked_at(path: Path, spoken: str) -> Onlooker:
    """Look at each task that is done elsewhere, with all that it waits for."""
    language.use(spoken)
    taken = lesson.load(path, spoken)
    items = [Item(taken, step) for step in taken.steps if step.kind == "do"]
    glass = Glass(80, 24)
    with glass.session() as screen, Remembering() as runner:
        onlooker = Onlooker(glass, screen, runner)
        onlooker.player = Player(items, Progress.open(None))
        sitting = Taking(onlooker.player, onlooker, runner)
        while not onlooker.player.finished:
            step = onlooker.player.step
            assert isinstance(step, DoStep)
            sitting.show_task()
            sitting.show(FOLDER)
            task = (Title(""), Prose(str(step.body)), FOLDER)
            eyes = Blind(doing.waiting(step))
            sitting.ask(Watch(eyes=eyes, keys=workshop.KEYS, task=task))
            onlooker.player.forward()
    return onlooker


WORKSHOPS = [path for path in LESSONS if "kind: do" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", WORKSHOPS, ids=lambda path: path.stem)
def test_tasks_are_in_sight_while_they_are_watched(path: Path) -> None:
    amiss = []
    for spoken in language.available():
        onlooker = tasks_looked_at(path, spoken)
        assert onlooker.asked > 10
        amiss += [f"{path.stem} {spoken} {text}" for text in onlooker.amiss]
    assert not amiss, "\n\n".join(amiss)


def test_an_onlooker_sees_what_is_not_there(runner: Remembering) -> None:
    path = next(path for path in LESSONS if path.stem == "what-is-flask")
    amiss = looked_at(path, "en", runner, rows=9).amiss
    assert any("the question is not in sight" in text for text in amiss)
    assert any("the verdict is not in sight" in text for text in amiss)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_question_and_verdict_are_in_sight(path: Path, runner: Remembering) -> None:
    amiss = []
    for spoken in language.available():
        onlooker = looked_at(path, spoken, runner)
        assert onlooker.player is not None
        asked = [item for item in onlooker.player.items if item.step.asks]
        right = {one.step for one in onlooker.player.made if one.result == "right"}
        assert right == {item.step.key for item in asked}
        amiss += [f"{path.stem} {spoken} {text}" for text in onlooker.amiss]
    assert not amiss, "\n\n".join(amiss)

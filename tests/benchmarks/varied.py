"""Speed of varied questions beside plain predictions: until one is asked, and until its verdict."""

from __future__ import annotations

import io
import statistics
import tempfile
import time
from pathlib import Path

from rich.console import Console

from flasktutor import drawing, lesson, paths
from flasktutor.items import Item
from flasktutor.player import Player
from flasktutor.progress import Progress
from flasktutor.runner.runner import Runner
from flasktutor.steps.predict import PredictStep
from flasktutor.ui.asking.taking import Taking
from flasktutor.ui.protocol.blocks import Block, Command, Pause, Pick, Picked, Question, Reply
from flasktutor.ui.terminal.rich_blocks import THEME
from flasktutor.ui.terminal.rich_screen import RichScreen
from tests import worlds_at_hand
from tests.benchmarks.measure import Row

READS = 1.5
"""Seconds that the learner looks at a question and at a verdict: less than anyone takes."""
EACH = 4
LESSONS = ("contexts", "nested-apps", "threads", "testing")


class Watch(RichScreen):
    """A learner who reads, takes the first option, and goes on; it keeps how long all took."""

    def __init__(self) -> None:
        console = Console(file=io.StringIO(), width=80, force_terminal=True, theme=THEME)
        super().__init__(console)
        self.asked: list[float] = []
        self.judged: list[float] = []
        self._replied = time.perf_counter()
        self._answered = False

    def show(self, *blocks: Block) -> None:
        if self._answered:
            self.judged.append(time.perf_counter() - self._replied)
            self._answered = False
        super().show(*blocks)

    def ask(self, question: Question) -> Reply:
        if isinstance(question, Pick):
            self.asked.append(time.perf_counter() - self._replied)
        time.sleep(READS)
        self._replied = time.perf_counter()
        if isinstance(question, Pick):
            self._answered = True
            return Picked((0,))
        assert isinstance(question, Pause)
        return Command.NEXT


def rows() -> list[Row]:
    """The same programs, once known before as in a plain prediction, and once to be drawn."""
    with Runner() as runner:
        pairs = [_items(name, runner) for name in LESSONS]
    one = [_taken([*known, *to_draw]) for known, to_draw in pairs]
    asked = [(watch.asked[1:EACH], watch.asked[EACH + 1 :]) for watch in one]
    judged = [(watch.judged[1:EACH], watch.judged[EACH:]) for watch in one]
    first = statistics.median(watch.asked[EACH] for watch in one)
    return [
        Row("varied question asked ÷ plain prediction asked", _ratio(asked), 1.5),
        Row("verdict on a varied question ÷ on a plain prediction", _ratio(judged), 1.5),
        Row("first varied question of a sitting, until its options", first * 1000, 1500, unit="ms"),
    ]


def _ratio(pairs: list[tuple[list[float], list[float]]]) -> float:
    plain = statistics.median(one for few, _other in pairs for one in few)
    return statistics.median(one for _few, other in pairs for one in other) / plain


def _items(name: str, runner: Runner) -> tuple[list[Item], list[Item]]:
    """Questions of a lesson that vary, and the same as they come out with these seeds."""
    taken = lesson.load(Path(paths.own_lessons(), f"{name}.yaml"))
    steps = [step for step in taken.all_steps if isinstance(step, PredictStep) and step.vary]
    worlds = worlds_at_hand.aside().worlds(taken).found
    vary = [Item(taken, step, seed=seed) for seed, step in enumerate(steps[:EACH])]
    drawn = [
        Item(taken, drawing.draw(step, taken.setup, seed, worlds, runner.run))
        for seed, step in enumerate(steps[:EACH])
    ]
    return drawn, vary


def _taken(items: list[Item]) -> Watch:
    watch = Watch()
    with (
        tempfile.TemporaryDirectory() as home,
        Progress.open(Path(home, "progress.db")) as progress,
        Runner() as runner,
    ):
        assert runner.flask_version
        Taking(Player(items, progress), watch, runner, worlds_at_hand.aside()).take()
    return watch

"""What a player keeps: cards, beliefs, drafts, and each answer before anything is said of it."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from flasktutor.player import Player
from flasktutor.progress import Progress
from flasktutor.runner.runner import Runner
from flasktutor.ui.asking.taking import Taking
from flasktutor.ui.plain.plain_screen import PlainScreen
from flasktutor.ui.protocol.blocks import Block, Note
from tests.learner import Learner, Plan
from tests.test_player import RIGHT, WRONG, at, progress
from tests.ui.sampler import Clock, items, sampler

__all__ = ["progress"]


def test_review_items_never_move_the_place(progress: Progress) -> None:
    at(progress, "several")
    one = Player(items("guess", "pick", review=True), progress, clock=Clock())
    one.skip()
    one.answer(WRONG, None)
    one.forward()
    assert one.finished
    place = progress.place("sampler")
    assert place is not None
    assert (place.step, place.finished) == ("several", False)
    assert [attempt.review for attempt in progress.attempts()] == [True, True]


def test_openers_are_counted_apart_from_the_lesson(progress: Progress) -> None:
    one = Player([*items("pick", review=True), *items()], progress, clock=Clock())
    assert (one.number, one.total) == (1, 1)
    assert progress.place("sampler") is None
    one.forward()
    assert (one.number, one.total) == (1, 9)
    place = progress.place("sampler")
    assert place is not None
    assert place.step == "read"


def test_only_the_first_answer_makes_or_moves_a_card(progress: Progress) -> None:
    one = at(progress, "pick")
    one.answer(WRONG, None)
    made = progress.card("sampler", "pick")
    assert made is not None
    one.answer(RIGHT, None)
    one.give_up()
    assert progress.card("sampler", "pick") == made


def test_a_solution_looked_up_first_is_what_the_card_remembers(progress: Progress) -> None:
    one = at(progress, "pick")
    one.give_up()
    made = progress.card("sampler", "pick")
    one.answer(RIGHT, None)
    assert progress.card("sampler", "pick") == made is not None


def test_steps_without_review_make_no_card_and_skipping_makes_none(progress: Progress) -> None:
    at(progress, "several").answer((0, 1), None)
    at(progress, "pick").skip()
    at(progress, "read").see()
    assert progress.cards() == []


def test_a_wrong_option_is_kept_with_what_it_stands_for(progress: Progress) -> None:
    with Runner() as runner:
        one = at(progress, "guess")
        result = runner.run(one.step.request(sampler().setup, None))  # type: ignore[arg-type] # a predict step always runs
        assert not one.answer((1,), result).right
    kept = progress.attempts("sampler")[-1]
    assert (kept.answer, kept.misconception, kept.result) == ("[1]", "idea", "wrong")


class Witness(PlainScreen):
    """At each verdict, looks into the database over a connection of its own."""

    path: Path
    seen: list[tuple[str, int]]

    def show(self, *blocks: Block) -> None:
        for block in blocks:
            if isinstance(block, Note) and block.tone in ("good", "bad"):
                with closing(sqlite3.connect(self.path)) as other:
                    count = "SELECT count(*) FROM attempt WHERE result IN ('right', 'wrong')"
                    self.seen.append((block.tone, other.execute(count).fetchone()[0]))
        super().show(*blocks)


@pytest.mark.parametrize("plan", ["right", "wrong"])
def test_every_answer_is_on_the_disk_before_the_verdict_is_shown(
    tmp_path: Path, plan: Plan
) -> None:
    # What is not so yet on the learner's machine is no answer: only `right` is one.
    asking = [one for one in items() if one.step.asks and (plan, one.step.kind) != ("wrong", "do")]
    with Progress.open(tmp_path / "progress.db") as progress, Runner() as runner:
        out = io.StringIO()
        learner = Learner(plan, out, runner, tmp_path / "shop")
        learner.player = one = Player(asking, progress)
        screen = Witness(learner, out)
        screen.path, screen.seen = tmp_path / "progress.db", []
        Taking(one, screen, runner).take()
    tone = "good" if plan == "right" else "bad"
    assert screen.seen == [(tone, n) for n in range(1, len(asking) + 1)]


def test_drafts_come_back(tmp_path: Path) -> None:
    with Progress.open(tmp_path / "progress.db") as progress:
        at(progress, "write").keep_draft("print('half')\n")
    with Progress.open(tmp_path / "progress.db") as progress:
        assert at(progress, "write").draft() == "print('half')\n"
        assert at(progress, "sort").draft() is None

"""`start` finds out where a learner stands: by real processes, real runs, real terminals."""

from __future__ import annotations

import io
import random
import re
import sys
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest

from flasktutor import beliefs, lesson
from flasktutor.outlines import Outline
from flasktutor.placement import MOST, Placement
from flasktutor.player import Player
from flasktutor.progress import Attempt, Progress, Result
from flasktutor.runner.runner import Runner
from flasktutor.ui.asking.taking import Taking
from flasktutor.ui.flows import placed, placement_flow
from flasktutor.ui.flows.desk import Desk
from flasktutor.ui.flows.placement_flow import PlacementOffers
from flasktutor.ui.plain.plain_screen import PlainScreen
from tests import worlds_at_hand
from tests.learner import Learner
from tests.placement.course import course
from tests.process import flasktutor
from tests.ui.terminal import Terminal

MACHINE = "Flask on your own machine"


class Knowing(Learner):
    """Answers rightly what these lessons teach, and skips all else."""

    def __init__(self, known: Collection[str], out: io.StringIO, runner: Runner) -> None:
        super().__init__("skip", out, runner)
        self._known = known

    def _lines(self, said: str) -> Iterator[str]:
        assert self.player is not None
        known = self.player.item.lesson.lesson in self._known
        self._plan = "right" if known else "skip"
        return super()._lines(said)


def desk_with(lessons: Iterable[Outline], screen: PlainScreen, runner: Runner) -> Desk:
    """A desk that has these lessons, and keeps nothing."""
    found = {one.name: one for one in lessons}
    return Desk(
        screen,
        Progress.open(None),
        runner,
        found,
        lambda name: lesson.load(Path(found[name].path)),
        lambda _lesson: True,
        worlds_at_hand.aside(),
    )


def asked(
    known: Collection[str], runner: Runner, lessons: Iterable[Outline] = (), seed: int = 1
) -> tuple[Placement, str, Progress]:
    """What is found out about who knows these lessons, what is said, and what is kept."""
    out = io.StringIO()
    learner = Knowing(known, out, runner)
    screen = PlainScreen(learner, out)
    desk = desk_with(lessons or course(), screen, runner)
    progress = desk.progress
    offers = PlacementOffers(desk, random.Random(seed))
    first = offers.first()
    assert first is not None
    learner.player = Player([first], progress, source=offers, rng=random.Random(seed))
    assert Taking(learner.player, screen, runner, desk.aside).take()
    end = offers.placement(learner.player.made)
    screen.show(*placed.told(desk, end, through=True))
    return end, " ".join(out.getvalue().split()), progress


def settled(home: Path, level: str | None = "basics") -> None:
    with Progress.open(home / "progress.db") as progress:
        progress.set_setting("language", "en")
        if level:
            progress.set_setting("level", level)


def kept(home: Path) -> tuple[list[Result], list[str], str | None]:
    """Results of the answers, lessons that have a place, and the level."""
    with Progress.open(home / "progress.db") as progress:
        results = [one.result for one in progress.attempts()]
        return results, [one.lesson for one in progress.places()], progress.setting("level")


def numbers(said: str) -> list[int]:
    return [int(one) for one in re.findall(rf"question (\d+) of at most {MOST}\b", said)]


def test_answers_place_and_feed_cards_and_nothing_is_done(runner: Runner) -> None:
    known = [one.name for one in course()[:6]]
    end, said, progress = asked(known, runner)
    assert end.proposal is not None
    assert end.proposal.name in ("proxies", "app-context", "request-context")
    assert f"lesson {end.proposal.name}`" in said
    assert re.search(r"You answered \d of \d about “[^”]*” right. You skipped \d of \d about", said)
    assert re.search(r"“[^”]*”: 0 of (\d) right, \1 skipped", said)
    assert "missed" not in said.partition("Where you stand")[2]
    assert f"You have not shown your machine: “{MACHINE}”" in said
    right = {(one.lesson, one.step) for one in progress.attempts() if one.result == "right"}
    assert right
    assert right <= {(one.lesson, one.step) for one in progress.cards()}
    assert all(one.review for one in progress.attempts())
    assert progress.places() == []


def varied(one: Outline) -> Outline:
    """The lesson without its questions that are always the same program."""
    cards = {key: card for key, card in one.cards.items() if key in one.varied}
    return Outline(**{**vars(one), "cards": cards})


def test_answers_to_varied_questions_feed_beliefs_and_cards(runner: Runner) -> None:
    names = [one.name for one in course()]
    _end, _said, progress = asked(names, runner, map(varied, course()))
    attempts = list(progress.attempts())
    assert attempts
    for one in attempts:
        assert one.drawn is not None
        assert len(one.drawn.worlds) > 2
        assert one.drawn.chosen is not None
        assert not one.drawn.worlds[one.drawn.chosen], "the true outcome is of no world"
    assert len(list(beliefs.answers(attempts))) == len(attempts)
    assert {(one.lesson, one.step) for one in attempts} == {
        (one.lesson, one.step) for one in progress.cards()
    }


def test_of_two_lessons_nothing_is_asked_and_that_is_said(runner: Runner) -> None:
    out = io.StringIO()
    desk = desk_with(course()[:2], PlainScreen(io.StringIO("1\n"), out), runner)
    placement_flow.sit(desk)
    assert "nothing to ask: too few lessons" in " ".join(out.getvalue().split())
    assert list(desk.progress.attempts()) == []
    assert desk.progress.setting("level") is None


def test_who_knows_everything_is_led_to_the_workshop_that_is_left(runner: Runner) -> None:
    end, said, _progress = asked([one.name for one in course()], runner)
    assert end.proposal is not None
    assert end.proposal.name == "bookshop"
    assert "which no question can show" in said
    assert "%: this lesson, the one before it, or none." in said


def test_a_miss_and_a_skip_are_told_apart(runner: Runner) -> None:
    stages = course()[:4]
    desk = desk_with(stages, PlainScreen(io.StringIO(), io.StringIO()), runner)
    offers = PlacementOffers(desk, random.Random(1))
    one, other = list(stages[0].cards)[:2]
    results: dict[str, Result] = {one: "wrong", other: "skipped"}
    made = [
        Attempt(lesson=stages[0].name, step=step, result=result, at=datetime.now(timezone.utc))
        for step, result in results.items()
    ]
    out = io.StringIO()
    PlainScreen(io.StringIO(), out).show(*placed.told(desk, offers.placement(made), through=True))
    said = " ".join(out.getvalue().split())
    assert f"“{stages[0].title}”: 0 of 2 right, 1 skipped" in said
    assert f"Of 2 about “{stages[0].title}” you missed 1 and skipped 1." in said
    # The first lesson has none before it.
    assert "%: this lesson, or the one after it." in said


def test_who_left_after_one_skip_is_told_of_no_answers(tmp_path: Path) -> None:
    done = flasktutor("start", home=tmp_path, text="1\n5\ns\nq\nq\n")
    told = " ".join(done.stdout.split()).partition("Where you stand ")[2]
    assert "You skipped 1 question and answered none" in told
    assert "Begin with “" in told
    assert "your answers" not in told.partition("flasktutor lesson")[0]
    assert "It was not asked about itself" not in told


def test_who_knows_nothing_begins_at_the_beginning(tmp_path: Path) -> None:
    done = flasktutor("start", home=tmp_path, text="1\n5\n" + "s\n" * MOST + "q\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert numbers(done.stdout)[0] == 1
    assert "Begin with “What Flask is”" in " ".join(done.stdout.split())
    assert "1. Begin “What Flask is”" in done.stdout
    told = " ".join(done.stdout.split()).partition("Where you stand ")[2]
    asked_for = len(numbers(done.stdout))
    assert f"You skipped {asked_for} questions and answered none" in told
    assert "missed" not in told
    assert "By your answers" not in told
    results, places, level = kept(tmp_path)
    assert (set(results), places, level) == ({"skipped"}, [], "what-is-flask")


def test_who_leaves_is_told_what_was_found_and_asked_again(tmp_path: Path) -> None:
    done = flasktutor("start", home=tmp_path, text="1\n5\ns\ns\nq\n4\nq\n")
    said = " ".join(done.stdout.split())
    assert numbers(done.stdout) == [1, 2, 3]
    assert "You left before it was clear. So far:" in said
    assert said.count("Where do you stand?") == 2
    assert "1. Begin “Contexts and proxies”" in said
    assert kept(tmp_path)[2] == "basics"


def test_who_answers_nothing_is_told_nothing(tmp_path: Path) -> None:
    settled(tmp_path)
    said = flasktutor("start", home=tmp_path, text=f"{offered(tmp_path)}\nq\nq\n").stdout
    assert "You answered nothing, so nothing is known." in said
    assert kept(tmp_path) == ([], [], "basics")


def test_the_input_may_end_in_it(tmp_path: Path) -> None:
    settled(tmp_path)
    done = flasktutor("start", home=tmp_path, text=f"{offered(tmp_path)}\ns\ns\n")
    assert done.returncode == 0
    assert "You left before it was clear." in done.stdout
    assert done.stdout.count("Everything is kept.") == 1
    assert kept(tmp_path)[::2] == (["skipped", "skipped"], "basics")


def test_the_menu_offers_it_again_and_the_map_follows(tmp_path: Path) -> None:
    settled(tmp_path)
    answers = f"{offered(tmp_path)}\n" + "s\n" * MOST + "q\n"
    said = flasktutor("start", home=tmp_path, text=answers).stdout
    assert "1. Begin “What Flask is”" in said
    assert f"2. Set Flask up on this computer: “{MACHINE}”" in said
    listed = flasktutor("lessons", home=tmp_path).stdout
    assert re.search(r"What Flask is.*next|next.*What Flask is", listed)


def offered(home: Path) -> str:
    """The number of the menu's line."""
    said = flasktutor("start", home=home, text="q\n").stdout
    found = re.search(r"(\d+)\. Find out where I stand", said)
    assert found is not None, said
    return found[1]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("size", [(80, 24), (40, 24)], ids=["usual", "narrow"])
def test_on_a_terminal(tmp_path: Path, size: tuple[int, int]) -> None:
    settled(tmp_path / "data", None)
    with Terminal("start", tmp_path, size=size) as one:
        one.wait(r"5\. Find out by a few")
        one.press("5\r")
        for number in (1, 2):
            asked = one.wait(rf"question {number} of at\s+most {MOST}[\s\S]*s skip")
            typed = "letter, then Enter" in asked.partition(f"question {number} of")[2]
            one.press("s\r" if typed else "s")
        one.wait(rf"question 3 of at\s+most {MOST}[\s\S]*s skip")
        one.press("\x03")
        one.wait(r"You left before it was clear[\s\S]*Everything is kept")
        assert one.ends() == 130

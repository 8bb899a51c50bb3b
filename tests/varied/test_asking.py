"""A varied question in a sitting: its program, its options, and what is said of an answer."""

from __future__ import annotations

import contextlib
import io
import random
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from flasktutor import beliefs
from flasktutor.items import Item
from flasktutor.lesson import Lesson
from flasktutor.player import Player
from flasktutor.progress import Progress
from flasktutor.runner.runner import Runner
from flasktutor.schema import Key, Words
from flasktutor.ui.asking.beside import Aside, Worlds
from flasktutor.ui.asking.drawings import Drawings
from flasktutor.ui.asking.taking import Taking
from flasktutor.ui.plain.plain_screen import PlainScreen
from flasktutor.worlds import World
from tests.ui.emulator import CTRL_D, ENTER, Emulator
from tests.varied import shop


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> tuple[Lesson, tuple[World, ...]]:
    return shop.read(shop.written(tmp_path_factory.mktemp("shop"), shop.NESTED, shop.BLANK))


Course = tuple[Lesson, tuple[World, ...]]


class Learner:
    """Takes the questions to practise by plain lines."""

    def __init__(self, runner: Runner, course: Course, *seeds: int) -> None:
        lesson, self.worlds = course
        self.progress = Progress.open(None)
        items = [
            Item(lesson, step, seed=seed)
            for step, seed in zip(lesson.practice, seeds, strict=False)
        ]
        self.player = Player(items, self.progress, rng=random.Random(1))
        self._runner = runner

    def says(self, *keys: str, agreed: bool = True) -> str:
        out = io.StringIO()
        screen = PlainScreen(io.StringIO("".join(f"{key}\n" for key in keys)), out)
        aside = Aside(lambda _lesson: Worlds(self.worlds, lambda: agreed))
        with contextlib.suppress(EOFError):
            Taking(self.player, screen, self._runner, aside).take()
        return out.getvalue()


def number_of(said: str, option: str) -> str:
    found = re.search(rf"^ *(\d)[.)] {re.escape(option)}", said, re.MULTILINE)
    assert found, said
    return found[1]


def program(said: str) -> tuple[str, str, int]:
    """The inner app, the name and the price in the program that is asked about."""
    inner = re.search(r'Flask\("(cafe|library)"\)', said)
    name = re.search(r'g\.name = "(\w+)"', said)
    price = re.search(r"(\d)\)\n", said)
    assert inner
    assert name
    assert price
    return inner[1], name[1], int(price[1])


def test_a_wrong_prediction_is_led_to_its_world(runner: Runner, course: Course) -> None:
    inner, name, price = program(Learner(runner, course, 3).says())
    learner = Learner(runner, course, 3)
    asked = learner.says()
    wrong = number_of(asked, f"{inner} {name} {price}")
    learner = Learner(runner, course, 3)
    said = learner.says(wrong, "q")
    assert f"What does it print of {inner}?" in said
    assert "In a world where `g` is one, you would be right." in said
    assert "They part in line" in said
    assert f"That was {inner}." in said
    (kept,) = learner.progress.attempts()
    assert kept.result == "wrong"
    assert kept.misconception == "g-dies"
    assert kept.drawn is not None
    assert kept.drawn.seed == 3
    assert kept.drawn.chosen is not None
    assert kept.drawn.worlds[kept.drawn.chosen] == ("one-g",)


def test_a_right_prediction_is_kept_as_flasks(runner: Runner, course: Course) -> None:
    asked = Learner(runner, course, 3).says()
    inner, _name, price = program(asked)
    right = number_of(asked, f"{inner} None {price}")
    learner = Learner(runner, course, 3)
    said = learner.says(right, "q")
    assert "Right." in said
    assert "In a world" not in said
    (kept,) = learner.progress.attempts()
    assert kept.drawn is not None
    assert kept.drawn.chosen == 0


def test_a_program_that_was_given_up_or_skipped_can_be_shown_again(
    runner: Runner, course: Course
) -> None:
    learner = Learner(runner, course, 3, 4)
    learner.says("g", "", "s")
    given_up, skipped = learner.progress.attempts()
    assert (given_up.result, skipped.result) == ("gave-up", "skipped")
    for attempt, seed in ((given_up, 3), (skipped, 4)):
        assert attempt.drawn is not None
        assert (attempt.drawn.seed, attempt.drawn.chosen) == (seed, None)
        assert ("one-g",) in attempt.drawn.worlds
    assert list(beliefs.answers([given_up, skipped])) == []


def test_another_seed_asks_about_another_program(runner: Runner, course: Course) -> None:
    assert len({program(Learner(runner, course, seed).says()) for seed in range(0, 30, 3)}) > 3


def test_blanks_say_what_the_program_is_to_print(runner: Runner, course: Course) -> None:
    learner = Learner(runner, course, 3, 3)
    said = learner.says("s", "app_context", "q")
    assert "It shall print" in said
    assert "Right." in said
    kept = learner.progress.attempts()[-1]
    assert kept.drawn is not None
    assert kept.drawn.worlds[1] == ("one-g",)


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return shop.read(shop.written(tmp_path_factory.mktemp("typed"), shop.TYPED))


def test_what_is_filled_in_wrongly_is_led_to_the_world_in_which_it_is_right(
    runner: Runner, typed: Course
) -> None:
    learner = Learner(runner, typed, 3)
    said = learner.says('g.get("city")', "q")
    assert "In a world where `g` is one, you would be right." in said
    assert "They part in line 6: `with app.app_context():`" in " ".join(said.split())
    (kept,) = learner.progress.attempts()
    assert kept.drawn is not None
    # Others fill it in wrongly in many ways, so it counts for no world.
    assert kept.drawn.worlds[kept.drawn.chosen or 0] == ()


def test_what_is_right_in_no_world_is_led_to_none(runner: Runner, typed: Course) -> None:
    said = Learner(runner, typed, 3).says('"Solo"', "q")
    assert "Not yet." in said
    assert "you would be right" not in said


def test_all_worlds_of_an_answer_are_named(runner: Runner, course: Course) -> None:
    lesson, worlds = course
    twin = replace(worlds[0], key=Key("twin"), belief=Words("`g` never ends"))
    both = (twin, *worlds)
    bare = replace(lesson.practice[0], worlds=())  # type: ignore[call-arg]  # of `predict`
    shared = (replace(lesson, practice=(bare,)), both)
    inner, name, price = program(Learner(runner, shared, 3).says())
    wrong = number_of(Learner(runner, shared, 3).says(), f"{inner} {name} {price}")
    said = Learner(runner, shared, 3).says(wrong, "q")
    assert "You would be right in each of these worlds, and one of them may be yours:" in said
    told = " ".join(said.split())
    assert "`g` never ends. They part in line" in told
    assert "`g` is one. They part in line" in told


def test_worlds_that_may_not_run_leave_the_question_out(runner: Runner, course: Course) -> None:
    learner = Learner(runner, course, 3)
    said = learner.says("", agreed=False)
    told = " ".join(said.split())
    assert "cannot be asked here: the code of the course's worlds may not run here" in told
    assert learner.progress.attempts() == []


def test_a_question_without_options_is_said_to_be_one(runner: Runner, course: Course) -> None:
    lesson, worlds = course
    bare = replace(lesson.practice[0], worlds=("one-g",))  # type: ignore[call-arg]  # of `predict`
    learner = Learner(runner, (replace(lesson, practice=(bare,)), worlds), 3)
    assert "cannot be asked here: wrong options: 1" in " ".join(learner.says("").split())


def test_on_the_rich_screen_it_is_asked_and_left(runner: Runner, course: Course) -> None:
    learner = Learner(runner, course, 3)
    terminal = Emulator()
    terminal.keys = ["1", ENTER, CTRL_D]
    with terminal.session() as screen, contextlib.suppress(EOFError):
        aside = Aside(lambda _lesson: Worlds(course[1]))
        Taking(learner.player, screen, runner, aside).take()
    assert "What does it print of" in terminal.text()
    assert len(learner.progress.attempts()) == 1


def test_a_question_is_drawn_once_by_who_asks_and_who_draws_ahead(
    runner: Runner, course: Course
) -> None:
    lesson, worlds = course
    item = Item(lesson, lesson.practice[0])
    both, seeds = threading.Barrier(2), []

    def seed(_item: Item) -> int:
        # Two that come here together are two that would draw it.
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(timeout=0.5)
        seeds.append(3)
        return 3

    found = Worlds(worlds, lambda: True)
    drawings = Drawings(runner, lambda _lesson: found, seed, lambda _item, _step: None)
    with ThreadPoolExecutor(2) as pool:
        begun = list(pool.map(drawings.of, (item, item)))
    begun[0].step()
    drawings.close()
    assert begun[0] is begun[1]
    assert seeds == [3]

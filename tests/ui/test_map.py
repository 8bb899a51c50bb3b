"""The course as a map, and figures as bars: on terminals of all widths, in pipes, without signs."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from rich.cells import cell_len

from flasktutor import course, lesson, paths
from flasktutor.progress import Attempt, Card, Progress
from flasktutor.ui.protocol.blocks import Bar, Bars, CourseMap, MapStop
from flasktutor.ui.terminal import rails
from flasktutor.ui.terminal.figures_view import cells_of
from tests.process import flasktutor
from tests.ui.emulator import Emulator
from tests.ui.terminal import Terminal

pytestmark = pytest.mark.sweep
OWN = Path(paths.own_lessons())
NAMES = sorted(path.stem for path in course.lesson_files(OWN))
NOW = datetime.now(timezone.utc)
BELIEF = "one-pip-per-python"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A learner who has finished a lesson, is in another, missed an idea, and has cards."""
    with Progress.open(tmp_path / "data" / "progress.db") as progress:
        progress.set_setting("language", "en")
        progress.set_setting("level", "new")
        for name, finished in (("what-is-flask", True), ("install", False)):
            steps = [step for step in lesson.load(OWN / f"{name}.yaml").steps if step.asks]
            key = str(steps[2].key)
            progress.set_place(name, key, finished=finished, at=NOW - timedelta(hours=finished))
            for step in steps[:3]:
                progress.record(
                    Attempt(lesson=name, step=str(step.key), result="right", at=NOW, seconds=9)
                )
        key = str(steps[3].key)
        progress.record(
            Attempt(lesson="install", step=key, result="wrong", at=NOW, misconception=BELIEF)
        )
        asked = [step for step in steps if step.review]
        for days, step in enumerate(asked[:3], 1):
            due = NOW + timedelta(days=days)
            progress.save_card(Card(lesson="install", step=str(step.key), due=due, state="{}"))
    return tmp_path


def test_the_longest_way_runs_down_and_the_others_branch_off() -> None:
    needs = {"a": [], "b": ["a"], "c": ["b"], "d": ["b"], "e": ["d"], "f": ["d", "c"], "g": []}
    assert [(row.rails, row.name, row.also) for row in rails.rows(needs)] == [
        ("", "a", ()),
        ("", "b", ()),
        ("├─", "c", ()),
        ("", "d", ()),
        ("├─", "e", ()),
        ("", "f", ("c",)),
        ("  ", "g", ()),
    ]


def test_a_lesson_that_requires_a_later_one_or_itself_has_its_place() -> None:
    rows = rails.rows({"a": ["b", "a"], "b": ["a"], "c": ["gone"]})
    assert [row.name for row in rows] == ["a", "b", "c"]


def test_a_thousand_lessons_one_after_the_other_are_no_trouble() -> None:
    names = [f"l{number}" for number in range(1000)]
    rows = rails.rows({name: names[max(n - 1, 0) : n] for n, name in enumerate(names)})
    assert [row.name for row in rows] == names
    assert {row.rails for row in rows} == {""}


@pytest.mark.parametrize(
    ("parts", "whole", "cells"),
    [
        ([0], 20, [0]),
        ([1], 200, [1]),
        ([199], 200, [9]),
        ([200], 200, [10]),
        ([1, 199], 200, [1, 9]),
        ([1, 1, 1], 3, [3, 3, 4]),
        ([0], 0, [0]),
    ],
)
def test_what_there_is_shows_and_only_what_is_whole_looks_so(
    parts: list[int], whole: int, cells: list[int]
) -> None:
    assert cells_of(parts, whole, 10) == cells


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("spoken", ["en", "id"])
def test_the_map_of_lessons_names_all_and_fits(home: Path, width: int, spoken: str) -> None:
    with Terminal(f"--lang {spoken} lessons", home, size=(width, 50)) as one:
        assert one.ends() == 0
        shown = one.text()
    assert all(re.search(rf"[●◆◇○] {name}\b", shown) for name in NAMES)
    assert "● what-is-flask" in shown
    assert "◆ install" in shown
    assert re.search(r"database .*: hooks", shown)
    assert ("you are here" if spoken == "en" else "kamu di sini") in shown
    assert max(map(cell_len, shown.split("\n"))) <= width
    titles = "Memasang Flask" if spoken == "id" else "Installing Flask"
    assert (titles in shown) == (width >= 80)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_first_screen_of_start_shows_where_one_is_and_all_that_can_be_chosen(
    home: Path, width: int
) -> None:
    with Terminal("start", home, size=(width, 30)) as one:
        shown = one.wait(r"\d\. Quit")
        one.press("q")
        assert one.ends() == 0
    assert "◆ Installing Flask" in shown
    assert re.search(r"\(\d+ more below\)", shown)
    assert "1. Go on with" in shown


def test_no_colour_and_no_unicode_still_look_made(home: Path) -> None:
    plain: dict[str, str | None] = {"NO_COLOR": "1", "PYTHONIOENCODING": "ascii"}
    for command, wanted in (
        ("start", "> Installing Flask"),
        ("lessons", "|-o proxies"),
        ("progress", "###"),
    ):
        with Terminal(command, home, size=(80, 50), more=plain) as one:
            if command == "start":
                one.wait("Quit")
                one.press("q")
            assert one.ends() == 0
            assert wanted in one.text()
            # What cannot be written comes out as a question mark.
            assert "?" not in one.text().replace("? help", "")
            assert not re.search(r"\x1b\[[0-9;]*3[0-8]", one.said)


def test_in_a_pipe_lines_say_the_same(home: Path) -> None:
    told = flasktutor("lessons", home=home / "data").stdout
    assert re.search(r"^what-is-flask .*\(done\)$", told, re.MULTILINE)
    assert re.search(r"^install .*\(you are here; after what-is-flask\)$", told, re.MULTILINE)
    assert re.search(r"^first-app .*\(next; after install\)$", told, re.MULTILINE)
    assert re.search(r"^database .*\(after hooks, threads\)$", told, re.MULTILINE)
    start = flasktutor("start", home=home / "data", text="q\n").stdout
    assert re.search(
        r"^Installing Flask: \d+ of \d+ steps, .*; you are here; after What Flask is$",
        start,
        re.MULTILINE,
    )


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("spoken", ["en", "id"])
def test_progress_draws_tries_wavering_ideas_and_the_week(
    home: Path, width: int, spoken: str
) -> None:
    with Terminal(f"--lang {spoken} progress", home, size=(width, 50)) as one:
        assert one.ends() == 0
        shown = one.text()
    assert max(map(cell_len, shown.split("\n"))) <= width
    wanted = {
        "en": ("at the first try", "Ideas that waver:", "Each Python has", "tomorrow"),
        "id": ("langsung benar", "Ide yang masih goyah:", "Setiap Python", "besok"),
    }
    assert all(words in shown for words in wanted[spoken])
    # Nothing comes back on the days after: empty rows are not drawn.
    assert not re.search(r"in 6 days|6 hari lagi", shown)
    assert re.search(r"(Installing|Memasang) Flask\s+█+[▒░]", shown)
    assert not re.search(r"^install\b", shown, re.MULTILINE)


def test_an_idea_answered_rightly_since_wavers_no_more(home: Path) -> None:
    told = flasktutor("progress", home=home / "data").stdout
    assert "Ideas that waver:" in told
    key = re.search(r"--from\s+([\w-]+)", told)
    assert key is not None
    with Progress.open(home / "data" / "progress.db") as progress:
        progress.record(Attempt(lesson="install", step=key[1], result="right", at=NOW))
    assert "Ideas that waver:" not in flasktutor("progress", home=home / "data").stdout


def test_the_end_of_a_lesson_draws_the_score_and_says_what_was_gained(tmp_path: Path) -> None:
    steps = lesson.load(OWN / "what-is-flask.yaml").steps
    teaching = next(step for step in steps if step.asks and step.teaches)
    with Progress.open(tmp_path / "progress.db") as progress:
        at = NOW - timedelta(minutes=5)
        right = Attempt(lesson="what-is-flask", step=str(teaching.key), result="right", at=at)
        progress.record(right)
    taken = ("lesson", "what-is-flask", "--from", str(steps[-1].key))
    told = flasktutor(*taken, home=tmp_path, text="\n").stdout
    assert "Score: 1 of 1 right at the first try." in told
    assert "What you gained:" in told
    assert "Flask is a library; the program stays yours" in told


@pytest.mark.parametrize("width", [24, 40, 200])
def test_long_labels_and_no_rows_at_all_are_drawn(width: int) -> None:
    bars = Bars((Bar("a label that is long " * 3, (("done", 3),), 4, "said " * 30),))
    stops = (
        MapStop("x" * 90, "y" * 90, "here", 1, 2, "9 min", ()),
        MapStop("z", "z", "flawed", 0, 0, ""),
    )
    terminal = Emulator(width, 24)
    with terminal.session() as screen:
        screen.show(bars, Bars(()), CourseMap(stops, named=True), CourseMap(stops, beside=22))
    assert "█" in terminal.text()
    assert "◆" in terminal.text()


def test_by_pipe_start_says_the_lessons_that_matter_now_and_counts_the_others(home: Path) -> None:
    told = flasktutor("start", home=home / "data", text="").stdout
    assert re.search(r"^Installing Flask: \d+ of \d+ steps, .*; you are here", told, re.M)
    assert re.search(r"^Your first app: 0 of \d+ steps, .*; next", told, re.M)
    assert f"({len(NAMES) - 2} more lessons; “Pick a lesson” lists them)" in told
    assert "What Flask is: " not in told
    whole = flasktutor("lessons", home=home).stdout
    assert all(name in whole for name in NAMES)

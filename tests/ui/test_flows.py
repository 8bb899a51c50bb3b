"""How lessons and reviews begin, end and lead on, by real processes with pipes."""

from __future__ import annotations

import json
import re
import shlex
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from flasktutor import course, lesson, paths, review
from flasktutor.progress import Attempt, Card, Progress
from flasktutor.ui.flows.gist import GIST, gist
from tests.checkout import ROOT
from tests.process import flasktutor

SAMPLER = ("--lessons", str(ROOT / "tests/ui/lessons"))
OWN = Path(paths.own_lessons())
PORTION = re.compile(r"(\d+) now, (\d+) minutes?\b")


def due_cards(home: Path, count: int) -> None:
    """Let that many of our own questions be due, each a day longer than the one before."""
    moment = datetime.now(timezone.utc)
    lessons = [lesson.load(path) for path in course.lesson_files(OWN)]
    wanted = [
        (one.lesson, step.key)
        for one in lessons
        for step in one.steps
        if step.review and step.kind == "choice"
    ]
    assert len(wanted) >= count
    with Progress.open(home / "progress.db") as progress:
        for days, (name, key) in enumerate(wanted[:count], 1):
            due = moment - timedelta(days=days)
            progress.save_card(Card(lesson=str(name), step=str(key), due=due, state="{}"))


def asked(said: str) -> int:
    return len(re.findall(r"^== .* - review", said, re.MULTILINE))


def test_a_portion_of_review_ends_and_offers_another(tmp_path: Path) -> None:
    due_cards(tmp_path, 25)
    answers = ["g", ""] * review.PORTION
    done = flasktutor("review", home=tmp_path, text="\n".join([*answers, "q", ""]))
    assert done.returncode == 0
    assert "Questions: 5 now, 3 minutes." in done.stdout
    assert asked(done.stdout) == review.PORTION
    assert "This portion is done, and you may stop here." in done.stdout
    assert [now for now, _minutes in PORTION.findall(done.stdout)] == ["5", "5"]
    assert f"0 of {review.PORTION} right" in done.stdout


def test_going_on_asks_the_rest_and_says_that_it_was_all(tmp_path: Path) -> None:
    due_cards(tmp_path, 7)
    answers = [*["g", ""] * review.PORTION, "", *["g", ""] * 2]
    done = flasktutor("review", home=tmp_path, text="\n".join([*answers, ""]))
    assert (done.returncode, done.stderr) == (0, "")
    assert asked(done.stdout) == 7
    assert done.stdout.count("Review done") == 2
    assert [now for now, _minutes in PORTION.findall(done.stdout)] == ["5", "2", "2"]
    assert "That was all for now." in done.stdout


@pytest.mark.parametrize("command", ["start", "review", "progress", "lesson contexts"])
def test_nobody_is_told_of_a_heap(tmp_path: Path, command: str) -> None:
    with Progress.open(tmp_path / "progress.db") as progress:
        progress.set_setting("language", "en")
        progress.set_setting("level", "basics")
    due_cards(tmp_path, 51)
    done = flasktutor(*command.split(), home=tmp_path, text="q\n")
    assert "51" not in done.stdout
    assert "46" not in done.stdout
    listed = json.loads(flasktutor("review", "--json", home=tmp_path).stdout)
    assert len(listed) == 51


def test_the_dashboard_offers_a_portion(tmp_path: Path) -> None:
    with Progress.open(tmp_path / "progress.db") as progress:
        progress.set_setting("language", "en")
        progress.set_setting("level", "basics")
    due_cards(tmp_path, 25)
    done = flasktutor("start", home=tmp_path, text="q\n")
    assert "Answer questions that come back (5 now, 3 minutes)" in done.stdout


@pytest.mark.parametrize("keys", ["q\n", "r\nq\n"], ids=["not run", "run"])
def test_the_dashboard_says_the_step_that_opens(tmp_path: Path, keys: str) -> None:
    """A step may be done when the learner leaves, who has not gone on yet."""
    with Progress.open(tmp_path / "progress.db") as progress:
        progress.set_setting("language", "en")
        progress.set_setting("level", "basics")
    flasktutor("lesson", "first-app", "--from", "smallest", home=tmp_path, text=keys)
    said = flasktutor("start", home=tmp_path, text="1\nq\nq\n").stdout
    done = re.search(r"Go on with “Your first app” \((\d+) of (\d+) steps done\)", said)
    assert done
    assert done[1] == ("2" if "r" in keys else "1")
    assert f"== Your first app - {int(done[1]) + 1} of {done[2]}" in said
    picked = flasktutor("lesson", home=tmp_path, text="q\n").stdout
    assert re.search(rf"Your first app . {done[1]} of {done[2]} steps done", picked)


def test_the_minutes_are_those_of_the_learners_own_reviews(tmp_path: Path) -> None:
    due_cards(tmp_path, 25)
    with Progress.open(tmp_path / "progress.db") as progress:
        for seconds in (100.0, 120.0, 3600.0):
            at = datetime.now(timezone.utc)
            progress.record(
                Attempt(lesson="a", step="b", result="right", at=at, seconds=seconds, review=True)
            )
        for result in ("right", "seen"):
            progress.record(Attempt(lesson="a", step="b", result=result, at=at, seconds=1.0))
    done = flasktutor("review", home=tmp_path, text="q\n")
    assert "Questions: 5 now, 10 minutes." in done.stdout


def test_the_end_names_the_next_lesson_and_what_was_not_asked(tmp_path: Path) -> None:
    keys = [str(step.key) for step in lesson.load(OWN / "contexts.yaml").steps]
    taken = ("lesson", "contexts", "--from", keys[-1])
    done = flasktutor(*taken, home=tmp_path, text="\n")
    said = " ".join(done.stdout.split())
    assert "Done: Contexts and proxies" in said
    again = re.search(r"\d\d questions were not asked yet. `flasktutor ([^`]*)` takes", said)
    assert again is not None
    there = flasktutor(*again[1].split(), home=tmp_path, text="q\n")
    assert there.returncode == 0
    assert re.search(r"The next lesson is “[^”]*”: `flasktutor lesson proxies`", said)


def test_the_last_lesson_of_a_course_names_no_other(tmp_path: Path) -> None:
    done = flasktutor(
        *SAMPLER, "lesson", "sampler", "--trust", "--from", "make", home=tmp_path, text="s\n"
    )
    assert "Done: One of each" in done.stdout
    assert "next lesson" not in done.stdout


@pytest.mark.parametrize("text", ["q\n", "", "\nr\nq\n"], ids=["q", "end", "later"])
def test_a_lesson_from_elsewhere_says_a_command_that_finds_it(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "my lessons"
    folder.mkdir()
    kept = (ROOT / "tests/ui/lessons/sampler.yaml").read_text("utf-8")
    (folder / "sampler.yaml").write_text(kept, "utf-8")
    home = tmp_path / "home"
    take = ("--lessons", str(folder), "lesson", "sampler", "--trust")
    done = flasktutor(*take, home=home, text=text)
    found = re.search(r"Go on with\s+`flasktutor ([^`]*)`", done.stdout)
    assert found is not None, done.stdout
    words = found[1].replace("\n", " ")
    assert words.startswith("--lessons ")
    again = flasktutor(*shlex.split(words), home=home, text="q\n")
    assert (again.returncode, again.stderr) == (0, "")
    assert "== One of each" in again.stdout


def test_a_lesson_of_ours_is_named_without_folders(tmp_path: Path) -> None:
    done = flasktutor(*SAMPLER, "lesson", "contexts", home=tmp_path, text="q\n")
    assert "`flasktutor lesson contexts`" in done.stdout


def test_an_end_of_input_in_a_lesson_begun_from_the_dashboard_is_said_once(tmp_path: Path) -> None:
    done = flasktutor("start", home=tmp_path, text="1\n4\n1\n\n")
    assert done.returncode == 0
    assert done.stdout.count("Everything is kept.") == 1
    assert "`flasktutor start`" in done.stdout


SET_UP = "Flask on your own machine"


def test_who_is_stuck_sees_what_is_wrong_and_goes_on_to_set_flask_up(tmp_path: Path) -> None:
    done = flasktutor("start", home=tmp_path, text="1\n2\nq\n")
    assert "Flask works here." in done.stdout
    assert "run `check-install` there" in " ".join(done.stdout.split())
    assert f"1. Begin “{SET_UP}”" in done.stdout


def test_who_never_installed_flask_is_shown_where_to_do_it(tmp_path: Path) -> None:
    done = flasktutor("start", home=tmp_path, text="1\n1\nq\n")
    assert f"2. Set Flask up on this computer: “{SET_UP}”" in done.stdout
    knows = flasktutor("start", home=tmp_path / "other", text="1\n4\nq\n")
    assert "Set Flask up on this computer" not in knows.stdout


def test_whose_flask_does_not_start_is_led_to_set_it_up(tmp_path: Path) -> None:
    with Progress.open(tmp_path / "progress.db") as progress:
        for name, value in (("language", "en"), ("level", "basics"), ("check-install", "ill")):
            progress.set_setting(name, value)
    done = flasktutor("start", home=tmp_path, text="q\n")
    assert f"2. Set Flask up on this computer: “{SET_UP}”" in done.stdout


CUT = 'Visitors see "500 Internal Server Error of the whole…"'


@pytest.mark.parametrize(
    ("body", "reminder"),
    [
        ("**What** is `request`?", "What is request?"),
        ("The *call* comes first. Why?", "The call comes first. Why?"),
        ("One.\n\nWhich of these two lines makes a context of its own?", None),
        ("```python\nprint(2 * 3 * 4)\n```\nThen this.", "Then this."),
        ("Use `a * b * c`.", "Use a * b * c."),
        ("A" * 99, "A" * (GIST - 2) + "…"),
        ('Visitors see "500 Internal Server Error of the whole shop" and nothing else.', CUT),
    ],
)
def test_the_reminder_of_a_question(body: str, reminder: str | None) -> None:
    told = gist(body)
    assert len(told) <= GIST
    assert told == (reminder or "Which of these two lines makes a context of its own?")


def test_no_reminder_of_ours_holds_markdown_or_nothing() -> None:
    for path in course.lesson_files(OWN):
        for spoken in ("en", "id"):
            for step in lesson.load(path, spoken).steps:
                told = gist(step.body)
                assert len(told) > 6, (path.stem, step.key, told)
                assert not re.search(r"`|\*\w|\w\*", told), (path.stem, step.key, told)


def test_the_keys_are_told_in_the_menus_of_start(tmp_path: Path) -> None:
    """At the first questions and at the dashboard, as at every step."""
    done = flasktutor("start", home=tmp_path, text="?\n1\n?\n4\n?\nq\n")
    assert done.stdout.count("These keys work now:") == 3
    assert done.returncode == 0


def test_help_says_what_a_label_does_not(tmp_path: Path) -> None:
    done = flasktutor("lesson", "contexts", home=tmp_path, text="\n?\nq\n")
    assert "play with it: type lines of your own into this program" in done.stdout

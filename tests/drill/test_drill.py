"""`drill` as a learner meets it: by real processes, real runs, plain lines."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from flasktutor.progress import Attempt, Progress
from flasktutor.varied.drawn import Drawn
from tests.process import flasktutor
from tests.varied import shop

NOW = datetime.now(timezone.utc)
FEW = shop.NESTED.replace("[cafe, library]", "[cafe]").replace(
    "{pick: 1, of: [Ayu, Budi, Citra]}", '[["Ayu"]]'
)
FEW = FEW.replace("{between: [3, 9]}", "[3, 4]").replace("[1, 1, 2]", "[1, 2, 3]")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "course"
    made.mkdir()
    shop.written(made, shop.NESTED, shop.BLANK)
    return made


def drill(
    folder: Path, *options: str, keys: str = "", language: str = "en"
) -> CompletedProcess[str]:
    found = ("--lessons", str(folder), "--lang", language)
    return flasktutor(*found, "drill", "--trust", *options, home=folder.parent, text=keys)


def kept(folder: Path, count: int, chosen: int, begin: datetime = NOW) -> None:
    """That many answers about `nested`, of the first app's believer where `chosen` is 2."""
    with Progress.open(folder.parent / "progress.db") as progress:
        for number in range(count):
            progress.record(
                Attempt(
                    lesson="shop/names",
                    step="nested",
                    result="wrong" if chosen else "right",
                    at=begin + timedelta(minutes=number),
                    drawn=Drawn(
                        seed=number, chosen=chosen, worlds=((), ("one-g",), ("first-app",))
                    ),
                )
            )


def programs(said: str) -> list[str]:
    return re.findall(r"^Code:\n((?:    .*\n)+)", said, re.MULTILINE)


def test_it_asks_so_many_questions_and_says_how_it_went(folder: Path) -> None:
    done = drill(folder, "--count", "2", keys="1\n\ns\n")
    assert done.returncode == 0, done.stderr
    assert re.findall(r"drill (\d)", done.stdout) == ["1", "2"]
    assert "What the drill showed" in done.stdout
    assert re.search(r"Score: [01] of 1 right", done.stdout)
    told = " ".join(done.stdout.partition("What the drill showed")[2].split())
    assert re.search(r"Nothing was missed\.|does not show yet which idea|harder", told)
    assert "drill`." in done.stdout.splitlines()[-1]


def test_going_on_keeps_the_idea_that_was_named(folder: Path) -> None:
    done = drill(folder, "app-changes", "--count", "1", keys="1\n\n")
    assert "drill app-changes`." in " ".join(done.stdout.split())


def test_progress_counts_what_only_practice_asks(folder: Path) -> None:
    kept(folder, 3, 0)
    done = flasktutor("--lessons", str(folder), "progress", home=folder.parent)
    assert "Of questions that only practice asks: 3 answers, 3 right." in done.stdout


def test_no_program_comes_twice_and_when_all_were_asked_it_ends(tmp_path: Path) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    shop.written(folder, FEW)
    first = drill(folder, "shop/app-changes", "--count", "2", keys="1\n\n" * 2)
    rest = drill(folder, "shop/app-changes", keys="1\n\n" * 9)
    asked = [*programs(first.stdout), *programs(rest.stdout)]
    assert len(asked) == len(set(asked)) == 6
    assert "There is no other program to ask." in rest.stdout
    assert rest.returncode == 0


def test_a_wrong_answer_is_told_its_world_and_where_it_parts(folder: Path) -> None:
    done = drill(folder, "app-changes", "--count", "3", keys="1\n\n" * 3)
    wrong = done.stdout.count("Not yet.")
    assert wrong + done.stdout.count("Right.") == 3
    told = re.findall(r"In a world where .* you would be right\.", done.stdout.replace("\n", " "))
    assert bool(told) == bool(wrong)
    assert "c see the contexts" in done.stdout


def test_leaving_keeps_what_was_answered_and_sums_it_up(folder: Path) -> None:
    for keys in ("1\n\nq\n", "1\n\n"):
        done = drill(folder, "app-changes", keys=keys)
        assert done.returncode == 0
        assert "of 1 right at the first try" in done.stdout
    with Progress.open(folder.parent / "progress.db") as progress:
        drawn = [one.drawn for one in progress.attempts()]
        assert len([one for one in drawn if one]) == 2


def test_an_idea_that_no_question_is_about_is_refused_with_the_nearest(folder: Path) -> None:
    done = drill(folder, "app-change")
    assert done.returncode == 2
    assert "No question is about an idea `app-change`." in done.stderr
    assert "shop/app-changes" in done.stderr


def test_its_summary_stands_alone_on_the_output(folder: Path) -> None:
    kept(folder, 2, 2, NOW - timedelta(hours=1))
    done = drill(folder, "app-changes", "--json", "--count", "1", keys="1\n\n")
    told = json.loads(done.stdout)
    assert told["asked"] == 1
    assert told["before"] == {"right": 0, "asked": 2}
    names = [name for names in told["beliefs"].values() for name in names]
    assert names == ["shop/first-app"]
    assert "What does it print" in done.stderr
    assert "What the drill showed" in done.stderr


def test_progress_says_a_belief_and_where_a_lesson_is_about_it(folder: Path) -> None:
    text = folder.joinpath("names.yaml").read_text("utf-8")
    taught = text.replace("    kind: text\n", "    kind: text\n    teaches: [app-changes]\n")
    folder.joinpath("names.yaml").write_text(taught, "utf-8")
    kept(folder, 3, 2)
    told = flasktutor("--lessons", str(folder), "progress", home=folder.parent).stdout
    assert "You often answer as if this were so:" in told
    assert "`current_app` is the first app" in told
    assert "lesson shop/names --from read` is about it" in " ".join(told.split())
    said = flasktutor("--lessons", str(folder), "progress", "--json", home=folder.parent).stdout
    belief, *others = json.loads(said)["beliefs"]
    assert not others
    assert (belief["world"], belief["lesson"], belief["step"]) == (
        "shop/first-app",
        "shop/names",
        "read",
    )


def test_progress_says_nothing_of_a_belief_that_is_gone_or_whose_course_is(folder: Path) -> None:
    kept(folder, 3, 2)
    assert "as if" not in flasktutor("progress", home=folder.parent).stdout
    with Progress.open(folder.parent / "progress.db") as progress:
        for number in range(4):
            drawn = Drawn(seed=50 + number, chosen=0, worlds=((), ("one-g",), ("first-app",)))
            at = NOW + timedelta(hours=1, minutes=number)
            progress.record(
                Attempt(lesson="shop/names", step="nested", result="right", at=at, drawn=drawn)
            )
    told = flasktutor("--lessons", str(folder), "progress", home=folder.parent).stdout
    assert "as if" not in told


def test_start_offers_it_when_enough_was_met(tmp_path: Path) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    named = (shop.NESTED.replace("key: nested", f"key: nested-{n}") for n in range(8))
    shop.written(folder, *named)
    with Progress.open(tmp_path / "progress.db") as progress:
        progress.set_setting("language", "en")
        progress.set_setting("level", "basics")
    command = ("--lessons", str(folder), "start", "--trust")
    assert "a new program" not in flasktutor(*command, home=tmp_path, text="q\n").stdout
    with Progress.open(tmp_path / "progress.db") as progress:
        progress.set_place("shop/names", "read", finished=True, at=NOW)
    offered = flasktutor(*command, home=tmp_path, text="q\n").stdout
    number = re.search(r"^(\d+)\. Practise with a new program each time$", offered, re.MULTILINE)
    assert number, offered
    done = flasktutor(*command, home=tmp_path, text=f"{number[1]}\n1\n\nq\nq\n").stdout
    assert "drill 1" in done
    assert "What the drill showed" in done
    broken_off = flasktutor(*command, home=tmp_path, text=f"{number[1]}\n1\n").stdout
    assert "What the drill showed" in broken_off
    assert broken_off.count("Go on with `flasktutor") == 1
    assert "Go on with “" not in broken_off.partition("What the drill showed")[2]


def test_it_speaks_indonesian(folder: Path) -> None:
    kept(folder, 3, 2, NOW - timedelta(hours=1))
    done = drill(folder, "--count", "1", keys="1\n\n", language="id")
    assert "latihan 1" in done.stdout
    assert "Yang terlihat dari latihan ini" in done.stdout
    assert "seolah-olah begini:" in done.stdout

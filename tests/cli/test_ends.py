"""How commands end: exit codes, errors for people, JSON, whatever is missing or broken."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from flasktutor import __version__
from flasktutor.progress import Progress
from tests.checkout import ROOT
from tests.process import flasktutor

pytestmark = pytest.mark.sweep
SAMPLER = ("--lessons", str(ROOT / "tests/ui/lessons"))
TAKE = (*SAMPLER, "lesson", "sampler", "--trust")
LESSON = (ROOT / "tests/ui/lessons/sampler.yaml").read_text(encoding="utf-8")


def test_version(tmp_path: Path) -> None:
    done = flasktutor("--version", home=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"flasktutor {__version__}\n")


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("strat",), "start"),
        (("lesson", "contxts"), "contexts"),
        (("reset", "instal"), "install"),
        (("lesson", "contexts", "--from", "outsid"), "outside"),
        (("lesson", "--nothing"), "--nothing"),
        (("--lang", "xx", "lessons"), "'en', 'id'"),
        (("--lessons", "/nowhere/at/all", "lessons"), "/nowhere/at/all"),
        (("lesson", "contexts", "too-much"), "too-much"),
    ],
)
def test_wrong_usage_gives_2_and_says_what_would_be_right(
    tmp_path: Path, arguments: tuple[str, ...], hint: str
) -> None:
    done = flasktutor(*arguments, home=tmp_path)
    assert done.returncode == 2
    assert hint in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) < 15


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (LESSON.replace("kind: text", "kind: txt").encode(), "bad.yaml:12:"),
        (LESSON.replace("body: Run it.", "body: [").encode(), "bad.yaml:"),
        (b"format: 1\nlesson: bad\ntitle: \xff\n", "bad.yaml:3:8:"),
        (b"", "bad.yaml:1:1:"),
    ],
    ids=["unknown-kind", "no-yaml", "no-utf-8", "empty"],
)
def test_a_broken_lesson_is_shown_with_its_place(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "bad.yaml").write_bytes(content)
    done = flasktutor("--lessons", str(tmp_path), "lesson", "bad", home=tmp_path / "home")
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    others = flasktutor("--lessons", str(tmp_path), "lessons", home=tmp_path / "home")
    assert others.returncode == 0
    assert "contexts" in others.stdout


def test_a_lesson_that_is_a_folder_or_a_dead_link(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").mkdir()
    (tmp_path / "dead.yaml").symlink_to(tmp_path / "gone.yaml")
    for name in ("bad", "dead"):
        done = flasktutor("--lessons", str(tmp_path), "lesson", name, home=tmp_path / "home")
        assert done.returncode in (1, 2)
        assert name in done.stderr
        assert "Traceback" not in done.stderr


def test_a_home_that_cannot_be_made_is_said_and_the_lesson_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = flasktutor(*TAKE, home=tmp_path / "file", text="\nr\n\n")
    assert done.returncode == 1
    begun, ended, hint = done.stderr.splitlines()
    assert str(tmp_path / "file") in begun
    assert ended.startswith("Not everything is kept: ")
    assert hint
    assert "3 of 9" in done.stdout
    assert "Everything is kept" not in done.stdout


@pytest.mark.parametrize("content", [b"not a database" * 500, os.urandom(9000)])
def test_a_damaged_database_is_set_aside(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "progress.db").write_bytes(content)
    done = flasktutor(*TAKE, home=tmp_path, text="\nr\n\n")
    assert done.returncode == 0
    assert len(done.stderr.splitlines()) == 1
    assert "3 of 9" in done.stdout
    aside = list(tmp_path.glob("progress.db.damaged-*"))
    assert [path.read_bytes() for path in aside] == [content]


@pytest.mark.parametrize(
    "arguments",
    [
        ("lessons", "--json"),
        ("review", "--json"),
        ("progress", "--json"),
        ("check-install", "--json"),
    ],
    ids=lambda arguments: arguments[0],
)
@pytest.mark.parametrize("spoken", ["en", "id"])
def test_json_parses(tmp_path: Path, arguments: tuple[str, ...], spoken: str) -> None:
    done = flasktutor("--lang", spoken, *arguments, home=tmp_path)
    assert json.loads(done.stdout) is not None
    assert done.stderr == ""


def test_what_is_due_is_listed(tmp_path: Path) -> None:
    flasktutor(*TAKE, "--from", "blanks", home=tmp_path, text="1\n-\n")
    with Progress.open(tmp_path / "progress.db") as progress:
        assert [card.step for card in progress.cards()] == ["blanks"]
    done = flasktutor(*SAMPLER, "review", home=tmp_path)
    assert done.returncode == 0
    assert "Nothing is due now." in done.stdout


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    more = {"FLASKTUTOR_DEBUG": "1"}
    done = flasktutor("lesson", "contxts", home=tmp_path, more=more)
    assert "Traceback" in done.stderr
    assert done.returncode != 0


def test_a_reader_that_leaves_early_is_no_trouble(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("needs a POSIX shell")
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m flasktutor lessons | true; echo ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "FLASKTUTOR_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
    )
    assert done.stderr == ""
    assert done.stdout.strip() in ("0", "1", str(128 + signal.SIGPIPE))


@pytest.mark.parametrize(("answer", "left"), [("n\n", 1), ("", 1), ("\n", 1), ("y\n", 0)])
def test_reset_asks_first(tmp_path: Path, answer: str, left: int) -> None:
    flasktutor(*TAKE, home=tmp_path, text="\n")
    done = flasktutor(*SAMPLER, "reset", "sampler", home=tmp_path, text=answer)
    assert done.returncode == 0
    with Progress.open(tmp_path / "progress.db") as progress:
        assert len(progress.attempts()) == left


def test_progress_is_carried_to_another_home(tmp_path: Path) -> None:
    file = str(tmp_path / "mine.json")
    flasktutor(*TAKE, home=tmp_path / "a", text="\nr\n\ng\n\ng\n\n")
    assert flasktutor("progress", "--export", file, home=tmp_path / "a").returncode == 0
    for _twice in range(2):
        assert flasktutor("progress", "--import", file, home=tmp_path / "b").returncode == 0
    told = [
        flasktutor(*SAMPLER, "progress", "--json", home=tmp_path / home).stdout for home in "ab"
    ]
    assert json.loads(told[0]) == json.loads(told[1])
    assert "5 of 9" in flasktutor(*TAKE, home=tmp_path / "b").stdout


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 99}'])
def test_what_is_no_export_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "file.json").write_text(content)
    done = flasktutor("progress", "--import", str(tmp_path / "file.json"), home=tmp_path / "home")
    assert done.returncode in (1, 2)
    assert "file.json" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_interpreter_without_flask_is_pointed_to_check_install(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "bare"], check=True)
    bare = str(tmp_path / "bare/bin/python")
    done = flasktutor("lesson", "contexts", "--python", bare, home=tmp_path, text="\n" * 5)
    assert done.returncode == 1
    assert "has no Flask" in done.stderr
    assert f"flasktutor check-install --python {bare}" in done.stderr


def test_every_command_has_help_with_an_example(tmp_path: Path) -> None:
    from flasktutor.cli.commands import COMMANDS

    for name in COMMANDS:
        done = flasktutor(name, "--help", home=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert f"flasktutor {name}" in done.stdout.partition("\n")[2], name


def test_a_lesson_says_which_flask_it_runs_on_elsewhere(tmp_path: Path) -> None:
    lesson = ("lesson", "contexts")
    elsewhere = flasktutor(*lesson, "--python", sys.executable, home=tmp_path, text="q\n")
    assert "The snippets run on Flask " in elsewhere.stdout
    here = flasktutor(*lesson, home=tmp_path, text="q\n")
    assert "The snippets run on Flask " not in here.stdout


@pytest.mark.parametrize(("spoken", "said"), [("en", "`y` says yes"), ("id", "`y` berarti ya")])
def test_what_can_be_answered_with_yes_or_no_is_said(
    tmp_path: Path, spoken: str, said: str
) -> None:
    words = ("--plain", "--lang", spoken, *SAMPLER, "reset", "sampler")
    done = flasktutor(*words, home=tmp_path, text="?\nn\n")
    assert said in done.stdout, done.stdout

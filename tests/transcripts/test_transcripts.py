"""What a learner reads in each lesson, and of each likely answer, is what was kept.

A change shows as a readable diff. Both are here, for they run much of the same code.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from flasktutor import paths
from flasktutor.lesson import load
from flasktutor.runner.runner import Runner
from tests.answers import shown
from tests.remembering import Remembering
from tests.transcripts import other_flasks, taken

NAMES = taken.lessons()
SHORT = "what-is-flask"


@pytest.fixture(scope="module")
def runner() -> Iterator[Remembering]:
    """A program is run once, and read in both languages, in transcripts and of answers."""
    with Remembering() as one:
        yield one


def of_this_flask(path: Path, runner: Remembering) -> None:
    """Skip where Flask has other words than when the transcript was made."""
    first = path.read_text(encoding="utf-8").partition("\n")[0] if path.exists() else ""
    if first and first != taken.stamp(runner):
        pytest.skip(f"“{first}” is another Flask than {runner.flask_version}: it words things anew")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_read_is_what_was_kept(name: str, runner: Remembering) -> None:
    differences = ""
    for spoken in taken.LANGUAGES:
        kept = taken.kept(name, spoken)
        of_this_flask(kept, runner)
        differences += taken.difference(kept, taken.transcript(name, spoken, runner))
    if differences:
        pytest.fail(
            f"run python -m tests.transcripts {name} --write, and read what changed:\n"
            + differences,
            pytrace=False,
        )


@pytest.fixture(scope="module")
def others() -> Iterator[dict[str, Runner]]:
    """Each other Flask; where one cannot be had, what is read there is not compared."""
    with other_flasks.runners() as made:
        yield made


@pytest.mark.parametrize("name", NAMES)
def test_so_is_what_holds_on_another_flask(
    name: str, runner: Remembering, others: dict[str, Runner]
) -> None:
    of_this_flask(taken.kept(name, "en"), runner)
    differences = ""
    for spoken in taken.LANGUAGES:
        now = other_flasks.transcript(name, spoken, runner.flask_version, others)
        differences += taken.difference(other_flasks.kept(name, spoken), now)
    if differences:
        pytest.fail(
            f"run python -m tests.transcripts {name} --write, and read what changed:\n"
            + differences,
            pytrace=False,
        )


@pytest.mark.parametrize("name", shown.lessons())
def test_what_is_said_of_answers_is_what_was_kept(name: str, runner: Remembering) -> None:
    text = shown.kept(name).read_text(encoding="utf-8")
    if text.split("\n", 1)[0] != shown.head(runner):
        pytest.skip(f"kept from {text.splitlines()[0]}: Python and Flask word their errors anew")
    now = shown.shown(name, runner)
    assert shown.AMISS not in now
    assert now == text, f"run python -m tests.answers {name} --write, and read what changed"


def test_a_changed_word_shows_as_a_diff(tmp_path: Path, runner: Remembering) -> None:
    kept = taken.kept(SHORT, "en")
    of_this_flask(kept, runner)
    for path in Path(paths.own_lessons()).glob("*.yaml"):
        if path.name.split(".")[0] in (SHORT, "course"):
            shutil.copy(path, tmp_path)
    lesson = tmp_path / f"{SHORT}.yaml"
    text, told = lesson.read_text("utf-8"), load(lesson).steps[0].body
    word = next(one for one in told.split() if one.isalpha() and text.count(one) == 1)
    lesson.write_text(text.replace(word, "qwertyuiop"), "utf-8")

    said = taken.difference(kept, taken.transcript(SHORT, "en", runner, tmp_path)).splitlines()

    assert said[:2] == [f"--- kept/{SHORT}.en.txt", f"+++ now/{SHORT}.en.txt"]
    assert any(line.startswith("-") and word in line for line in said[2:]), said
    assert any(line.startswith("+") and "qwertyuiop" in line for line in said[2:]), said


def test_an_unchanged_lesson_does_not_differ(tmp_path: Path) -> None:
    kept = tmp_path / "one.en.txt"
    kept.write_text("A line.\n", "utf-8")
    assert taken.difference(kept, "A line.\n") == ""


def test_nothing_is_kept_of_lessons_that_are_gone() -> None:
    kept = {path.name for path in taken.FOLDER.glob("*.txt")}
    assert kept == {taken.kept(name, spoken).name for name in NAMES for spoken in taken.LANGUAGES}


THREADS = """\
In Thread-2:
  - line 3: pushed
In MainThread:
  - line 1: pushed
In Thread-2:
  - line 4: popped
"""
SORTED = """\
In MainThread:
  - line 1: pushed
In Thread-2:
  - line 3: pushed
  - line 4: popped
"""


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("<Flask at 0x7f00deadbeef>", "<Flask at 0x…>"),
        ('File "/tmp/flasktutor-run-ab1/run-c2/a.py"', 'File "…/a.py"'),
        ('File "/usr/lib/site-packages/flask/app.py"', 'File "…/flask/app.py"'),
        ("[2026-11-28 22:59:30,990] ERROR in app", "[…] ERROR in app"),
        ("    f(x)\n    ~^^^^\nError", "    f(x)\nError"),
        (
            "NameError: name 'a' is not defined. Did you mean: 'b'?",
            "NameError: name 'a' is not defined",
        ),
        ("This run on Flask 3.1.3 proves it.", "This run on Flask … proves it."),
        ("From Flask 3.2 on.  ", "From Flask 3.2 on."),
        (THREADS, SORTED),
        ("A thread. They part in line 10: `inside.wait(5)`", "A thread. They part in line …"),
        ("They part in line 10: `print()`", "They part in line 10: `print()`"),
    ],
)
def test_what_is_another_at_each_run_is_left_out(said: str, read: str) -> None:
    assert taken.levelled(said).strip() == read.strip()

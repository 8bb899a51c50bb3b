"""`flasktutor notes`: what was learned, as Markdown, to the screen or to a file of one's own."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from flasktutor import lesson, paths
from flasktutor.progress import Attempt, Progress, Result
from tests.process import flasktutor

OWN = Path(paths.own_lessons())
NOW = datetime.now(timezone.utc)
INSTALL = lesson.load(OWN / "install.yaml")


def missed(result: Result, belief: str | None = None) -> Attempt:
    """An answer to a question about pip."""
    return Attempt(
        lesson="install", step="python-m-pip", result=result, at=NOW, misconception=belief
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A learner who wrote code in two lessons and missed an idea in one of them."""
    home = tmp_path / "home"
    with Progress.open(home / "progress.db") as progress:
        for name in ("contexts", "install"):
            step = next(s for s in lesson.load(OWN / f"{name}.yaml").steps if s.kind == "code")
            progress.set_place(name, str(step.key), finished=False, at=NOW)
            tried: tuple[tuple[Result, str], ...] = (
                ("right", "old = 1"),
                ("right", "mine = 2"),
                ("wrong", "bad"),
            )
            for result, code in tried:
                progress.record(
                    Attempt(lesson=name, step=str(step.key), result=result, at=NOW, answer=code)
                )
        progress.record(missed("wrong", "one-pip-per-python"))
    return home


def test_all_lessons_begun_are_noted_in_the_order_of_the_course(home: Path) -> None:
    done = flasktutor("notes", home=home)
    assert (done.returncode, done.stderr) == (0, "")
    titles = [line for line in done.stdout.split("\n") if line.startswith("## ")]
    assert titles == ["## Installing Flask", "## Contexts and proxies"]
    assert "- One project, one virtual environment" in done.stdout
    assert "https://flask.palletsprojects.com/en/stable/installation/" in done.stdout
    assert done.stdout.count("```python\nmine = 2\n```") == 2
    assert "old = 1" not in done.stdout
    assert "bad" not in done.stdout.split("```python")[1].split("```")[0]
    missed = "- Each Python has its own pip and its own packages (not answered rightly yet)"
    assert missed in done.stdout


def test_what_was_answered_rightly_since_is_said_so(home: Path) -> None:
    with Progress.open(home / "progress.db") as progress:
        progress.record(missed("right"))
    done = flasktutor("notes", "install", home=home)
    assert "own packages (answered rightly since)" in done.stdout
    assert "Contexts and proxies" not in done.stdout


def test_in_indonesian(home: Path) -> None:
    done = flasktutor("--lang", "id", "notes", "install", home=home)
    assert done.stdout.startswith("# Catatan\n\n## Memasang Flask\n\n### Rangkuman\n")
    assert "### Solusimu" in done.stdout
    assert "(belum dijawab benar)" in done.stdout
    solved = next(n for n, s in enumerate(INSTALL.steps, 1) if s.kind == "code")
    headings = [line for line in done.stdout.split("\n") if line.startswith("#### ")]
    assert headings == [f"#### Langkah {solved}"]


def test_a_file_is_written_and_never_written_over_unasked(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "notes.md"
    done = flasktutor("notes", "install", "--output", str(file), home=home)
    assert (done.returncode, done.stderr) == (0, "")
    assert str(file) in done.stdout
    written = file.read_text("utf-8")
    assert written == flasktutor("notes", "install", home=home).stdout
    file.write_text("my own words")
    refused = flasktutor("notes", "install", "--output", str(file), home=home)
    assert refused.returncode == 2
    assert "is there already" in refused.stderr
    assert "--force" in refused.stderr
    assert file.read_text() == "my own words"
    forced = flasktutor("notes", "install", "--output", str(file), "--force", home=home)
    assert forced.returncode == 0
    assert file.read_text("utf-8") == written
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["notes.md"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("notes",), 1, "No lesson was begun yet"),
        (("notes", "contxts"), 2, "contexts"),
        (("notes", "contexts", "--force"), 2, "--output"),
        (("notes", "contexts", "--output", "/nowhere/at/all.md"), 1, "cannot be written"),
        (
            ("notes", "contexts", "--output", "/nowhere/at/all.md", "--force"),
            1,
            "cannot be written",
        ),
    ],
)
def test_what_cannot_be_is_said(
    tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = flasktutor(*arguments, home=tmp_path)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_lesson_that_was_not_begun_is_noted_when_named(tmp_path: Path) -> None:
    done = flasktutor("notes", "bookshop", home=tmp_path)
    assert done.returncode == 0
    assert "### Recap" in done.stdout
    assert "### Your solutions" not in done.stdout


def test_a_fence_in_an_answer_ends_no_code_block(home: Path) -> None:
    with Progress.open(home / "progress.db") as progress:
        step = next(s for s in lesson.load(OWN / "install.yaml").steps if s.kind == "code")
        answer = 'text = """\n```\n"""\x1b'
        progress.record(
            Attempt(lesson="install", step=str(step.key), result="right", at=NOW, answer=answer)
        )
    told = flasktutor("notes", "install", home=home).stdout
    assert '````python\ntext = """\n```\n"""' in told
    assert "\x1b" not in told

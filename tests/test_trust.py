"""Code from elsewhere runs only after consent, and consent is for those bytes alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from flasktutor import draft, trust
from flasktutor.paths import own_lessons
from flasktutor.trust import content_of
from tests.process import flasktutor
from tests.ui.terminal import Terminal

OWN = Path(own_lessons())


class Kept:
    """Agreements in memory alone."""

    def __init__(self) -> None:
        self.digests: set[str] = set()

    def known(self, digest: str) -> bool:
        return digest in self.digests

    def remember(self, digest: str) -> None:
        self.digests.add(digest)


def test_consent_holds_for_this_content_wherever_it_lies(tmp_path: Path) -> None:
    memory = Kept()
    lesson = tmp_path / "lesson.yaml"
    lesson.write_bytes(b"code: print(1)\n")
    assert not trust.is_trusted(content_of(lesson), memory)
    trust.agree(content_of(lesson), memory)
    assert trust.is_trusted(content_of(lesson), memory)
    copy = tmp_path / "copy.yaml"
    copy.write_bytes(lesson.read_bytes())
    assert trust.is_trusted(content_of(copy), memory)
    lesson.write_bytes(b"code: print(2)\n")
    assert not trust.is_trusted(content_of(lesson), memory)


def test_what_was_read_stays_what_it_was(tmp_path: Path) -> None:
    memory = Kept()
    lesson = tmp_path / "lesson.yaml"
    lesson.write_bytes(b"code: print(1)\n")
    seen = content_of(lesson)
    lesson.write_bytes(b"code: evil()\n")
    trust.agree(seen, memory)
    assert trust.is_trusted(seen, memory)
    assert not trust.is_trusted(content_of(lesson), memory)


def test_the_words_of_every_language_belong_to_the_content(tmp_path: Path) -> None:
    memory = Kept()
    lesson, words = tmp_path / "lesson.yaml", tmp_path / "lesson.id.yaml"
    lesson.write_bytes(b"code: print(1)\n")
    (tmp_path / "lesson-two.id.yaml").write_bytes(b"another's")
    trust.agree(content_of(lesson), memory)
    words.write_bytes(b"title: Paste this into a shell\n")
    assert not trust.is_trusted(content_of(lesson), memory)
    trust.agree(content_of(lesson), memory)
    words.rename(tmp_path / "lesson.jv.yaml")
    assert not trust.is_trusted(content_of(lesson), memory)


def test_an_agreement_to_a_lesson_without_translations_outlives_0_1_0(tmp_path: Path) -> None:
    lesson = tmp_path / "lesson.yaml"
    lesson.write_bytes(b"code: print(1)\n")
    assert content_of(lesson).digest == trust.digest(b"code: print(1)\n")


def test_a_digest_tells_how_content_is_divided() -> None:
    assert trust.digest(b"ab", b"c") != trust.digest(b"a", b"bc") != trust.digest(b"abc")


def test_our_own_lessons_need_no_consent_wherever_they_lie(tmp_path: Path) -> None:
    assert trust.is_own(content_of(OWN / "contexts.yaml"))
    for name in ("contexts.yaml", "contexts.id.yaml"):
        shutil.copy(OWN / name, tmp_path)
    assert trust.is_own(content_of(tmp_path / "contexts.yaml"))
    with (tmp_path / "contexts.id.yaml").open("ab") as file:
        file.write(b"# changed\n")
    assert not trust.is_own(content_of(tmp_path / "contexts.yaml"))


@pytest.mark.parametrize("name", ["contexts.yaml", "none.yaml", "course.yaml"])
def test_no_place_and_no_name_makes_a_lesson_ours(name: str, tmp_path: Path) -> None:
    (tmp_path / "flasktutor").mkdir()
    foreign = tmp_path / "flasktutor" / name
    for data in (b"", b"code: evil()\n"):
        foreign.write_bytes(data)
        assert not trust.is_own(content_of(foreign))
        assert not trust.is_own(content_of(OWN / ".." / foreign.relative_to("/") / ".." / name))
    foreign.unlink()
    assert not trust.is_own(content_of(foreign))
    foreign.mkdir()
    assert not trust.is_own(content_of(foreign))


def test_a_link_that_leads_to_ours_at_one_look_and_away_at_the_next(tmp_path: Path) -> None:
    link = tmp_path / "contexts.yaml"
    link.write_bytes(b"code: evil()\n")
    seen = content_of(link)
    link.unlink()
    link.symlink_to(OWN / "contexts.yaml")
    assert not trust.is_own(seen)


# The real thing: the file is replaced while the question stands.

GOOD, EVIL = "code: print(current_app.name)", "code: print('evil' + ' ran')"


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    return draft.write("first", tmp_path / "mine")[0]


def replaced(lesson: Path) -> None:
    text = lesson.read_text("utf-8")
    changed = text.replace(GOOD, EVIL) if GOOD in text else f"{text}# changed\n"
    lesson.write_text(changed, "utf-8")


COMMANDS: dict[str, Callable[[Path], str]] = {
    "preview": lambda lesson: f"lessons preview {lesson} --step inside",
    "lesson": lambda lesson: f"--lessons {lesson.parent} lesson mine/first --from inside",
    "check": lambda lesson: f"lessons check {lesson}",
}


@pytest.mark.parametrize(
    ("command", "translation"),
    [
        ("preview", False), ("lesson", False), ("check", False), ("check", True),
        pytest.param("preview", True, marks=pytest.mark.slow),
        pytest.param("lesson", True, marks=pytest.mark.slow),
    ],
)  # fmt: skip
def test_what_replaces_a_file_while_the_question_stands_is_not_agreed_to(
    command: str, translation: bool, lesson: Path, tmp_path: Path
) -> None:
    home, was = tmp_path / "data", lesson.read_bytes()
    with Terminal(f"--lang en {COMMANDS[command](lesson)}", tmp_path) as terminal:
        asked = terminal.wait("Enter = no")
        assert "Do you trust whoever wrote it?" in " ".join(asked.split())
        replaced(lesson.with_suffix(".id.yaml") if translation else lesson)
        terminal.press("y")
        if command == "check":
            terminal.hear(r"1 lesson \(en(, id)?\), \d+ runs on Flask .*: 0 flaws")
        else:
            terminal.wait("run it")
            terminal.press("r")
            terminal.wait("go on")
            terminal.press("\x03")
        terminal.hear("EXIT=")
        assert "evil ran" not in terminal.said
    told = flasktutor("lessons", "preview", str(lesson), "--step", "goal", home=home, text="\n")
    assert told.returncode == 1, "what replaced it is trusted"
    assert "--trust" in told.stderr
    if not translation:
        lesson.write_bytes(was)
        told = flasktutor("lessons", "preview", str(lesson), "--step", "goal", home=home, text="\n")
        assert told.returncode == 0, told.stderr


def test_a_watch_asks_about_changes_when_it_asks(lesson: Path, tmp_path: Path) -> None:
    with Terminal(f"--lang en lessons check --watch {lesson}", tmp_path) as terminal:
        asked = terminal.wait("Enter = no")
        assert "againaftereachchange" in "".join(asked.split())
        terminal.press("y")
        terminal.hear("0 flaws")
        replaced(lesson)
        terminal.hear("'evil ran', not 'shop'")
        terminal.press("\x03")
        terminal.hear("EXIT=")
    told = flasktutor("lessons", "preview", str(lesson), home=tmp_path / "data")
    assert "--trust" in told.stderr, "a change that was watched is agreed to for good"


def test_a_watch_of_content_that_is_known_asks_once_it_changes(
    lesson: Path, tmp_path: Path
) -> None:
    home = tmp_path / "data"
    assert flasktutor("lessons", "check", "--trust", str(lesson), home=home).returncode == 0
    with Terminal(f"--lang en lessons check --watch {lesson}", tmp_path) as terminal:
        terminal.hear("0 flaws")
        replaced(lesson)
        asked = terminal.wait("Enter = no")
        assert "againaftereachchange" in "".join(asked.split())
        terminal.press("n")
        terminal.hear("no code may run")
        terminal.press("\x03")
        terminal.hear("EXIT=")
        assert "evil ran" not in terminal.said


def test_a_new_lesson_is_trusted_as_it_was_written(tmp_path: Path) -> None:
    home = tmp_path / "home"
    made = flasktutor("lessons", "new", "first", "--folder", str(tmp_path), home=home)
    assert made.returncode == 0, made.stderr
    assert content_of(tmp_path / "first.yaml").digest == draft.content("first", tmp_path).digest
    told = flasktutor("lessons", "check", str(tmp_path / "first.yaml"), home=home)
    assert (told.returncode, told.stderr) == (0, "")

"""Text from files is text: whatever a lesson, a name or a path holds, a terminal only shows it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from flasktutor import course, lesson, trust, yamlsource
from flasktutor.cli.output.complain import show_issues
from flasktutor.contexts import timeline
from flasktutor.errors import Issue
from flasktutor.items import Item
from flasktutor.player import Player
from flasktutor.progress import Progress
from flasktutor.runner.protocol import ContextEvent
from flasktutor.runner.runner import Runner
from flasktutor.schema import Reader
from flasktutor.ui.asking.taking import Taking
from flasktutor.ui.plain.plain_screen import PlainScreen
from flasktutor.ui.protocol.blocks import Block, Edit, Question, Recording, Reply, Written
from flasktutor.ui.terminal.rich_screen import RichScreen
from tests import hostile, hostile_fields, worlds_at_hand
from tests.conftest import SWEPT
from tests.hostile import DRAWN, ENTITIES, P, unsafe_in
from tests.learner import Learner, Plan
from tests.ui.emulator import Emulator

REFUSED = {
    ("Step", "flask"),
    ("Claim", "flask"),
    ("CourseSpec", "language"),
    ("Lesson", "language"),
    ("Step", "was"),
    ("RequestSpec", "headers"),
    ("RequestCheck", "headers"),
    ("EnvironmentCondition", "packages"),
    ("EnvironmentCondition", "without"),
    ("DoctorCondition", "doctor"),
}
"""Fields in which no such text is taken; what is said of it is looked at with all the others."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile.folder(tmp_path_factory.mktemp("hostile") / f"course {P}")


def test_the_hostile_course_says_every_field(folder: Path) -> None:
    """A new field has to be in tests/hostile.py, or nothing below looks at it."""
    taken, ordered = lesson.load(folder / "hostile.yaml"), course.course(folder)
    assert ordered is not None
    seen: dict[tuple[str, str], list[Any]] = {}
    for spec in (taken, ordered):
        for name, value in hostile_fields.found_in(spec):
            seen.setdefault(name, []).append(value)
    missing = hostile_fields.all_fields() - set(seen)
    assert not missing, "write it into tests/hostile.py"
    for name in hostile_fields.text_fields() - REFUSED:
        assert any(P in text for text in hostile_fields.texts_in(seen[name])), name


class Ears(Emulator):
    """A terminal that also keeps each character sent to it."""

    said = ""

    def write(self, text: str) -> int:
        self.said += text
        return super().write(text)

    @property
    def title(self) -> str:
        """What the terminal is called now."""
        return self._screen.title


class Both:
    """Both screens at once: the plain one is answered, the other shows and asks the same."""

    def __init__(self, plain: PlainScreen) -> None:
        self._plain = plain
        self.said = ""
        self.titles: set[str] = set()

    def show(self, *blocks: Block) -> None:
        self._plain.show(*blocks)
        with self._rich() as screen:
            screen.show(*blocks)

    def show_before(self, question: Question, *blocks: Block, task: tuple[Block, ...]) -> None:
        self._plain.show_before(question, *blocks, task=task)
        with self._rich() as screen:
            screen.show_before(question, *blocks, task=task)

    def fitting(self, *parts: tuple[Block, ...]) -> list[tuple[Block, ...]]:
        with self._rich() as screen:
            return screen.fitting(*parts)

    def ask(self, question: Question) -> Reply:
        with self._rich() as screen, suppress(EOFError):
            screen.ask(question)
        return self._plain.ask(question)

    def confirm(self, question: str, *, default: bool) -> bool:
        with self._rich() as screen, suppress(EOFError):
            screen.confirm(question, default=default)
        return self._plain.confirm(question, default=default)

    def browse(self, *recordings: Recording) -> None:
        with self._rich() as screen:
            screen.browse(*recordings)
        self._plain.browse(*recordings)

    def busy(self, what: str) -> Any:
        return self._plain.busy(what)

    @contextmanager
    def _rich(self) -> Iterator[RichScreen]:
        terminal = Ears()
        with terminal.session() as screen:
            yield screen
        self.said += terminal.said
        self.titles.add(terminal.title)


PLANS: tuple[Plan, ...] = ("right", "wrong", "skip")
HOPELESS = ("write", "fail", "set-up")
"""Steps to which there is no right answer."""


@pytest.mark.parametrize("spoken", ["en", "id"])
@pytest.mark.parametrize("plan", PLANS)
def test_both_screens_show_all_of_a_lesson_as_text(
    plan: Plan, spoken: str, folder: Path, runner: Runner, tmp_path: Path
) -> None:
    taken = lesson.load(folder / "hostile.yaml", spoken)
    steps = [one for one in taken.all_steps if plan != "right" or one.key not in HOPELESS]
    player = Player([Item(taken, step) for step in steps], Progress.open(None))
    out = io.StringIO()
    learner = Learner(plan, out, runner, tmp_path, proves=True)
    learner.player = player
    both = Both(PlainScreen(learner, out))
    assert Taking(player, both, runner, worlds_at_hand.aside()).take()
    assert learner.proved == {"read"}
    drawn = DRAWN.sub("", both.said)
    for said in (out.getvalue(), drawn):
        assert not unsafe_in(said)
        assert "\\x1b]0;pwned" in said
    assert both.titles == {""}
    assert ENTITIES in out.getvalue()
    if plan == "right":
        assert len(player.summary().missed) == 0


def test_a_recorded_run_and_an_editor_show_text_and_leave_it_as_it_is() -> None:
    terminal = Ears()
    terminal.keys = ["\x13"]
    with terminal.session() as screen:
        reply = screen.ask(Edit(code=hostile.CODE))
    assert reply == Written(hostile.CODE, "submit"), "the code runs as it is written"
    assert not unsafe_in(DRAWN.sub("", terminal.said))
    assert "\\x1b]0;pwned" in terminal.text()
    events = (ContextEvent(number=1, kind="line", lane=f"main{P}", line=1, file="snippet.py"),)
    sources = {"snippet.py": hostile.CODE}
    recording = Recording(timeline(events), sources, remarks={1: (f"wrong{P}",)}, title=f"one{P}")
    terminal, out = Ears(), io.StringIO()
    with terminal.session() as screen:
        screen.browse(recording)
    PlainScreen(io.StringIO(), out).browse(recording)
    for said in (DRAWN.sub("", terminal.said), out.getvalue()):
        assert not unsafe_in(said)
        assert "\\x1b]0;pwned" in said


def test_the_cursor_in_an_editor_passes_an_escape_in_one_step() -> None:
    for moves in (["\x1b[D"], ["\x1b[H", "\x1b[C"]):
        terminal = Ears()
        terminal.keys = [*moves, "x", "\x13"]
        with terminal.session() as screen:
            assert screen.ask(Edit(code=f"a{P[0]}")) == Written(f"ax{P[0]}\n", "submit")


@pytest.mark.sweep
@pytest.mark.parametrize("share", range(SWEPT))
def test_every_flaw_of_every_field_is_said_as_text(
    share: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`P` stands in each value and in each name in turn; most of these files are refused."""
    translated = hostile.written(hostile.words(hostile.lesson()))
    told, path = 0, tmp_path / f"hostile{P}.yaml"
    for whole, read in ((hostile.lesson(), _lesson_issues), (hostile.course(), _course_issues)):
        (tmp_path / f"hostile{P}.id.yaml").write_text(translated, "utf-8")
        for data in islice(hostile.variants(whole), share, None, SWEPT):
            path.write_text(hostile.written(data), "utf-8")
            issues = read(path)
            show_issues(tuple(issues))
            said = capsys.readouterr().out
            assert not unsafe_in(said)
            assert bool(issues) == ("pwned" in said)
            told += bool(issues)
            assert not [issue for issue in issues if unsafe_in(str(issue))]
    assert told > 10


def _lesson_issues(path: Path) -> list[Issue]:
    read, issues = lesson.read(path)
    if read is None:
        return issues
    content = trust.content_of(path)
    return [*issues, *lesson.translate(replace(read, content=content), "id")[1].reader.issues]


def _course_issues(path: Path) -> list[Issue]:
    top, issues = yamlsource.parse(yamlsource.read(path))
    reader = Reader(path)
    if top is not None:
        reader.read(course.CourseSpec, top)
    return [*issues, *reader.issues]

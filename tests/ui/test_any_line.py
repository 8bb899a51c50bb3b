"""Whatever line is typed at a plain screen answers the question, or is said to be no answer."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flasktutor.items import Item
from flasktutor.player import Player
from flasktutor.progress import Progress
from flasktutor.runner.runner import Runner
from flasktutor.ui.asking import exercises, places
from flasktutor.ui.asking.taking import Taking
from flasktutor.ui.plain.plain_screen import PlainScreen
from flasktutor.ui.protocol.blocks import (
    Ask,
    Command,
    Edit,
    Pause,
    Pick,
    Picked,
    Question,
    Typed,
    Written,
)
from flasktutor.workplace.place import Workplace
from tests.reading import lesson_of

KEYS = (Command.HINT, Command.SKIP, Command.QUIT, Command.HELP)
NUMBERS = st.sampled_from(
    ["1", "2,3", "3 1 1", "0", "-1", "4", "01", "1.0", "٢", "²", "1,,2", ",", "9" * 5000, "1;2"]
)
LINE = st.text().filter(lambda text: "\n" not in text) | NUMBERS
LINES = st.lists(LINE | st.sampled_from([key.key for key in KEYS]), max_size=6)
OPTIONS = ("one", "two", "three")


def answered(question: Question, lines: list[str]) -> tuple[object, str]:
    """The reply, None where the lines end before there is one, and what was said."""
    out = io.StringIO()
    try:
        return PlainScreen(io.StringIO("".join(f"{line}\n" for line in lines)), out).ask(
            question
        ), out.getvalue()
    except EOFError:
        return None, out.getvalue()


@given(LINES, st.booleans())
def test_a_menu_takes_its_numbers_and_keys(lines: list[str], multi: bool) -> None:
    reply, said = answered(Pick(options=OPTIONS, keys=KEYS, multi=multi), lines)
    if isinstance(reply, Picked):
        assert reply.indices == tuple(sorted(set(reply.indices)))
        assert set(reply.indices) <= {0, 1, 2}
        assert multi or len(reply.indices) == 1
    elif reply is None:
        told = [line for line in lines if line.strip()]
        assert said.count("is no answer here") == len(told)
    else:
        assert reply in KEYS


@given(LINES)
def test_a_key_or_enter_is_waited_for(lines: list[str]) -> None:
    reply, said = answered(Pause(keys=KEYS), lines)
    if reply is None:
        assert said.count("is no answer here") == len(lines)
    else:
        assert reply in KEYS


@given(LINES)
def test_a_text_is_taken_as_it_is(lines: list[str]) -> None:
    reply, _said = answered(Ask(prompt="Blank:", keys=KEYS), lines)
    if not lines:
        assert reply is None
    elif reply not in KEYS:
        assert reply == Typed(lines[0].strip())


@given(st.lists(LINE | st.sampled_from([".", ".run", " .", "    x = 1", ""]), max_size=8))
def test_code_of_several_lines_is_kept_to_the_last_one(lines: list[str]) -> None:
    kept: list[str] = []
    question = Edit(code="given = 1\n", keys=KEYS, keep=kept.append)
    reply, _said = answered(question, lines)
    if isinstance(reply, Written) and kept:
        end = next(n for n, line in enumerate(lines) if line.strip() in (".", ".run"))
        typed = "".join(line.rstrip("\r") + "\n" for line in lines[:end])
        assert reply.code == kept[-1] == (typed or "given = 1\n")
        assert reply.action == ("run" if lines[end].strip() == ".run" else "submit")
    elif isinstance(reply, Written):
        assert (reply.code, reply.action) == ("given = 1\n", "submit")
    elif reply is None and kept:
        assert kept == ["".join(line.rstrip("\r") + "\n" for line in lines)]


@given(LINE | st.lists(st.integers(0, 12)).map(lambda them: " ".join(map(str, them))),
       st.integers(1, 12))  # fmt: skip
def test_numbers_of_lines_are_in_range_and_each_once(text: str, highest: int) -> None:
    numbers = exercises._numbers(text, highest)
    if numbers is not None:
        assert numbers
        assert len(set(numbers)) == len(numbers)
        assert set(numbers) <= set(range(1, highest + 1))


NAMES = st.sampled_from(
    ["~", "~nobody", "~/x", "'a b'", '"a', "a\\ b", "\0", "a\0b", "x" * 300, "a/" * 3000,
     "/" * 5000, "~" + "x" * 9000, "", ".", "..", "/dev/null/x", "/etc/passwd", "\udc80", "a:b"]
)  # fmt: skip
PATHS = NAMES | LINE | st.tuples(NAMES, LINE).map("/".join)
few = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder that is the current one, too."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def sitting(lines: list[str]) -> Taking:
    lesson = lesson_of("\n  - key: go\n    kind: text\n    body: Read it.\n")
    player = Player([Item(lesson, lesson.steps[0])], Progress.open(None))
    text = "".join(f"{line}\n" for line in lines)
    return Taking(player, PlainScreen(io.StringIO(text), io.StringIO()), Runner())


@few
@given(typed=st.lists(PATHS, max_size=4))
def test_any_folder_that_is_typed_is_one_or_is_refused(typed: list[str], home: Path) -> None:
    """Nothing is made without a yes: after each path the lines say no."""
    asked = sitting([line for text in typed for line in (text, "n")])
    try:
        place = places.asked(asked)
    except EOFError:
        return
    if isinstance(place, Workplace):
        assert place.folder.is_absolute()
        assert place.folder.is_dir()


@few
@given(name=PATHS)
def test_a_folder_that_can_be_made_is_made_or_why_not_is_said(name: str, home: Path) -> None:
    inner = os.path.normpath("/" + name.replace("~", "").replace("\0", "")).lstrip("/")
    out = sitting([f"{home}/made/{inner}", "y"])
    try:
        place = places.asked(out)
    except EOFError:
        said = out.screen._out.getvalue()  # type: ignore[attr-defined]
        assert "cannot be made" in said or "is a file" in said or "Make it?" in said
        return
    assert isinstance(place, Workplace)
    assert place.folder.is_dir()


@few
@given(typed=st.lists(PATHS, max_size=4))
def test_any_environment_that_is_typed_has_a_python_or_is_refused(
    typed: list[str], home: Path
) -> None:
    (home / "mine").mkdir(exist_ok=True)
    try:
        place = places.moved(sitting(["mine", *typed]), Workplace(home))
    except EOFError:
        return
    if isinstance(place, Workplace) and place.environment is not None:
        assert (place.environment / "bin").is_dir()

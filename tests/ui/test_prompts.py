"""The prompts of the terminal: real keys, pressed one after each redraw."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import pytest

from flasktutor.ui.protocol.blocks import (
    Ask,
    Command,
    Edit,
    Pause,
    Pick,
    Picked,
    Question,
)
from flasktutor.ui.terminal import rich_screen
from tests.ui.emulator import (
    CTRL_C,
    CTRL_D,
    CTRL_R,
    CTRL_S,
    DOWN,
    ENTER,
    SPACE,
    UP,
    Emulator,
    answer,
)

MOVES = (Command.HINT, Command.SKIP, Command.BACK, Command.QUIT, Command.HELP)
PAUSE = Pause(keys=(Command.NEXT, *MOVES))
PICK = Pick(options=("one", "two", "three"), keys=MOVES)
MULTI = Pick(options=("one", "two", "three"), keys=MOVES, multi=True)
LONG = Pick(options=tuple(f"lesson {n}" for n in range(1, 13)), keys=(Command.QUIT,))
LINE = Ask(prompt="Blank:", keys=MOVES)
CODE = Edit(code="if a:\n", keys=MOVES)
QUESTIONS = [PAUSE, PICK, MULTI, LONG, LINE, CODE]
NAMES = ["pause", "pick", "multi", "long", "line", "code"]


@pytest.mark.parametrize("question", QUESTIONS, ids=NAMES)
@pytest.mark.parametrize(("key", "error"), [(CTRL_C, KeyboardInterrupt), (CTRL_D, EOFError)])
def test_ctrl_c_and_ctrl_d_leave_every_prompt(
    question: Question, key: str, error: type[BaseException]
) -> None:
    with pytest.raises(error):
        answer(question, key)


@pytest.mark.parametrize(("key", "error"), [(CTRL_C, KeyboardInterrupt), (CTRL_D, EOFError)])
def test_they_leave_a_line_and_code_half_written(key: str, error: type[BaseException]) -> None:
    for question in (LINE, CODE):
        with pytest.raises(error):
            answer(question, "x", key)


@pytest.mark.parametrize(("key", "error"), [(CTRL_C, KeyboardInterrupt), (CTRL_D, EOFError)])
def test_they_leave_a_yes_or_no(key: str, error: type[BaseException]) -> None:
    terminal = Emulator()
    terminal.keys = [key]
    with terminal.session() as screen, pytest.raises(error):
        screen.confirm("Really?", default=False)


@pytest.mark.parametrize("command", MOVES, ids=lambda command: command.key)
def test_every_key_works_where_it_is_offered(command: Command) -> None:
    for question in (PAUSE, PICK, MULTI):
        assert answer(question, command.key) is command
    assert answer(LINE, command.key, ENTER) is command


@pytest.mark.parametrize("key", [ENTER, SPACE, "n"])
def test_enter_and_space_go_on(key: str) -> None:
    assert answer(PAUSE, key) is Command.NEXT


def test_a_key_that_is_not_offered_does_nothing() -> None:
    assert answer(PAUSE, f"xzé{DOWN}\x1b[200~qqq\x1b[201~h") is Command.HINT
    assert answer(PICK, "x90ét2", ENTER) == Picked((1,))


@pytest.mark.parametrize("question", [PICK, MULTI], ids=["pick", "multi"])
def test_no_key_ends_a_menu_with_text(question: Pick) -> None:
    controls = "".join(chr(n) for n in range(1, 27) if chr(n) not in "\x03\x04\x0a\x0d\x11\x1a")
    keys = f"{controls}\x1b[200~pasted\n\x1b[201~\x0f2"
    assert answer(question, keys, ENTER) == Picked((1,))


@pytest.mark.parametrize("key", ["?", "/", CTRL_R, CTRL_S])
def test_no_key_searches_in_a_menu(key: str) -> None:
    terminal = Emulator()
    terminal.keys = [key]
    with terminal.session() as screen, pytest.raises(EOFError):
        screen.ask(LONG)
    assert "Your answer" in terminal.picture
    assert "search" not in terminal.picture


@pytest.mark.parametrize(
    ("keys", "index"),
    [
        ([], 0),
        ([DOWN], 1),
        ([DOWN, DOWN, UP], 1),
        ([UP], 2),
        ([DOWN, DOWN, DOWN], 0),
        (["1"], 0),
        (["3"], 2),
    ],
)
def test_pick_by_arrows_and_numbers(keys: Sequence[str], index: int) -> None:
    assert answer(PICK, *keys, ENTER) == Picked((index,))


@pytest.mark.parametrize(
    ("keys", "index"),
    [
        (["1"], 0),
        (["1", "2"], 11),
        (["1", "0"], 9),
        (["1", "1"], 10),
        (["2"], 1),
        (["9"], 8),
        (["1", "9"], 8),
        (["1", DOWN, "2"], 1),
        (["0", "3"], 2),
        ([DOWN, "1", "2"], 11),
    ],
)
def test_numbers_of_two_digits(keys: Sequence[str], index: int) -> None:
    assert answer(LONG, *keys, ENTER) == Picked((index,))


@pytest.mark.parametrize("question", [PICK, MULTI], ids=["pick", "multi"])
@pytest.mark.parametrize("number", ["4", "0"])
def test_a_number_that_is_no_option_answers_nothing(question: Pick, number: str) -> None:
    terminal = Emulator()
    terminal.keys = [number, ENTER, ENTER]
    with terminal.session() as screen, pytest.raises(EOFError):
        screen.ask(replace(question, chosen=(0,)))
    assert f"“{number}” is no answer here." in terminal.picture


def test_what_is_said_of_it_is_seen_to_its_end() -> None:
    terminal = Emulator(columns=20)
    terminal.keys = ["4"]
    with terminal.session() as screen, pytest.raises(EOFError):
        screen.ask(PICK)
    assert "“4” is no answer here." in " ".join(terminal.picture.split())


@pytest.mark.parametrize(("key", "index"), [("1", 0), ("3", 2), (DOWN, 1)])
def test_and_another_key_goes_on_from_there(key: str, index: int) -> None:
    terminal = Emulator()
    terminal.keys = ["4", ENTER, key]
    with terminal.session() as screen, pytest.raises(EOFError):
        screen.ask(PICK)
    assert "no answer" not in terminal.picture
    assert answer(PICK, "4", ENTER, key, ENTER) == Picked((index,))
    marked = answer(MULTI, "4", ENTER, key, *([SPACE] if key is DOWN else []), ENTER)
    assert marked == Picked((index,))


@pytest.mark.parametrize(
    ("keys", "indices"),
    [
        ([SPACE, ENTER], (0,)),
        (["1", "3", ENTER], (0, 2)),
        (["3", "1", ENTER], (0, 2)),
        (["1", "2", "1", ENTER], (1,)),
        ([DOWN, SPACE, "3", ENTER], (1, 2)),
        ([ENTER, "2", ENTER], (1,)),
    ],
)
def test_several_are_marked(keys: Sequence[str], indices: tuple[int, ...]) -> None:
    assert answer(MULTI, *keys) == Picked(indices)


def test_an_enter_that_was_pressed_before_a_question_stood_does_not_answer_it() -> None:
    """Early, it comes as a line feed, or with the key that ended the prompt before."""
    assert answer(PICK, "\n2", ENTER) == Picked((1,))
    assert answer(MULTI, "1\n2", ENTER) == Picked((0, 1))
    terminal = Emulator()
    terminal.keys = [2 * ENTER, "2", ENTER]
    with terminal.session() as screen:
        assert screen.ask(PAUSE) is Command.NEXT
        assert screen.ask(PICK) == Picked((1,))


def test_nor_a_yes_or_no() -> None:
    terminal = Emulator()
    terminal.keys = [2 * ENTER, "\nn"]
    with terminal.session() as screen:
        assert screen.ask(PAUSE) is Command.NEXT
        assert not screen.confirm("Give it up?", default=True)


def test_the_cursor_stands_where_it_is_wanted() -> None:
    assert answer(replace(PICK, chosen=(0,), at=1), ENTER) == Picked((1,))


def test_what_is_marked_is_kept_when_a_key_leads_away() -> None:
    kept: list[tuple[int, ...]] = []
    question = replace(MULTI, chosen=(0, 1), keep=kept.append)
    assert answer(question, "1", "3", Command.HINT.key) is Command.HINT
    assert kept == [(1, 2)]


def test_nothing_marked_is_no_answer() -> None:
    terminal = Emulator()
    terminal.keys = [ENTER]
    with terminal.session() as screen, pytest.raises(EOFError):
        screen.ask(MULTI)
    assert "Mark at least one." in terminal.picture


def test_what_was_chosen_stays_on_the_screen() -> None:
    terminal = Emulator()
    terminal.keys = ["1", "3", ENTER]
    with terminal.session() as screen:
        screen.ask(MULTI)
    assert terminal.text().split("\n")[-3:] == ["❯ 1. one", "❯ 3. three", ""]


def test_a_yes_or_no_is_broken_between_its_words() -> None:
    terminal = Emulator(columns=40)
    terminal.keys = ["y"]
    with terminal.session() as screen:
        assert screen.confirm("Do you trust whoever wrote the lessons here?", default=False)
    rows = [row for row in terminal.text().split("\n") if row.strip()]
    assert rows[:2] == ["❯ Do you trust whoever wrote the", "  lessons here? (y/n, Enter = no)"]


def test_who_asks_what_yes_and_no_are_is_told_and_asked_again() -> None:
    terminal = Emulator()
    terminal.keys = ["?", "y"]
    with terminal.session() as screen:
        assert screen.confirm("Really?", default=False)
    said = terminal.text()
    assert said.count("Really?") == 2
    assert "y says yes, n says no; Enter alone says no." in said


@pytest.mark.parametrize(("key", "yes"), [("y", True), ("n", False), (ENTER, False)])
def test_yes_and_no(key: str, yes: bool) -> None:
    terminal = Emulator()
    terminal.keys = [key, ENTER]
    with terminal.session() as screen:
        assert screen.confirm("Really?", default=False) is yes


def test_a_spinner_only_when_waiting_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Emulator()
    with terminal.session() as screen:
        with screen.busy("running"):
            assert "running" not in terminal.text()
        assert "running" not in terminal.text()
        monkeypatch.setattr(rich_screen, "NOTICED", 0)
        with screen.busy("running"):
            deadline = time.monotonic() + 10
            while "running" not in terminal.text() and time.monotonic() < deadline:
                time.sleep(0.01)
            assert "running" in terminal.text()
        assert "running" not in terminal.text()

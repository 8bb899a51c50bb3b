"""Code longer or wider than the editor: where it opens, and how it shows that there is more."""

from __future__ import annotations

import contextlib

import pytest

from flasktutor.ui.protocol.blocks import Edit, Written
from tests.ui.emulator import CTRL_R, CTRL_S, DOWN, Emulator

LONG = "".join(f"a{number} = {number}\n" for number in range(1, 31))


def opened(code: str, *keys: str, columns: int = 80, rows: int = 16) -> list[str]:
    """The rows of code in sight after these keys."""
    terminal = Emulator(columns, rows)
    terminal.keys = list(keys)
    with terminal.session() as screen, contextlib.suppress(EOFError):
        screen.ask(Edit(code=code))
    return [row for row in terminal.rows_in_sight() if "│" in row or "»" in row]


def test_code_longer_than_the_window_opens_at_its_top_and_says_that_there_is_more() -> None:
    sight = opened(LONG)
    assert sight[0] == " 1 │ a1 = 1"
    assert sight[-1].startswith(f"{len(sight):>2}↓│ ")


def test_going_down_shows_that_there_is_more_above() -> None:
    sight = opened(LONG, *[DOWN] * 20)
    assert sight[0][2:4] == "↑│"
    assert sight[-1][2:4] == "↓│"
    sight = opened(LONG, *[DOWN] * 29)
    assert sight[0][2:4] == "↑│"
    assert sight[-1] == "30 │ a30 = 30"


def test_code_that_is_all_in_sight_has_no_mark() -> None:
    assert opened("a = 1\nb = 2\n") == [" 1 │ a = 1", " 2 │ b = 2"]


def test_it_opens_where_code_is_missing() -> None:
    lines = LONG.split("\n")
    lines[24] = "    ..."
    assert any("..." in row for row in opened("\n".join(lines)))


def test_the_keys_that_lead_to_what_is_out_of_sight_are_told() -> None:
    terminal = Emulator(rows=16)
    with terminal.session() as screen, contextlib.suppress(EOFError):
        screen.ask(Edit(code=LONG))
    assert "↑↓ more lines" in terminal.picture
    terminal = Emulator(rows=16)
    with terminal.session() as screen, contextlib.suppress(EOFError):
        screen.ask(Edit(code="a = 1\n"))
    assert "more lines" not in terminal.picture


def test_a_line_that_goes_on_has_a_sign_and_no_number() -> None:
    sight = opened("x" * 50 + "\ny = 1\n", columns=40)
    assert sight == [" 1 │ " + "x" * 35, "   » " + "x" * 15, " 2 │ y = 1"]


@pytest.mark.parametrize("key", [CTRL_R, CTRL_S])
def test_opened_again_the_cursor_stands_where_it_was_left(key: str) -> None:
    terminal = Emulator(rows=16)
    with terminal.session() as screen:
        terminal.keys = [DOWN, DOWN, "b", key]
        first = screen.ask(Edit(code=LONG))
        assert isinstance(first, Written)
        terminal.keys = ["c", CTRL_S]
        second = screen.ask(Edit(code=first.code))
    assert isinstance(second, Written)
    assert second.code.split("\n")[2] == "bca3 = 3"

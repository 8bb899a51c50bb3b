"""What is typed at a prompt of the terminal, a line or code: real keys, one after each redraw."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from flasktutor.ui.protocol.blocks import Ask, Edit, Typed, Written
from flasktutor.ui.terminal.editor import indent_after
from tests.ui.emulator import (
    BACKSPACE,
    CTRL_G,
    CTRL_R,
    CTRL_S,
    ENTER,
    TAB,
    Emulator,
    answer,
)
from tests.ui.test_prompts import CODE, LINE


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (["a", "b", ENTER], "ab"),
        (["  a  ", ENTER], "a"),
        ([ENTER], ""),
        (["hh", ENTER], "hh"),
        (["é∂", ENTER], "é∂"),
        (["ab", BACKSPACE, ENTER], "a"),
        (["x" * 500, ENTER], "x" * 500),
        (["\x1b[200~one\ntwo\r\nthree\x1b[201~", ENTER], "one two three"),
    ],
)
def test_a_line_of_text(keys: Sequence[str], text: str) -> None:
    assert answer(LINE, *keys) == Typed(text)


def test_a_line_longer_than_the_screen_is_seen_to_its_end() -> None:
    terminal = Emulator(40, 15)
    terminal.keys = list("0123456789" * 12)
    with terminal.session() as screen, pytest.raises(EOFError):
        screen.ask(LINE)
    shown = terminal.picture.split("Blank: ")[1].replace("\n", "")
    assert shown == "0123456789" * 12


def test_a_prompt_is_broken_between_its_words() -> None:
    terminal = Emulator(columns=40)
    terminal.keys = ["2"]
    with terminal.session() as screen, pytest.raises(EOFError):
        screen.ask(Ask(prompt="Numbers of lines in the right order, such as 2 1 3:"))
    rows = terminal.picture.rstrip("\n").split("\n")
    assert rows[-2:] == ["❯ Numbers of lines in the right order,", "  such as 2 1 3: 2"]


@pytest.mark.parametrize(
    ("key", "action"), [(CTRL_R, "run"), ("\x1b[15~", "run"), (CTRL_S, "submit"), (CTRL_G, "menu")]
)
def test_the_keys_of_the_editor(key: str, action: str) -> None:
    assert answer(CODE, key) == Written("if a:\n", action)  # type: ignore[arg-type] # a literal


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ([ENTER, "b", ENTER, "c"], "if a:\n    b\n    c\n"),
        ([ENTER, "return", ENTER, "c"], "if a:\n    return\nc\n"),
        ([ENTER, BACKSPACE, "c"], "if a:\nc\n"),
        ([ENTER, "x", BACKSPACE, "c"], "if a:\n    c\n"),
        ([ENTER, TAB, "c"], "if a:\n        c\n"),
        ([" #", TAB, "c"], "if a: # c\n"),
        ([ENTER, "if b:", ENTER, "c"], "if a:\n    if b:\n        c\n"),
        (["\x1b[200~\n    x = 1\n    y = 2\x1b[201~"], "if a:\n    x = 1\n    y = 2\n"),
        ([ENTER, "é = '∂'"], "if a:\n    é = '∂'\n"),
    ],
)
def test_writing_code(keys: Sequence[str], code: str) -> None:
    assert answer(CODE, *keys, CTRL_S) == Written(code, "submit")


def test_code_far_longer_than_the_screen() -> None:
    lines = "\n".join(f"a{n} = {n}" for n in range(2000))
    reply = answer(Edit(code=""), f"\x1b[200~{lines}\x1b[201~", CTRL_S, rows=15)
    assert reply == Written(lines + "\n", "submit")


@pytest.mark.parametrize(
    ("line", "blanks"),
    [
        ("", 0),
        ("    a", 4),
        ("def f():", 4),
        ("    with a:  # why", 8),
        ("        return x", 4),
        ("pass", 0),
        ("x = {1: 2}", 0),
        ("returned = 1", 0),
    ],
)
def test_indentation_of_the_next_line(line: str, blanks: int) -> None:
    assert indent_after(line) == " " * blanks

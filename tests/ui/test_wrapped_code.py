"""Code that is too wide for the screen: each row that begins no line of it says so."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from flasktutor.ui.protocol.blocks import Beside, Code, Output
from flasktutor.ui.terminal import rich_blocks
from flasktutor.ui.terminal.rich_code import Wrapped

CODE = """def book(number):
    return f"Book {number} of a shop in Bandung that has a rather long name"
    number += 1
"""


def rows(code: str, columns: int) -> list[str]:
    out = io.StringIO()
    Console(file=out, width=columns).print(Wrapped(code))
    return out.getvalue().rstrip("\n").split("\n")


def test_a_row_that_goes_on_with_a_line_has_a_sign() -> None:
    shown = rows(CODE, 36)
    assert [row.rstrip() for row in shown] == [
        "def book(number):",
        '    return f"Book {number} of a shop',
        "» in Bandung that has a rather long",
        '» name"',
        "    number += 1",
    ]


def test_code_that_fits_has_none() -> None:
    assert rows(CODE, 88) == CODE.rstrip("\n").split("\n")


def test_beside_another_text_it_is_as_narrow_as_its_frame() -> None:
    out = io.StringIO()
    console = Console(file=out, width=90)
    block = Beside(Code("a = 1"), Output("2"))
    console.print(rich_blocks.drawn(block, 88), width=88)
    assert out.getvalue().count("a = 1") == 1
    assert max(map(len, out.getvalue().split("\n"))) <= 88


@given(st.text(alphabet="ab_1 (", max_size=30), st.sampled_from(["____", "__1__", "________"]))
def test_a_blank_is_never_torn(around: str, blank: str) -> None:
    around = around.replace("_", "a")
    for columns in range(len(blank) + 3, 40):
        shown = rows(f"x{around}{blank}{around}", columns)
        assert any(blank in row for row in shown), shown


@given(st.text(alphabet="ab_ \"'(){}漢é#", max_size=60), st.integers(1, 20))
def test_nothing_of_it_is_lost_at_any_width(line: str, columns: int) -> None:
    shown = rows(f"x{line}", max(columns, 2))
    joined = "".join(row.removeprefix("» ") for row in shown)
    assert joined.replace(" ", "") == f"x{line}".replace(" ", "")

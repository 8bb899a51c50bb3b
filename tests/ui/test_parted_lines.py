"""What came and what was expected, of several lines: the first that differs is marked in both."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from flasktutor.ui.plain.plain_screen import lines_of
from flasktutor.ui.protocol.blocks import CriterionLine
from flasktutor.ui.terminal import rich_blocks
from flasktutor.ui.views import parted_lines

NO_MORE = "✗ (nothing more)"


@pytest.mark.parametrize(
    ("seen", "expected", "came", "wanted"),
    [
        ("a\nb\nc", "a\nx\nc", ["  a", "✗ b", "  c"], ["  a", "✗ x", "  c"]),
        ("a", "a\nb", ["  a", NO_MORE], ["  a", "✗ b"]),
        ("a\nextra\nb", "a\nb", ["  a", "  extra", "  b"], ["  a", "  b"]),
        ("a\nx\ny\nb", "a\nb\nc", ["  a", "  x", "  y", "  b", NO_MORE], ["  a", "  b", "✗ c"]),
        ("b\na", "a\nb", ["✗ b", "  a"], ["✗ a", "  b"]),
        ("open\nclose\nstock 3", "stock 2", ["  open", "  close", "✗ stock 3"], ["✗ stock 2"]),
        ("open\nclose", "stock 2", ["  open", "  close"], ["  stock 2"]),
        ("a \nb", "a\nb", ["  a ", "  b"], ["  a", "  b"]),
    ],
)
def test_the_first_line_that_does_not_come_is_marked(
    seen: str, expected: str, came: list[str], wanted: list[str]
) -> None:
    of_came, of_wanted = parted_lines.of(seen, expected)
    assert of_came == ("came:", came)
    assert of_wanted == ("expected:", wanted)


LINE = CriterionLine("prints `a ⏎ b`", "failed", expected="a\nb", seen="a\nc")


def test_on_the_terminal_the_lines_stand_one_above_the_other() -> None:
    out = io.StringIO()
    Console(file=out, width=40, theme=rich_blocks.THEME).print(rich_blocks.drawn(LINE, 40))
    rows = [row.rstrip() for row in out.getvalue().split("\n")]
    assert rows[1:7] == [
        "    came:",
        "        a",
        "      ✗ c",
        "    expected:",
        "        a",
        "      ✗ b",
    ]


def test_in_plain_lines_too_each_set_in() -> None:
    assert list(lines_of(LINE))[1:] == [
        "    came:",
        "        a",
        "      ✗ c",
        "    expected:",
        "        a",
        "      ✗ b",
    ]

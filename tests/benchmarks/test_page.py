"""The page of benchmarks holds what was measured, and says by which command."""

from __future__ import annotations

from tests.benchmarks.__main__ import page
from tests.benchmarks.measure import Row


def test_the_page_has_a_line_for_each_row_and_the_command() -> None:
    rows = [
        Row("a ÷ b", 1.234, 2.0),
        Row("c ÷ d", 3.0, 15, at_most=False),
        Row("more", 0, 0, unit=""),
    ]
    before = "old\n\n## Of single rows\n\nWhy d fails.\n"
    made = page(rows, "python -m tests.benchmarks --write", before)
    assert "$ python -m tests.benchmarks --write\n" in made
    assert "| a ÷ b | 1.23 × | ≤ 2 × |  |\n| c ÷ d | 3.00 × | ≥ 15 × | FAILS |\n" in made
    assert "| more | 0.00 | ≤ 0 |  |\n" in made
    assert made.endswith("|\n\n## Of single rows\n\nWhy d fails.\n")
    assert "old" not in made

"""Markdown as plain lines: within their width, lists set in, texts in code whole."""

from __future__ import annotations

import pytest

from flasktutor.ui.plain.prose import WIDTH, lines_of

LONG = "word " * 14


def test_paragraphs_and_lists_stay_within_the_width() -> None:
    lines = list(lines_of(f"**{LONG * 2}**\n\n- {LONG * 2}"))
    assert all(len(line) <= WIDTH for line in lines)
    assert "*" not in "".join(lines)
    assert lines[-2].startswith("  word")


@pytest.mark.parametrize("text", ['"  "', "' '", '"Budi and Ayu"'])
def test_a_text_in_code_is_not_torn_at_its_blank(text: str) -> None:
    for before in range(60, 80):
        lines = lines_of(f"{'x' * before} `print(1, end={text})` is said")
        assert text in "\n".join(lines), before


def test_fenced_code_is_set_in_and_not_wrapped() -> None:
    code = f"print('{LONG}{LONG}')"
    assert list(lines_of(f"So:\n\n```\n{code}\n```"))[:4] == ["So:", "", f"    {code}", ""]

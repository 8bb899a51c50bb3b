"""Every kind of block and step looks as its picture shows; nothing is wider than the screen."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prompt_toolkit.formatted_text import split_lines
from rich.cells import cell_len
from rich.console import Console

from flasktutor.runner.runner import Runner
from flasktutor.ui.protocol.blocks import (
    Beside,
    Block,
    Code,
    Command,
    CriterionLine,
    Listing,
    Note,
    Output,
    Prose,
    Title,
)
from flasktutor.ui.terminal import prompts, rich_blocks
from tests.ui import pictures

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=200)
LINES = st.lists(TEXT, max_size=4).map("\n".join)


@pytest.mark.parametrize(("name", "width"), list(pictures.all_pictures()))
def test_a_picture_is_as_kept(name: str, width: int, runner: Runner) -> None:
    kept = pictures.path_of(name, width).read_text(encoding="utf-8")
    assert pictures.draw(name, width, runner) == kept, "meant? python -m tests.ui.pictures"


def test_no_picture_is_left_over() -> None:
    wanted = {pictures.path_of(name, width) for name, width in pictures.all_pictures()}
    assert set(pictures.FOLDER.glob("*")) == wanted


def widest(block: Block, width: int) -> int:
    """The width of the widest line that rich makes of a block."""
    out = io.StringIO()
    console = Console(file=out, width=width, theme=rich_blocks.THEME, highlight=False)
    console.print(rich_blocks.drawn(block, width), width=width)
    return max(cell_len(line) for line in out.getvalue().split("\n"))


BLOCK = st.one_of(
    st.builds(Title, TEXT, st.sampled_from(["", "7 of 22", "review 12 of 120"])),
    st.builds(Prose, LINES),
    st.builds(Code, LINES, TEXT),
    st.builds(Output, LINES, TEXT, st.sampled_from(pictures.TONES)),
    st.builds(Note, LINES, st.sampled_from(pictures.TONES)),
    st.builds(
        CriterionLine, TEXT, st.sampled_from(["passed", "failed", "not-reached"]), TEXT, TEXT, TEXT
    ),
    st.builds(Beside, st.builds(Output, LINES, TEXT), st.builds(Code, LINES, TEXT)),
    st.builds(Listing, st.lists(st.tuples(TEXT, TEXT), max_size=4).map(tuple)),
)


@settings(max_examples=150, deadline=None)
@given(BLOCK, st.sampled_from([40, 60, 80, 200]))
def test_no_line_of_a_block_is_wider_than_the_screen(block: Block, width: int) -> None:
    assert widest(block, width) <= width


@given(TEXT, st.integers(24, 200))
def test_a_title_keeps_its_place_in_sight(text: str, width: int) -> None:
    out = io.StringIO()
    Console(file=out, width=width).print(rich_blocks.drawn(Title(text, "7 of 22"), width))
    assert "7 of 22" in out.getvalue()


@pytest.mark.parametrize("width", [30, 40, 60, 80, 200])
def test_the_line_of_keys_is_never_wider_than_the_screen(width: int) -> None:
    shown = [(one.key, one.label) for one in Command]
    lines = list(split_lines([("", "  "), *prompts.keys_line(shown, width)]))
    assert max(cell_len("".join(part[1] for part in line).rstrip()) for line in lines) <= width
    words = " ".join("".join(part[1] for part in line) for line in lines)
    assert all(f"{key} {label}" in words for key, label in shown)

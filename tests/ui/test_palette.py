"""Colours stand out from light and dark grounds, words are in none, and one module names them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from rich.color import Color
from rich.text import Text

from flasktutor.ui.protocol import palette
from flasktutor.ui.terminal import prompts, rich_blocks
from tests.checkout import ROOT

GROUNDS = {
    "white": "#ffffff",
    "One Half Light": "#fafafa",
    "Solarized Light": "#fdf6e3",
    "black": "#000000",
    "Campbell": "#0c0c0c",
    "Visual Studio Code": "#1e1e1e",
    "One Half Dark": "#282c34",
    "Dracula": "#282a36",
    "Solarized Dark": "#002b36",
    "Ubuntu": "#300a24",
    "Tango and Nord": "#2e3436",
}
"""The grounds of terminals, light and dark, as their schemes publish them."""
SEEN = 3.0
"""The contrast that WCAG 2.1 asks of what is seen, not read (1.4.11)."""
READ = 4.5
"""The contrast that it asks of words (1.4.3)."""
NAMES = re.compile(r"\b(?:ansi)?(?:bright_?)?(?:red|green|yellow|blue|magenta|cyan)\b|color\(\d")


def luminance(colour: str) -> float:
    """The relative luminance that WCAG defines."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#ffffff", "#000000", 21.0), ("#777777", "#ffffff", 4.48), ("#767676", "#ffffff", 4.54)],
)
def test_the_measure_measures_as_wcag_says(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("shade", palette.COLOURS)
def test_a_colour_stands_out_from_the_ground(shade: palette.Shade, ground: str) -> None:
    assert contrast(palette.prompted(shade), GROUNDS[ground]) >= SEEN


@pytest.mark.parametrize("shade", palette.COLOURS)
def test_prompts_and_rich_show_the_same_colour(shade: palette.Shade) -> None:
    shown = Color.parse(palette.style(shade)).get_truecolor()
    assert shown.hex == palette.prompted(shade)


def test_no_colour_could_be_read_on_all_grounds() -> None:
    """Why words stand in the foreground: of all greys, and so of all luminances, none is enough."""
    greys = (f"#{n:02x}{n:02x}{n:02x}" for n in range(256))
    assert max(min(contrast(grey, one) for one in GROUNDS.values()) for grey in greys) < READ


def coloured() -> Iterator[str]:
    """What Markdown and prompts show in a colour."""
    for name, style in rich_blocks.THEME.styles.items():
        if name.startswith("markdown.") and style.color is not None:
            yield name
    for name, words in prompts.STYLE.style_rules:
        if "#" in words or NAMES.search(words):
            yield name


def test_words_are_in_no_colour_but_signs_are() -> None:
    assert set(coloured()) == {
        *("markdown.item.bullet", "markdown.hr", "markdown.table.border"),
        *("qmark", "pointer"),
    }


def test_no_other_module_names_a_colour() -> None:
    for path in (ROOT / "flasktutor").rglob("*.py"):
        texts = (
            node.value
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        )
        named = [text for text in texts if len(text) < 40 and NAMES.search(text)]
        assert not named or path.name == "palette.py", (path, named)
    assert NAMES.search("bold cyan")
    assert Text("x", palette.style("done")).style != ""

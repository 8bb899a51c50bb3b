"""Owns the colours of the screens: one meaning, one colour, wherever it is shown.

Words stand in the terminal's own foreground, plain or bold: whoever set the terminal up can read
that. No colour could do as well, for none has a contrast of 4.5 on light and on dark grounds.
Colour is for what is seen rather than read: signs, rules and bars. Those are of the 256 that
terminals show alike, and chosen to stand out, 3 to 1, from the grounds of light and dark schemes:
tests/ui/test_palette.py measures it.
"""

from __future__ import annotations

from typing import Literal

Shade = Literal["done", "part", "rest", "accent", "bad"]

COLOURS: dict[Shade, tuple[str, str]] = {
    "done": ("color(65)", "#5f875f"),
    "part": ("color(32)", "#0087d7"),
    "rest": ("color(102)", "#878787"),
    "accent": ("color(31)", "#0087af"),
    "bad": ("color(167)", "#d75f5f"),
}
"""A shade → its name for rich, and what it looks like, which prompts are given."""

CODE = {"keyword": "magenta", "name": "blue", "used": "cyan", "text": "green"}
"""Code, as in an editor: in the terminal's own named colours, which are what its scheme says."""

FRAMES = {"app": "cyan", "request": "magenta", "context": "cyan"}
"""Contexts in a drawing, in the terminal's own named colours, too."""

STRONG = "bold"
"""Words that have to be seen first."""


def style(shade: Shade) -> str:
    """A shade as rich takes it."""
    return COLOURS[shade][0]


def prompted(shade: Shade) -> str:
    """A shade as prompts take it."""
    return COLOURS[shade][1]


def named(colour: str) -> str:
    """A colour of CODE or FRAMES as prompts take it."""
    return f"ansi{colour}"

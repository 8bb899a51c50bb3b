"""Owns how Python is highlighted on a terminal."""

from __future__ import annotations

from pygments.token import Comment, Keyword, Name, Number, Operator, String, Token
from rich.style import Style
from rich.syntax import ANSISyntaxTheme, Syntax

from flasktutor.ui.protocol import palette

THEME = ANSISyntaxTheme(
    {
        Token: Style(),
        Comment: Style(dim=True, italic=True),
        Keyword: Style(color=palette.CODE["keyword"]),
        Operator.Word: Style(color=palette.CODE["keyword"]),
        Name.Function: Style(color=palette.CODE["name"], bold=True),
        Name.Class: Style(color=palette.CODE["name"], bold=True),
        Name.Decorator: Style(color=palette.CODE["used"]),
        Name.Builtin: Style(color=palette.CODE["used"]),
        String: Style(color=palette.CODE["text"]),
        Number: Style(color=palette.CODE["used"]),
    }
)


def code(text: str) -> Syntax:
    """Python as it is highlighted everywhere."""
    return Syntax(
        text.rstrip("\n"), "python", theme=THEME, background_color="default", word_wrap=True
    )

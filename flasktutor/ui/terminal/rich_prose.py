"""Owns how Markdown is set on a terminal. What reads it is imported with it: maps need none."""

from __future__ import annotations

from rich.markdown import Markdown

from flasktutor.text import escape

_FENCED = "ansi_light"


class SafeMarkdown(Markdown):
    """Markdown in which an entity such as `&#27;` is no way round what makes text safe."""

    def __init__(self, text: str, *, style: str = "none") -> None:
        super().__init__(text, code_theme=_FENCED, style=style)
        for token in self.parsed:
            for part in (token, *(token.children or ())):
                part.content = escape(part.content)

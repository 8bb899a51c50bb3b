"""Owns Markdown as lines of plain text: paragraphs and lists set within a width."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

WIDTH = 80
_BULLET = re.compile(r"\s*(?:[-*]|\d+\.)\s+")
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_SPAN = re.compile(r"`[^`]+`")
_TEXT = re.compile(r"\"[^\"]{1,40}\"|'[^']{1,40}'")
_HELD = "\0"
"""Stands for a blank at which no line ends; what is shown has no such sign."""


def lines_of(markdown: str) -> Iterator[str]:
    """Markdown as lines no longer than `WIDTH`; fenced code is set in instead of fenced."""
    paragraph: list[str] = []
    fenced = False
    for line in [*_BOLD.sub(r"\1", markdown.strip()).split("\n"), ""]:
        fence = line.lstrip().startswith("```")
        if fence or fenced or not line.strip() or _BULLET.match(line):
            yield from _wrapped(paragraph)
            paragraph = []
        if fence:
            fenced = not fenced
        elif fenced:
            yield f"    {line}"
        elif line.strip():
            paragraph.append(line)
        else:
            yield ""


def _wrapped(lines: list[str]) -> list[str]:
    """The lines of a paragraph or a list's item, set anew within `WIDTH`."""
    if not lines:
        return []
    marker = _BULLET.match(lines[0])
    text = " ".join([lines[0].rstrip(), *(line.strip() for line in lines[1:])])
    # What goes on inside an item of a list stays set in.
    margin = marker.end() if marker else len(text) - len(text.lstrip())
    # A text in code that is torn at its blank would be another text.
    text = _SPAN.sub(lambda span: _TEXT.sub(_held, span[0]), text)
    wrapped = textwrap.wrap(text, WIDTH, break_on_hyphens=False, subsequent_indent=" " * margin)
    return [line.replace(_HELD, " ") for line in wrapped]


def _held(text: re.Match[str]) -> str:
    return text[0].replace(" ", _HELD)

"""Owns prepared lines: a text, and what kind of line it is."""

from __future__ import annotations

from typing import Literal

from flasktutor.values import frozen

Style = Literal["", "ok", "note", "problem", "command", "code", "dim", "strong"]


@frozen
class Line:
    """One line to print, and what kind of line it is."""

    text: str
    style: Style = ""

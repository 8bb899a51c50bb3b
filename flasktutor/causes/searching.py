"""Owns searching texts for the patterns of signs, of which most are never compiled.

There are hundreds of signs, and `re` takes longer to compile a pattern than to look through a
traceback. What is plain text in a pattern has to stand in every text that it fits: without it,
the answer is known.
"""

from __future__ import annotations

import re
from functools import cache

from flasktutor.causes.frames import DEPENDENCIES, STDLIB

_MODULES = {"%STDLIB%": STDLIB, "%DEPENDENCY%": frozenset(DEPENDENCIES)}
_PIECE = re.compile(
    r"(?P<escaped>\\.)|(?P<set>\[\^?\]?(?:\\.|[^\\\]])*\])|(?P<count>[*+?]|\{[\d,]*\})|.", re.DOTALL
)
_FLAGS = re.compile(r"\(\?[aLmsu]*[ix]")


def search(pattern: str, text: str) -> re.Match[str] | None:
    """The first place where `pattern` fits `text`; `^` and `$` are the ends of its lines."""
    fits = all(part in text for part in plain_parts(pattern))
    return _compiled(pattern).search(text) if fits else None


@cache
def plain_parts(pattern: str) -> tuple[str, ...]:
    """Plain texts that stand in all that `pattern` fits.

    What stands in parentheses is not looked into: it may be one of several, or not be there.
    """
    if _FLAGS.search(pattern):
        return ()
    parts, depth = [""], 0
    for piece in _PIECE.finditer(_without_modules(pattern)):
        shown = piece[0]
        depth += (shown == "(") - (shown == ")")
        if shown == "|" and not depth:
            return ()
        if piece["count"]:
            parts[-1] = parts[-1][:-1]  # what is counted may be counted as none
        plain = "" if depth else _plain(shown)
        if plain:
            parts[-1] += plain
        else:
            parts.append("")
    return tuple(filter(None, parts))


def _plain(piece: str) -> str:
    """The character that `piece` of a pattern stands for, if it stands for one only."""
    if len(piece) == 1:
        return "" if piece in ".^$()*+?" else piece
    return piece[1] if len(piece) == 2 and piece[0] == "\\" and not piece[1].isalnum() else ""


def _without_modules(pattern: str) -> str:
    for name in _MODULES:
        pattern = pattern.replace(name, "()")
    return pattern


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(expand(pattern), re.MULTILINE)


def expand(pattern: str) -> str:
    """`pattern` with `%STDLIB%` and `%DEPENDENCY%` written out as alternatives."""
    for name, modules in _MODULES.items():
        if name in pattern:
            pattern = pattern.replace(name, f"(?:{'|'.join(sorted(modules))})")
    return pattern

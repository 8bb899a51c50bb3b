"""Owns how the options of a menu stand on a terminal: numbered, wrapped, crossed out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

CROSS = "✗"


def fitted(message: str, instruction: str, width: int) -> str:
    """The instruction behind the message, or on lines of its own where there is no room."""
    if len(message) + len(instruction) + 6 <= width:
        return instruction
    lines = textwrap.wrap(instruction, width - 3, break_on_hyphens=False)
    return "".join(f"\n  {line}" for line in lines)


def numbered(
    options: tuple[str, ...], indent: int, width: int, crossed: tuple[int, ...]
) -> Iterator[str]:
    """The options behind their numbers, wrapped so that no line runs past the screen.

    `indent` is what stands before the number; those of `crossed` were tried in vain.
    """
    digits = len(str(len(options)))
    indent += digits + 2
    room = max(width - indent - 1, 16)
    for number, option in enumerate(options, 1):
        if number - 1 in crossed:
            option = f"{CROSS} {option}"
        lines = [
            part
            for line in option.split("\n")
            for part in textwrap.wrap(line, room, break_on_hyphens=False) or [""]
        ]
        yield f"{number:>{digits}}. " + ("\n" + " " * indent).join(lines)


def folded(option: str) -> str:
    """An option of several lines in one, with a sign where each ends."""
    return " ⏎ ".join(option.split("\n"))


def rows_of(options: tuple[str, ...], multi: bool, width: int) -> int:
    """How many rows these options take."""
    drawn = numbered(options, 5 if multi else 3, width, ())
    return sum(option.count("\n") + 1 for option in drawn)

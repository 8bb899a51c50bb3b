"""Owns going on behind a fault: what is wrong with each step, read by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from flasktutor.yamlsource.nodes import RefusedError
from flasktutor.yamlsource.text import lines

_LISTS = re.compile(r"(steps|practice):\s*(#.*)?")
_ITEM = re.compile(r"( *)(- |-$|[a-z][a-z0-9-]*:)")


def faults(text: str, parse: Callable[[str], object]) -> Iterator[RefusedError]:
    """The first fault of each step of `text`, and of what stands around the steps.

    A parser cannot go on where it failed. But a step begins in a column of its own, so each can be
    read as if it stood alone: a quote that is not closed then swallows no other.
    """
    found = lines(text)
    for numbers in _pieces(found):
        if all(_is_silent(found[number]) for number in numbers):
            continue
        try:
            parse(_alone(found, numbers))
        except RefusedError as refused:
            yield refused


def _alone(found: list[str], numbers: list[int]) -> str:
    """These lines, each at its own number: what stands elsewhere is left blank."""
    parts: list[str] = []
    following = 0
    for number in numbers:
        parts.append("\n" * (number - following) + found[number] + "\n")
        following = number + 1
    return "".join(parts)


def _pieces(found: list[str]) -> list[list[int]]:
    """The numbers (from 0) of the lines of each piece; the first is what stands around steps."""
    around: list[int] = []
    pieces = [around]
    indent, sort = -1, ""
    inside = False
    for number, line in enumerate(found):
        if _is_silent(line):
            pieces[-1].append(number)
        elif not inside or _is_outside(line, indent, sort):
            around.append(number)
            inside, indent = bool(_LISTS.fullmatch(line)), -1
        else:
            item = _ITEM.match(line)
            if indent < 0 and item:
                indent, sort = len(item[1]), item[2][0]
            if item and len(item[1]) == indent and (item[2][0] == "-") == (sort == "-"):
                pieces.append([])
            pieces[-1].append(number)
    return pieces


def _is_silent(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _is_outside(line: str, indent: int, sort: str) -> bool:
    """Whether `line` belongs to what holds the list, not to the list."""
    if line[0] == " ":
        return False
    return indent != 0 or (sort == "-") != line.startswith("-")

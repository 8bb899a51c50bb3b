"""Owns reading JSON that a person typed: with bounds, and what is wrong with it in words."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from flasktutor.language import _

DEEPEST = 100
"""How many lists and objects may stand in one another."""
LONGEST = 300
"""How many digits a whole number may have: more than any program reads back."""


def read(text: str) -> Any:
    """The value that `text` stands for. Raises `ValueError`, whose text is a clause in words."""
    if _depth(text) > DEEPEST:
        raise ValueError(_("it is nested deeper than {n} levels").format(n=DEEPEST))
    try:
        return json.loads(text, parse_int=_whole, parse_float=_real, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        said = _("line {line}, column {column} is not JSON")
        raise ValueError(said.format(line=error.lineno, column=error.colno)) from None


def _depth(text: str) -> int:
    """How deep brackets are nested; those inside a string are none."""
    deepest = depth = 0
    inside = escaped = False
    for sign in text:
        if inside:
            inside, escaped = escaped or sign != '"', not escaped and sign == "\\"
        elif sign == '"':
            inside = True
        elif sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > LONGEST:
        raise ValueError(_("a number in it has more than {n} digits").format(n=LONGEST))
    return int(digits)


def _real(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError(_("a number in it is too large"))
    return value


def _refuse(name: str) -> NoReturn:
    raise ValueError(_("{name} is not JSON").format(name=name))

"""Owns that a screen shows text as text: what it is given to show passes through here first.

Text comes from many places (lesson files, names of files, programs, the learner) and leaves by
two: the screens, which begin here, and `cli.say`. So it is made safe where it leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from operator import is_
from typing import Any, TypeVar, cast

from flasktutor.text import escape, escape_line
from flasktutor.ui.protocol.blocks import Bars, CourseMap, Edit, Listing, Paste, Title

T = TypeVar("T")
ONE_LINE = (Title, Listing, Paste, CourseMap, Bars)
"""Blocks whose texts each stand on one line."""
_SAFE = (int, float, bool, type(None))
_fields: dict[type, tuple[str, ...]] = {}


def shown(given: T) -> T:
    """A block, a question or a recording with every text in it safe to show.

    An `Edit` comes back with its code as it is: whoever lets it be edited shows it escaped.
    """
    if isinstance(given, Edit):
        return given
    return cast(T, _cleaned(given, escape_line if isinstance(given, ONE_LINE) else escape))


def _cleaned(value: Any, clean: Callable[[str], str]) -> Any:
    """The value itself where all of it is safe: a recorded run holds a hundred thousand texts."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        cleaned = [_cleaned(item, clean) for item in value]
        return value if all(map(is_, cleaned, value)) else tuple(cleaned)
    if isinstance(value, Mapping):
        items = {_cleaned(key, clean): _cleaned(item, clean) for key, item in value.items()}
        same = all(map(is_, items.keys(), value.keys())) and all(
            map(is_, items.values(), value.values())
        )
        return value if same else items
    changed = {}
    for name in _names(type(value)):
        held = getattr(value, name)
        # Numbers are most of what a recorded run holds.
        if type(held) not in _SAFE and (item := _cleaned(held, clean)) is not held:
            changed[name] = item
    return replace(value, **changed) if changed else value


def _names(kind: type) -> tuple[str, ...]:
    """The fields of what holds texts, none of what does not."""
    if kind not in _fields:
        found = fields(kind) if is_dataclass(kind) else ()
        _fields[kind] = tuple(one.name for one in found)
    return _fields[kind]

"""Owns that a screen shows text as text: what it is given to show passes through here first.

Text comes from many places (lesson files, names of files, programs, the learner) and leaves by
two: the screens, which begin here, and `cli.say`. So it is made safe where it leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from flasktutor.text import escape, escape_line
from flasktutor.ui.blocks import Bars, CourseMap, Edit, Listing, Paste, Title

T = TypeVar("T")
ONE_LINE = (Title, Listing, Paste, CourseMap, Bars)
"""Blocks whose texts each stand on one line."""


def shown(given: T) -> T:
    """A block, a question or a recording with every text in it safe to show.

    An `Edit` comes back with its code as it is: whoever lets it be edited shows it escaped.
    """
    if isinstance(given, Edit):
        return given
    return cast(T, _cleaned(given, escape_line if isinstance(given, ONE_LINE) else escape))


def _cleaned(value: Any, clean: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        return tuple(_cleaned(item, clean) for item in value)
    if isinstance(value, Mapping):
        return {_cleaned(key, clean): _cleaned(item, clean) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        held = {one.name: getattr(value, one.name) for one in fields(value)}
        return replace(value, **{name: _cleaned(item, clean) for name, item in held.items()})
    return value

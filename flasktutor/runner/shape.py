"""Owns whether data from outside has the shape that a type says, before anything is made of it."""

from __future__ import annotations

import collections.abc
import functools
import types
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from flasktutor.runner.worker.fit import is_small

_LARGEST = 2**53
_MOST_ITEMS = 10_000


def fits(kind: Any, value: Any) -> bool:
    """Whether JSON's `value` is what the annotation `kind` says, and of a size to be expected.

    A mapping stands for a dataclass, a list for a tuple. Keys that a dataclass does not know
    may be there; its fields without a default have to be. `Any` is JSON of a limited size.
    """
    if kind is Any:
        return is_small(value)
    if kind is int:
        return type(value) is int and abs(value) <= _LARGEST
    if kind is float:
        return type(value) in (int, float) and abs(value) <= _LARGEST
    if kind in (str, bool, type(None)):
        return type(value) is kind
    if is_dataclass(kind):
        return _fits_class(kind, value)
    return _fits_generic(get_origin(kind), get_args(kind), value)


def _fits_generic(origin: Any, inside: tuple[Any, ...], value: Any) -> bool:
    if origin is Literal:
        return any(type(value) is type(one) and value == one for one in inside)
    if origin in (Union, types.UnionType):
        return any(fits(one, value) for one in inside)
    if origin is tuple:
        return _is_sized(list, value) and all(fits(inside[0], one) for one in value)
    if origin is collections.abc.Mapping:
        return _is_sized(dict, value) and all(fits(inside[1], one) for one in value.values())
    raise TypeError(f"{origin} has no shape here")


def _is_sized(kind: type, value: Any) -> bool:
    return isinstance(value, kind) and len(value) <= _MOST_ITEMS  # type: ignore[arg-type]  # a list or a mapping


def _fits_class(kind: Any, value: Any) -> bool:
    if type(value) is not dict:
        return False
    known, needed = _fields(kind)
    return needed <= value.keys() and all(
        fits(known[name], one) for name, one in value.items() if name in known
    )


@functools.cache
def _fields(kind: Any) -> tuple[dict[str, Any], frozenset[str]]:
    """The fields' types by name, and the names of those that have to be there."""
    hints = get_type_hints(kind)
    needed = [one.name for one in fields(kind) if not _has_default(one)]
    return {one.name: hints[one.name] for one in fields(kind)}, frozenset(needed)


def _has_default(field: Any) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING

"""Owns whether data from outside has the shape that a type says, before anything is made of it."""

from __future__ import annotations

import collections.abc
import functools
import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from flasktutor.runner.worker.fit import is_small

_LARGEST = 2**53
_MOST_ITEMS = 10_000

Test = Callable[[Any], bool]


def fits(kind: Any, value: Any) -> bool:
    """Whether JSON's `value` is what the annotation `kind` says, and of a size to be expected.

    A mapping stands for a dataclass, a list for a tuple. Keys that a dataclass does not know
    may be there; its fields without a default have to be. `Any` is JSON of a limited size.
    """
    return _test(kind)(value)


@functools.cache
def _test(kind: Any) -> Test:
    """What tells whether a value fits; made once, for a run can report thousands of events."""
    if is_dataclass(kind):
        return _test_of_class(kind)
    simple = _SIMPLE.get(kind)
    return simple or _test_of_generic(get_origin(kind), get_args(kind))


# An infinite number is larger than the largest.
_SIMPLE: dict[Any, Test] = {
    Any: is_small,
    int: lambda value: type(value) is int and -_LARGEST <= value <= _LARGEST,
    float: lambda value: type(value) in (int, float) and -_LARGEST <= value <= _LARGEST,
    str: lambda value: type(value) is str,
    bool: lambda value: type(value) is bool,
    type(None): lambda value: value is None,
}


def _test_of_generic(origin: Any, inside: tuple[Any, ...]) -> Test:
    if origin is Literal:
        return lambda value: any(type(value) is type(one) and value == one for one in inside)
    if origin in (Union, types.UnionType):
        return functools.reduce(_either, map(_test, inside))
    if origin is tuple:
        of_item = _test(inside[0])
        return lambda value: (
            type(value) is list and len(value) <= _MOST_ITEMS and all(map(of_item, value))
        )
    if origin is collections.abc.Mapping:
        of_value = _test(inside[1])
        return lambda value: (
            type(value) is dict and len(value) <= _MOST_ITEMS and all(map(of_value, value.values()))
        )
    raise TypeError(f"{origin} has no shape here")


def _either(one: Test, other: Test) -> Test:
    return lambda value: one(value) or other(value)


def _test_of_class(kind: Any) -> Test:
    hints = get_type_hints(kind)
    tests = {one.name: _test(hints[one.name]) for one in fields(kind)}
    needed = frozenset(one.name for one in fields(kind) if not _has_default(one))

    def test(value: Any) -> bool:
        if type(value) is not dict or not needed <= value.keys():
            return False
        for name, one in value.items():
            known = tests.get(name)
            if known is not None and not known(one):
                return False
        return True

    return test


def _has_default(field: Any) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING

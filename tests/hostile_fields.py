"""Owns which fields of the format hold text, and what is found in those of a spec."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from flasktutor.course import CourseSpec
from flasktutor.lesson import Lesson
from flasktutor.overlay import descendants
from flasktutor.schema import Spec, hints, parts


def _specs() -> set[type[Spec]]:
    """Every class that a file is read into, or that such a class is made of."""
    assert {Lesson, CourseSpec} <= set(Spec.__subclasses__())
    return set(descendants(Spec))


def all_fields() -> set[tuple[str, str]]:
    """Every field of the format, by the class that declares it."""
    return {(_declares(spec, name), name) for spec in _specs() for name in hints(spec)}


def text_fields() -> set[tuple[str, str]]:
    """Those of them that hold text of any kind."""
    return {
        (_declares(spec, name), name)
        for spec in _specs()
        for name, hint in hints(spec).items()
        if _holds_text(hint)
    }


def found_in(spec: Spec) -> Iterator[tuple[tuple[str, str], Any]]:
    """Every field of `spec` and its parts that is not as it would be unsaid, and what it holds."""
    for one in fields(spec):
        if one.name in hints(type(spec)):
            value = getattr(spec, one.name)
            if one.name in spec.where.fields or one.name.replace("_", "-") in spec.where.fields:
                yield (_declares(type(spec), one.name), one.name), value
            parts_of = tuple(value.values()) if isinstance(value, Mapping) else value
            for part in parts_of if isinstance(parts_of, tuple) else (parts_of,):
                if isinstance(part, Spec):
                    yield from found_in(part)


def _declares(spec: type, name: str) -> str:
    declaring = [cls for cls in spec.__mro__ if name in cls.__dict__.get("__annotations__", {})]
    return declaring[-1].__name__


def _holds_text(hint: Any) -> bool:
    origin, args = parts(hint)
    if origin is tuple:
        return _holds_text(args[0])
    if len(args) == 2 and isinstance(args[1], type) and issubclass(args[1], Spec):
        return False  # Its names are Python's; what it holds is looked at by itself.
    return origin is str or getattr(origin, "__name__", "") in ("Words", "Code", "Json", "Mapping")


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a field's value, names included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from (name, *texts_in(inner))
    elif isinstance(value, (tuple, list)):
        for inner in value:
            yield from texts_in(inner)

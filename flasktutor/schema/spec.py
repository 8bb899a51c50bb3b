"""Owns how a format is declared: a class's fields are what may stand in a file."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, field, fields
from functools import cache
from pathlib import Path
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    NewType,
    Protocol,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from flasktutor.errors import Issue
from flasktutor.values import frozen
from flasktutor.yamlsource import Node, Scalar

Words = NewType("Words", str)
"""Text for a person, in Markdown: the only thing that a translation replaces."""
Code = NewType("Code", str)
"""Python source; always ends with one newline, or is empty."""
Printed = Annotated[str, "printed"]
"""What a program prints or answers: its lines count."""
Data = Annotated[str, "data"]
"""Text that is never run: what a request carries, how an error begins."""
Key = NewType("Key", str)
"""A name that stays: small letters, digits and hyphens."""
Json = NewType("Json", object)
"""Any JSON value, told from text by YAML 1.2's core rules."""

COMPUTED: Mapping[str, bool] = {"computed": True}
"""Metadata of a field that the program fills in and no file may hold."""


@frozen
class Where:
    """Where a spec stands: its file, its start, and the node of each of its fields."""

    path: Path = Path()
    line: int = 1
    column: int = 1
    fields: Mapping[str, Node] = field(default_factory=dict)

    def issue(self, text: str, name: str = "") -> Issue:
        """`text` as an issue at the field `name`, or at the spec's start."""
        node = self.fields.get(name)
        line, column = (node.line, node.column) if node else (self.line, self.column)
        return Issue(self.path, line, column, text)

    def code_issue(self, text: str, name: str, code_line: int) -> Issue:
        """`text` as an issue at a line (from 1) of the code in field `name`."""
        node = self.fields.get(name)
        if isinstance(node, Scalar) and node.literal and code_line > 0:
            return Issue(self.path, node.line + code_line, 1, text)
        return self.issue(text, name)


class Reading(Protocol):
    """Takes a flaw at a node of the file that is read."""

    def report(self, node: Node, text: str) -> None: ...


@frozen(kw_only=True)
class Spec:
    """Something that stands in a lesson file as a mapping."""

    tag: ClassVar[str] = ""
    """A key that picks the class (`kind`), and is no field of its own."""
    alone: ClassVar[bool] = False
    """Whether one of them may stand where a list of them is expected."""
    listed: ClassVar[str] = ""
    """The field that a bare list stands for, for specs that may be written as one."""
    short: ClassVar[str] = ""
    """What the one-word form looks like (a regular expression), for specs that have one."""
    wordless: ClassVar[bool] = False
    """Whether the lesson's `words` may stand nowhere in it."""

    where: Where = field(default=Where(), compare=False, repr=False, metadata=COMPUTED)

    @classmethod
    def choose(cls, node: Node, reader: Reading) -> type[Spec] | None:
        """The class that reads `node`; a family of kinds picks one of its members."""
        return cls

    @classmethod
    def unfold(cls, node: Node) -> Node:
        """`node` in its long form, for specs that may be written as one word."""
        return node

    def check(self, report: Report) -> None:
        """Call `report` for each flaw that only fields together show."""


class Report(Protocol):
    """Takes a flaw at a field of the spec that is checked, or of `part` of it."""

    def __call__(self, name: str, text: str, part: Spec | None = None) -> None: ...


def _hints_of(spec: Any) -> dict[str, Any]:
    found = get_type_hints(spec, include_extras=True)
    told = {f.name: found[f.name] for f in fields(spec) if not f.metadata.get("computed")}
    for name, hint in told.items():
        if not _readable(hint):
            raise TypeError(f"{spec.__name__}.{name} is a {hint}, which no file is read as")
    return told


def _readable(hint: Any) -> bool:
    """Whether a node is read as what `hint` describes."""
    origin, args = parts(hint)
    if origin is tuple:
        return len(args) == 2 and args[1] is ... and _readable(args[0])
    if origin is Mapping:
        return args[0] is str and _readable(args[1])
    if origin is Literal:
        return all(isinstance(one, str) for one in args)
    if isinstance(origin, type) and issubclass(origin, Spec):
        return True
    return origin in (Words, Code, Printed, Data, Key, Json, str, int, bool)


hints: Callable[[Any], dict[str, Any]] = cache(_hints_of)
"""The type of each field of a `Spec` class that may stand in the file."""


def parts(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """A hint's origin and arguments, with `| None` taken off."""
    if get_origin(hint) in (types.UnionType, Union):
        held = [a for a in get_args(hint) if a is not type(None)]
        hint = held[0] if len(held) == 1 else hint
    if get_origin(hint) is Annotated:
        return hint, ()
    return get_origin(hint) or hint, get_args(hint)


def required(spec: type[Spec]) -> list[str]:
    """The names of the fields that must be there."""
    return [f.name for f in fields(spec) if not _has_default(f)]


def _has_default(f: Field[Any]) -> bool:
    return f.default is not MISSING or f.default_factory is not MISSING

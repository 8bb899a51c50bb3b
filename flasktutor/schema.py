"""Owns nodes → frozen dataclasses: a class's fields are the format, and every flaw is collected.

A `Spec` subclass declares what may stand in a lesson file; its annotations say
how to read each field, its `check` says what one field asks of another. The
same declarations are described as JSON Schema for editors.
"""

from __future__ import annotations

import difflib
import re
import types
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import (
    Any,
    ClassVar,
    Literal,
    NewType,
    Protocol,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from flasktutor import yamlsource
from flasktutor.errors import Issue
from flasktutor.language import _
from flasktutor.yamlsource import Node, Scalar, Sequence

Words = NewType("Words", str)
"""Text for a person, in Markdown: the only thing that a translation replaces."""
Code = NewType("Code", str)
"""Python source; always ends with one newline, or is empty."""
Key = NewType("Key", str)
"""A name that stays: small letters, digits and hyphens."""
Json = NewType("Json", object)
"""Any JSON value, told from text by YAML 1.2's core rules."""

COMPUTED: Mapping[str, bool] = {"computed": True}
"""Metadata of a field that the program fills in and no file may hold."""
MOST_ISSUES = 100
"""How many flaws of one file are collected: a file with more is not a lesson gone wrong."""
_LONGEST_NAME = 40
_BAD = object()
S = TypeVar("S", bound="Spec")


@dataclass(frozen=True)
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


@dataclass(frozen=True, kw_only=True)
class Spec:
    """Something that stands in a lesson file as a mapping."""

    tag: ClassVar[str] = ""
    """A key that picks the class (`kind`), and is no field of its own."""
    alone: ClassVar[bool] = False
    """Whether one of them may stand where a list of them is expected."""
    short: ClassVar[str] = ""
    """What the one-word form looks like (a regular expression), for specs that have one."""

    where: Where = field(default=Where(), compare=False, repr=False, metadata=COMPUTED)

    @classmethod
    def choose(cls, node: Node, reader: Reader) -> type[Spec] | None:
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
    found = get_type_hints(spec)
    return {f.name: found[f.name] for f in fields(spec) if not f.metadata.get("computed")}


hints: Callable[[Any], dict[str, Any]] = cache(_hints_of)
"""The type of each field of a `Spec` class that may stand in the file."""


def parts(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """A hint's origin and arguments, with `| None` taken off."""
    if get_origin(hint) in (types.UnionType, Union):
        hint = next(a for a in get_args(hint) if a is not type(None))
    return get_origin(hint) or hint, get_args(hint)


class Reader:
    """Reads the nodes of one file, collecting every issue on the way."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.issues: list[Issue] = []

    def report(self, node: Node, text: str) -> None:
        self.add(Issue(self.path, node.line, node.column, text))

    def add(self, issue: Issue) -> None:
        """Keep `issue`, unless there are more of them than anyone reads."""
        if len(self.issues) < MOST_ISSUES:
            self.issues.append(issue)

    def read(self, spec: type[S], node: Node) -> S | None:
        """`node` as a `spec`; None, with issues, where it is none."""
        value = self._spec(spec, node)
        return None if value is _BAD else cast(S, value)

    def _spec(self, family: type[Spec], node: Node) -> object:
        node = family.unfold(node)
        if not isinstance(node, yamlsource.Mapping):
            self.report(node, _("`name: value` lines are expected here"))
            return _BAD
        spec = family.choose(node, self)
        if spec is None:
            return _BAD
        before = len(self.issues)
        values = dict(self._fields(spec, node))
        self._missing(spec, node)
        if len(self.issues) > before or before == MOST_ISSUES:
            return _BAD
        places = {name: value for name, (_key, value) in node.entries.items()}
        made = spec(where=Where(self.path, node.line, node.column, places), **values)
        made.check(lambda name, text, part=None: self.add((part or made).where.issue(text, name)))
        return made

    def _fields(self, spec: type[Spec], node: yamlsource.Mapping) -> Iterator[tuple[str, Any]]:
        known = hints(spec)
        for name, (key, value) in node.entries.items():
            attribute = _attribute(name)
            if len(self.issues) == MOST_ISSUES:
                return
            if name == spec.tag and name:
                continue
            if attribute not in known:
                self.report(key, unknown_key(name, map(_key_of, known)))
                continue
            yield attribute, self.value(known[attribute], value)

    def _missing(self, spec: type[Spec], node: yamlsource.Mapping) -> None:
        for needed in map(_key_of, required(spec)):
            given = node.get(needed)
            if given is None:
                self.report(node, _("`{key}` is missing here").format(key=needed))
            elif _is_blank(given) and hints(spec)[_attribute(needed)] is Words:
                self.report(given, _("`{key}` is empty; write a text").format(key=needed))

    def value(self, hint: Any, node: Node) -> object:
        """`node` as what `hint` describes, or a marker after reporting why not."""
        origin, args = parts(hint)
        if origin is Json:
            return _json(node)
        if origin is tuple:
            return self._tuple(args[0], node)
        if origin is Mapping or origin is dict:
            return self._mapping(args[1], node)
        if isinstance(origin, type) and issubclass(origin, Spec):
            return self._spec(origin, node)
        if not isinstance(node, Scalar):
            self.report(node, _("one value is expected here, not a list or a mapping"))
            return _BAD
        return self._scalar(origin, args, node)

    def _tuple(self, item: Any, node: Node) -> object:
        if isinstance(node, Scalar) and node.plain and _is_blank(node):
            return ()
        items = node.items if isinstance(node, Sequence) else (node,)
        if isinstance(node, yamlsource.Mapping) and not _takes_mapping(item):
            self.report(node, _("a list is expected here (lines that start with `- `)"))
            return _BAD
        return tuple(self.value(item, each) for each in items)

    def _mapping(self, item: Any, node: Node) -> object:
        if not isinstance(node, yamlsource.Mapping):
            self.report(node, _("`name: value` lines are expected here"))
            return _BAD
        return {key: self.value(item, value) for key, (_k, value) in node.entries.items()}

    def _scalar(self, origin: Any, args: tuple[Any, ...], node: Scalar) -> object:
        if origin is Literal:
            return self._one_of(node, args)
        if origin is bool:
            return self._one_of(node, ("true", "false")) == "true"
        if origin is int:
            if not (node.text.isdecimal() and node.text.isascii() and len(node.text) < 10):
                self.report(node, _("a whole number is expected here"))
                return _BAD
            return int(node.text)
        if origin is Key and not is_key(node.text):
            self.report(
                node, _("a key is made of small letters, digits and hyphens, such as `my-key`")
            )
        if origin is Code:
            return node.text.rstrip("\n") + "\n" if node.text.strip() else ""
        if origin is Words:
            return node.text.strip()
        return node.text

    def _one_of(self, node: Scalar, allowed: tuple[str, ...]) -> object:
        if node.text not in allowed:
            listed = ", ".join(filter(None, allowed))
            self.report(node, _("one of these is expected here: {listed}").format(listed=listed))
        return node.text


def required(spec: type[Spec]) -> list[str]:
    """The names of the fields that must be there."""
    return [f.name for f in fields(spec) if not _has_default(f)]


def is_key(text: str) -> bool:
    """Whether `text` can name a lesson or a step."""
    return _KEY.fullmatch(text) is not None


def unknown_key(name: str, known: Collection[str] | Iterator[str]) -> str:
    """What to say of a key that is not known, with the nearest that is."""
    known = list(known)
    shown = name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME] + "…"
    text = _("`{key}` is not known here").format(key=shown)
    near = difflib.get_close_matches(name, known, n=1) if shown == name else []
    if near:
        return text + "; " + _("did you mean `{near}`?").format(near=near[0])
    return text + "; " + _("known: {listed}").format(listed=", ".join(known))


def nearest(name: str, known: list[str]) -> str:
    """A hint for a person who gave a name that is not known."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if near:
        return _("Did you mean `{near}`?").format(near=near[0])
    return _("There are: {listed}.").format(listed=", ".join(known))


def _is_blank(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.text.strip()


def _has_default(f: Field[Any]) -> bool:
    return f.default is not MISSING or f.default_factory is not MISSING


def _attribute(key: str) -> str:
    return key.replace("-", "_")


def _key_of(attribute: str) -> str:
    return attribute.replace("_", "-")


def _takes_mapping(item: Any) -> bool:
    origin, _args = parts(item)
    return origin is Json or (
        isinstance(origin, type) and issubclass(origin, Spec) and origin.alone
    )


_CORE: dict[str, object] = {"true": True, "false": False, "null": None, "~": None, "": None}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
KEY_PATTERN = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
_KEY = re.compile(KEY_PATTERN)


def _json(node: Node) -> object:
    if isinstance(node, yamlsource.Mapping):
        return {key: _json(value) for key, (_k, value) in node.entries.items()}
    if isinstance(node, Sequence):
        return [_json(item) for item in node.items]
    assert isinstance(node, Scalar)
    return _json_scalar(node) if node.plain else node.text


def _json_scalar(node: Scalar) -> object:
    if node.text in _CORE:
        return _CORE[node.text]
    if _INTEGER.fullmatch(node.text):
        return int(node.text)
    return float(node.text) if _DECIMAL.fullmatch(node.text) else node.text

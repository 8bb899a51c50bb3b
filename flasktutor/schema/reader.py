"""Owns nodes → specs: every flaw of a file is collected on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

from flasktutor import yamlsource
from flasktutor.errors import Issue
from flasktutor.language import _
from flasktutor.schema.names import attribute_of, is_key, key_of, unknown_key
from flasktutor.schema.spec import (
    Code,
    Json,
    Key,
    Printed,
    Spec,
    Where,
    Words,
    hints,
    parts,
    required,
)
from flasktutor.yamlsource import Node, Scalar, Sequence

MOST_ISSUES = 100
"""How many flaws of one file are collected: a file with more is not a lesson gone wrong."""
_BAD = object()
S = TypeVar("S", bound=Spec)


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
            attribute = attribute_of(name)
            if len(self.issues) == MOST_ISSUES:
                return
            if name == spec.tag and name:
                continue
            if attribute not in known:
                self.report(key, unknown_key(name, map(key_of, known)))
                continue
            self._refuse_blank(known[attribute], value, name, required(spec))
            yield attribute, self.value(known[attribute], value)

    def _missing(self, spec: type[Spec], node: yamlsource.Mapping) -> None:
        for needed in map(key_of, required(spec)):
            given = node.get(needed)
            if given is None:
                self.report(node, _("`{key}` is missing here").format(key=needed))
            elif _is_blank(given) and hints(spec)[attribute_of(needed)] is Words:
                self.report(given, _("`{key}` is empty; write a text").format(key=needed))

    def _refuse_blank(self, hint: Any, node: Node, name: str, needed: list[str]) -> None:
        """Words that are left empty; what is `needed` is asked for by name elsewhere."""
        origin, args = parts(hint)
        if origin is tuple and args[0] is Words and isinstance(node, Sequence):
            blank = [item for item in node.items if _is_blank(item)]
        else:
            blank = [node] if origin is Words and _is_blank(node) and name not in needed else []
        for each in blank:
            text = _("this text of `{key}` is empty; write it, or take it away")
            self.report(each, text.format(key=name))

    def value(self, hint: Any, node: Node) -> object:
        """`node` as what `hint` describes, or a marker after reporting why not."""
        origin, args = parts(hint)
        if origin is Json:
            return _json(node)
        if origin is tuple:
            return self._tuple(args[0], node)
        if origin is Mapping:
            return self._mapping(args[1], node)
        if isinstance(origin, type) and issubclass(origin, Spec):
            return self._spec(origin, node)
        if not isinstance(node, Scalar):
            self.report(node, _one_expected(node))
            return _BAD
        if origin in (Words, Code, Printed):
            self._refuse_cut(node, lines_count=origin is not Words)
        return self._scalar(origin, args, node)

    def _refuse_cut(self, node: Scalar, *, lines_count: bool) -> None:
        """A text that is not what its author sees: cut at a comment, or its lines joined."""
        if node.comment:
            text = _("the text ends here, for ` #` begins a comment; put the whole in quotes")
            self.report(node.comment, text)
        if node.joined and lines_count:
            text = _("these lines become one: put `|` behind the `:`, and them below, deeper")
            self.report(node, text)

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


def _one_expected(node: Node) -> str:
    """What to say of a list or mapping that stands where one value is expected."""
    if isinstance(node, yamlsource.Mapping | Sequence) and node.flow:
        return _("one value is expected here: put a text that begins with a bracket in quotes")
    return _("one value is expected here, not a list or a mapping")


def _is_blank(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.text.strip()


def _takes_mapping(item: Any) -> bool:
    origin, _args = parts(item)
    return origin is Json or (
        isinstance(origin, type) and issubclass(origin, Spec) and origin.alone
    )


_CORE: dict[str, object] = {"true": True, "false": False, "null": None, "~": None, "": None}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")


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

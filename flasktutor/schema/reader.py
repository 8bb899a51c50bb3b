"""Owns nodes → specs: every flaw of a file is collected on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

from flasktutor import yamlsource
from flasktutor.errors import Issue
from flasktutor.language import _
from flasktutor.schema import wording
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
    """Reads the nodes of one file, collecting every issue on the way.

    `words` are those that the file's texts and code may say; None where it has none to say.
    """

    def __init__(self, path: Path, words: Mapping[str, str] | None = None) -> None:
        self.path = path
        self.words = words
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
        if spec.wordless and self.words is not None:
            self._refuse_words(node)
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
            return self._json(node)
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
        is_code = origin in (Code, str)
        return self._scalar(origin, args, self.worded(node, is_code=is_code))

    def worded(self, node: Scalar, *, is_code: bool = False) -> Scalar:
        """`node` with the words in it that it asks for; in code only within strings."""
        if self.words is None or "{{" not in node.text:
            return node
        for place, told in wording.unknown(node, self.words):
            self.report(place, told)
        for place in wording.outside(node) if is_code else ():
            self.report(place, _("in code, words stand only in a string or a comment"))
        return replace(node, text=wording.said(node.text, self.words))

    def _refuse_words(self, node: Node) -> None:
        for place in wording.asking(node):
            text = _("`words` cannot stand here: what is on a machine speaks one language")
            self.report(place, text)

    def _json(self, node: Node) -> object:
        if isinstance(node, yamlsource.Mapping):
            return {key: self._json(value) for key, (_k, value) in node.entries.items()}
        if isinstance(node, Sequence):
            return [self._json(item) for item in node.items]
        assert isinstance(node, Scalar)
        if node.plain and "{{" not in node.text:
            return _json_scalar(node)
        return self.worded(node).text

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


def _json_scalar(node: Scalar) -> object:
    if node.text in _CORE:
        return _CORE[node.text]
    if _INTEGER.fullmatch(node.text):
        return int(node.text)
    return float(node.text) if _DECIMAL.fullmatch(node.text) else node.text

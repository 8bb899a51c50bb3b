"""Owns a file's text → its nodes, by PyYAML's parser; or the first place that it cannot take."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import yaml

from flasktutor.errors import Issue
from flasktutor.language import _, later
from flasktutor.yamlsource.nodes import Mapping, Node, RefusedError, Scalar, Sequence
from flasktutor.yamlsource.text import File, lines, place

if TYPE_CHECKING:
    from flasktutor.yamlsource.faults import Place

MAX_DEPTH = 24
MOST_FAULTS = 100
"""How many steps of one file are said to be no YAML."""
# Side by side, small sets are compiled in a tenth of the time that one large one takes.
_FORBIDDEN = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]|[\ud800-\udfff]|\ufeff|[\ufffe\uffff]"
)
_NO_SPACE = later("a space is missing after this `-`")
# Several lines that begin so are one text to YAML, and were meant as a list.
_GLUED = re.compile(r"-[^\W\d_]")
# libyaml's parser is ten times faster; the pure one serves where it is missing.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse(file: File) -> tuple[Node | None, list[Issue]]:
    """The file's top node, or the issues that keep it from being read."""
    text, issues = file.text()
    if issues:
        return None, issues
    try:
        return parse_text(text), []
    except RefusedError as refused:
        from flasktutor.yamlsource import pieces

        faults = [*islice(pieces.faults(text, parse_text), MOST_FAULTS)] or [refused]
        return None, [Issue(file.path, one.line, one.column, one.text) for one in faults]


def parse_text(text: str) -> Node:
    """The top node of `text`.

    Raises `RefusedError` at the first place that cannot be accepted.
    """
    forbidden = _FORBIDDEN.search(text)
    if forbidden:
        name = f"U+{ord(forbidden[0]):04X}"
        refusal = _("the control character {name} may not stand in a file; remove it")
        raise RefusedError(*place(text, forbidden.start()), refusal.format(name=name))
    opened: list[Place] = []
    try:
        events = _watched(yaml.parse(text, Loader=_LOADER), opened)
        return _Builder(lines(text)).document(events)
    except yaml.MarkedYAMLError as error:
        from flasktutor.yamlsource.faults import explained

        raise explained(error, text, opened) from error


def _watched(events: Iterator[Any], opened: list[Place]) -> Iterator[Any]:
    """The `events`; `opened` holds where the lists and mappings start that have not ended."""
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            opened.append(_start(event))
        elif isinstance(event, yaml.CollectionEndEvent):
            opened.pop()
        yield event


class _Builder:
    """Builds nodes from events; the text's lines tell what events leave out."""

    def __init__(self, text: list[str]) -> None:
        self._lines = text

    def document(self, events: Iterator[Any]) -> Node:
        """The one document that the events make."""
        top: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if top is not None:
                    raise _refuse(event, _("a second document starts here; a file holds one"))
                top = self._build(next(events), events, 0)
        if top is None:
            raise RefusedError(1, 1, _("the file is empty"))
        return top

    def _build(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        _refuse_special(event)
        if depth > MAX_DEPTH:
            raise _refuse(event, _("nested deeper than {n} levels").format(n=MAX_DEPTH))
        line, column = _start(event)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            items = tuple(self._items(events, depth))
            return Sequence(line, column, items, bool(event.flow_style))
        return Mapping(line, column, self._entries(events, depth), bool(event.flow_style))

    def _scalar(self, event: Any) -> Scalar:
        (line, column), end = _start(event), event.end_mark
        plain, several = event.style in (None, ""), end.line + 1 > line
        if plain and several and _GLUED.match(event.value):
            raise _refuse(event, _(_NO_SPACE))
        if event.style == "|":
            return Scalar(line, column, event.value, False, True, margin=self._margin(line))
        if event.style == ">":
            several = sum(map(bool, map(str.strip, self._lines[line : end.line]))) > 1
        if event.style == '"':
            # A backslash at the end of a line says that it goes on.
            before = self._lines[line - 1 : end.line]
            several = not all(text.rstrip("\r\n").endswith("\\") for text in before)
        comment = self._comment(end) if plain and event.value else None
        return Scalar(line, column, event.value, plain, joined=several, comment=comment)

    def _margin(self, head: int) -> int:
        """How far the first line of the block whose head is line `head` stands in."""
        first = next((line for line in self._lines[head:] if line.strip()), "")
        return len(first) - len(first.lstrip(" "))

    def _comment(self, end: Any) -> Node | None:
        """Where a comment ends the text that ended at `end`, on the same line."""
        rest = self._lines[end.line][end.column :]
        if not rest.lstrip(" \t").startswith("#"):
            return None
        return Node(end.line + 1, end.column + rest.index("#") + 1)

    def _items(self, events: Iterator[Any], depth: int) -> Iterator[Node]:
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._build(event, events, depth + 1)

    def _entries(self, events: Iterator[Any], depth: int) -> dict[str, tuple[Scalar, Node]]:
        entries: dict[str, tuple[Scalar, Node]] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = _key(self._build(event, events, depth + 1))
            if key.text in entries:
                first = entries[key.text][0].line
                text = _("`{key}` stands here again; it is already on line {line}")
                raise RefusedError(key.line, key.column, text.format(key=key.text, line=first))
            entries[key.text] = key, self._build(next(events), events, depth + 1)
        return entries


def _refuse_special(event: Any) -> None:
    if isinstance(event, yaml.AliasEvent):
        raise _refuse(event, _("`*` begins an alias, which lessons do not use; quote the text"))
    if event.anchor is not None:
        raise _refuse(event, _("`&` begins an anchor, which lessons do not use; quote the text"))
    if event.tag is not None:
        raise _refuse(event, _("`!` begins a tag, which lessons do not use; quote the text"))


def _key(key: Node) -> Scalar:
    if not isinstance(key, Scalar):
        text = _("a key must be plain text; quote a text that begins with `[` or `{`")
        raise RefusedError(key.line, key.column, text)
    if key.plain and key.text[:1].isspace():
        name = f"U+{ord(key.text[0]):04X}"
        text = _("the blank {name} stands here; indent with ordinary spaces")
        raise RefusedError(key.line, key.column, text.format(name=name))
    if key.plain and _GLUED.match(key.text):
        raise RefusedError(key.line, key.column, _(_NO_SPACE))
    return key


def _refuse(event: Any, text: str) -> RefusedError:
    return RefusedError(*_start(event), text)


def _start(event: Any) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1

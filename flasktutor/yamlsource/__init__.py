"""Owns YAML text → nodes that know their line and column, and nothing that YAML guesses.

Every scalar stays the text that stands in the file (`yes`, `12:30` and `1.0` are
text), so a lesson means the same under YAML 1.1 and 1.2. Anchors, aliases, tags
and repeated keys are refused: each would let a reader see one thing and the
program another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import yaml

from flasktutor.errors import Issue
from flasktutor.language import _, later
from flasktutor.yamlsource.nodes import Mapping, Node, RefusedError, Scalar, Sequence
from flasktutor.yamlsource.text import MAX_BYTES, File, lines, place, read

if TYPE_CHECKING:
    from flasktutor.yamlsource.faults import Place

__all__ = [
    "MAX_BYTES",
    "File",
    "Mapping",
    "Node",
    "RefusedError",
    "Scalar",
    "Sequence",
    "lines",
    "parse",
    "parse_text",
    "read",
]

MAX_DEPTH = 24
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
        return None, [Issue(file.path, refused.line, refused.column, refused.text)]


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
        return _document(_watched(yaml.parse(text, Loader=_LOADER), opened))
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


def _document(events: Iterator[Any]) -> Node:
    top: Node | None = None
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if top is not None:
                raise _refuse(event, _("a second document starts here; a file holds one"))
            top = _build(next(events), events, 0)
    if top is None:
        raise RefusedError(1, 1, _("the file is empty"))
    return top


def _build(event: Any, events: Iterator[Any], depth: int) -> Node:
    if isinstance(event, yaml.AliasEvent):
        raise _refuse(event, _("`*` begins an alias, which lessons do not use; quote the text"))
    if event.anchor is not None:
        raise _refuse(event, _("`&` begins an anchor, which lessons do not use; quote the text"))
    if event.tag is not None:
        raise _refuse(event, _("`!` begins a tag, which lessons do not use; quote the text"))
    if depth > MAX_DEPTH:
        raise _refuse(event, _("nested deeper than {n} levels").format(n=MAX_DEPTH))
    (line, column), last = _start(event), event.end_mark.line + 1
    if isinstance(event, yaml.ScalarEvent):
        plain = event.style in (None, "")
        if plain and last > line and _GLUED.match(event.value):
            raise _refuse(event, _(_NO_SPACE))
        return Scalar(line, column, event.value, plain, event.style == "|")
    if isinstance(event, yaml.SequenceStartEvent):
        return Sequence(line, column, tuple(_items(events, depth)))
    return Mapping(line, column, _entries(events, depth))


def _items(events: Iterator[Any], depth: int) -> Iterator[Node]:
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            return
        yield _build(event, events, depth + 1)


def _entries(events: Iterator[Any], depth: int) -> dict[str, tuple[Scalar, Node]]:
    entries: dict[str, tuple[Scalar, Node]] = {}
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        key = _key(_build(event, events, depth + 1))
        if key.text in entries:
            first = entries[key.text][0].line
            text = _("`{key}` stands here again; it is already on line {line}")
            raise RefusedError(key.line, key.column, text.format(key=key.text, line=first))
        entries[key.text] = key, _build(next(events), events, depth + 1)
    return entries


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

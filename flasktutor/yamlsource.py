"""Owns YAML text → nodes that know their line and column, and nothing that YAML guesses.

Every scalar stays the text that stands in the file (`yes`, `12:30` and `1.0` are
text), so a lesson means the same under YAML 1.1 and 1.2. Anchors, aliases, tags
and repeated keys are refused: each would let a reader see one thing and the
program another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from flasktutor.errors import Issue
from flasktutor.language import _

MAX_BYTES = 1_000_000
MAX_DEPTH = 24
# libyaml's parser is ten times faster; the pure one serves where it is missing.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Node:
    """A value and the place where it starts (1-based)."""

    line: int
    column: int


@dataclass(frozen=True)
class Scalar(Node):
    """Text. `plain` tells `true` from `"true"`; `literal` marks a block after `|`."""

    text: str
    plain: bool
    literal: bool = False


@dataclass(frozen=True)
class Sequence(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Mapping(Node):
    entries: dict[str, tuple[Scalar, Node]]

    def get(self, key: str) -> Node | None:
        entry = self.entries.get(key)
        return entry[1] if entry else None


class RefusedError(Exception):
    """The text is no YAML, or uses what lessons may not use."""

    def __init__(self, line: int, column: int, text: str) -> None:
        super().__init__(text)
        self.line, self.column, self.text = line, column, text


def read_text(path: Path) -> tuple[str, list[Issue]]:
    """The file's text, or an issue that says why there is none."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return "", [Issue(path, 1, 1, _("cannot be read: {why}").format(why=error.strerror))]
    if len(data) > MAX_BYTES:
        return "", [Issue(path, 1, 1, _("is larger than {n} bytes").format(n=MAX_BYTES))]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8", "replace")
        line, column = good.count("\n") + 1, len(good) - good.rfind("\n")
        text = _("byte {byte} is not UTF-8; save the file as UTF-8").format(
            byte=hex(data[error.start])
        )
        return "", [Issue(path, line, column, text)]


def parse(path: Path) -> tuple[Node | None, list[Issue]]:
    """The file's top node, or the issues that kept it from being read."""
    text, issues = read_text(path)
    if issues:
        return None, issues
    try:
        return parse_text(text), []
    except RefusedError as refused:
        return None, [Issue(path, refused.line, refused.column, refused.text)]


def parse_text(text: str) -> Node:
    """The top node of `text`.

    Raises `RefusedError` at the first place that cannot be accepted.
    """
    try:
        events = iter(yaml.parse(text, Loader=_LOADER))
        top = _document(events)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        why = " ".join(filter(None, (error.context, error.problem)))
        raise RefusedError(line, column, _("not YAML: {why}").format(why=why)) from error
    except yaml.reader.ReaderError as error:
        before = text[: error.position] if isinstance(error.position, int) else ""
        line = before.count("\n") + 1
        raise RefusedError(line, 1, _("holds a character that YAML forbids")) from error
    return top


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
        raise _refuse(event, _("aliases (*name) are not used in lessons; write the value out"))
    if event.anchor is not None:
        raise _refuse(event, _("anchors (&name) are not used in lessons"))
    if event.tag is not None:
        raise _refuse(event, _("tags (!name) are not used in lessons"))
    if depth > MAX_DEPTH:
        raise _refuse(event, _("nested deeper than {n} levels").format(n=MAX_DEPTH))
    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(line, column, event.value, event.style in (None, ""), event.style == "|")
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
        key = _build(event, events, depth + 1)
        if not isinstance(key, Scalar):
            raise RefusedError(key.line, key.column, _("a key must be plain text"))
        if key.text in entries:
            first = entries[key.text][0].line
            text = _("`{key}` stands here again; it is already on line {line}")
            raise RefusedError(key.line, key.column, text.format(key=key.text, line=first))
        entries[key.text] = key, _build(next(events), events, depth + 1)
    return entries


def _refuse(event: Any, text: str) -> RefusedError:
    return RefusedError(event.start_mark.line + 1, event.start_mark.column + 1, text)

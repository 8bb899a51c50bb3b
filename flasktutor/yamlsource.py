"""Owns YAML text → nodes that know their line and column, and nothing that YAML guesses.

Every scalar stays the text that stands in the file (`yes`, `12:30` and `1.0` are
text), so a lesson means the same under YAML 1.1 and 1.2. Anchors, aliases, tags
and repeated keys are refused: each would let a reader see one thing and the
program another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from flasktutor.errors import Issue
from flasktutor.language import _, later, reason

MAX_BYTES = 1_000_000
MAX_DEPTH = 24
# What YAML 1.1 calls a line break; the marks of the parser count by it.
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
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
        if path.exists() and not path.is_file():
            return "", [Issue(path, 1, 1, _("is not a file"))]
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        return "", [Issue(path, 1, 1, _("cannot be read: {why}").format(why=reason(error)))]
    if len(data) > MAX_BYTES:
        text = _("is larger than {n} bytes; divide the lesson").format(n=MAX_BYTES)
        return "", [Issue(path, 1, 1, text)]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        # The error counts without the mark that may stand at the file's start.
        good = data.removeprefix(b"\xef\xbb\xbf")[: error.start].decode("utf-8")
        text = _("byte {byte} is not UTF-8; save the file as UTF-8").format(
            byte=hex(error.object[error.start])
        )
        return "", [Issue(path, *_place(good, len(good)), text)]


def lines(text: str) -> list[str]:
    """The lines of `text` as its issues count them, without their ends."""
    return _BREAK.split(text)


def _place(text: str, index: int) -> tuple[int, int]:
    before = lines(text[:index])
    return len(before), len(before[-1]) + 1


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
    forbidden = _FORBIDDEN.search(text)
    if forbidden:
        name = f"U+{ord(forbidden[0]):04X}"
        refusal = _("the control character {name} may not stand in a file; remove it")
        raise RefusedError(*_place(text, forbidden.start()), refusal.format(name=name))
    try:
        return _document(iter(yaml.parse(text, Loader=_LOADER)))
    except yaml.MarkedYAMLError as error:
        raise _explained(error, text) from error


_TEACHING = (
    ("escape", False, later(
        "in double quotes `\\` begins an escape; write `\\\\`, or use single quotes"
    )),
    ("hexdecimal", False, later(
        "in double quotes `\\` begins an escape; write `\\\\`, or use single quotes"
    )),
    ("a quoted scalar", True, later("this quote is never closed")),
    ("flow sequence", True, later("this `[` is never closed, or a comma is missing after it")),
    ("flow mapping", True, later("this `{{` is never closed, or a comma is missing after it")),
    ("expected ':'", True, later("`name: value` is expected here, and there is no `: `")),
    ("an alias", True, later("a text cannot begin with “{it}”; put it in quotes")),
    ("an anchor", True, later("a text cannot begin with “{it}”; put it in quotes")),
    ("tag", False, later("`!` begins a tag, which lessons do not use; quote the text")),
    ("start any token", False, later("a text cannot begin with “{it}”; put it in quotes")),
    ("node content", False, later("a text cannot begin with “{it}”; put it in quotes")),
    ("a block scalar", False, later("after `|` or `>` the text begins on the next line")),
    ("mapping values", False, later(
        "`: ` cannot stand here: quote a text that holds it, or mend the line's indentation"
    )),
    ("sequence entries", False, later("a list starts on a line of its own, below its name")),
    ("block collection", False, later(
        "a list goes on with `- ` in the column where it began"
    )),
    ("block mapping", False, later(
        "this does not fit here: compare the indentation with the lines above"
    )),
    ("document start", False, later(
        "this does not fit here: compare the indentation with the lines above"
    )),
)  # fmt: skip
"""What a part of the parser's message means, whether to point at where it began, and our words."""


def _explained(error: yaml.MarkedYAMLError, text: str) -> RefusedError:
    why = " ".join(filter(None, (error.context, error.problem)))
    known = (entry for entry in _TEACHING if entry[0] in why)
    _part, from_start, said = next(known, ("", False, later("not YAML: {why}")))
    mark = (error.context_mark if from_start else None) or error.problem_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    here = lines(text)[line - 1 : line]
    it = here[0][column - 1 : column] if here else ""
    if it == "\t" or "tab character" in why:
        said = later("a tab stands here; indent with spaces")
    return RefusedError(line, column, _(said).format(it=it, why=why))


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

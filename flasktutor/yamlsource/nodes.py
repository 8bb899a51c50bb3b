"""Owns what YAML text becomes: values that know their line and column, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass


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

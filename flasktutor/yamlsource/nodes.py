"""Owns what YAML text becomes: values that know their line and column, or a refusal."""

from __future__ import annotations

from flasktutor.values import frozen


@frozen
class Node:
    """A value and the place where it starts (1-based)."""

    line: int
    column: int


@frozen
class Scalar(Node):
    """Text. `plain` tells `true` from `"true"`; `literal` marks a block after `|`.

    `joined` says that YAML made one line of several; `margin` is how far the first line of a
    block stands in; `comment` is the column of a ` #` that ended a plain text on its line.
    """

    text: str
    plain: bool
    literal: bool = False
    joined: bool = False
    margin: int = 0
    comment: Node | None = None


@frozen
class Sequence(Node):
    """A list; `flow` marks one in brackets."""

    items: tuple[Node, ...]
    flow: bool = False


@frozen
class Mapping(Node):
    """`name: value` pairs; `flow` marks those in braces."""

    entries: dict[str, tuple[Scalar, Node]]
    flow: bool = False

    def get(self, key: str) -> Node | None:
        entry = self.entries.get(key)
        return entry[1] if entry else None


class RefusedError(Exception):
    """The text is no YAML, or uses what lessons may not use."""

    def __init__(self, line: int, column: int, text: str) -> None:
        super().__init__(text)
        self.line, self.column, self.text = line, column, text

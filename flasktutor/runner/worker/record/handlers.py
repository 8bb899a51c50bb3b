"""Finds the lines that run only when an exception was caught."""

from __future__ import annotations

import ast
import linecache
from typing import Dict, FrozenSet

_known: Dict[str, FrozenSet[int]] = {}


def handler_lines(filename: str) -> FrozenSet[int]:
    """The lines inside the `except` clauses of a file, empty when it cannot be read."""
    if filename not in _known:
        _known[filename] = _read("".join(linecache.getlines(filename)))
    return _known[filename]


def _read(source: str) -> FrozenSet[int]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    lines = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            first, last = node.body[0].lineno, node.body[-1].end_lineno
            lines.update(range(first, (last or first) + 1))
    return frozenset(lines)

"""Finds the lines that run only when an exception was caught."""

from __future__ import annotations

import ast
import linecache

_known: dict[str, frozenset[int]] = {}


def handler_lines(filename: str) -> frozenset[int]:
    """The lines inside the `except` clauses of a file, empty when it cannot be read."""
    if filename not in _known:
        _known[filename] = _read("".join(linecache.getlines(filename)))
    return _known[filename]


def _read(source: str) -> frozenset[int]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    lines: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            first, last = node.body[0].lineno, node.body[-1].end_lineno
            lines.update(range(first, (last or first) + 1))
    return frozenset(lines)

"""Owns finding a name, attribute or call in code by its syntax tree, never by text search."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def is_expression(text: str) -> bool:
    """Whether `text` is one Python expression."""
    try:
        ast.parse(text, mode="eval")
    except (SyntaxError, ValueError):
        return False
    return True


def is_pattern(text: str) -> bool:
    """Whether `text` can be looked for: `name`, `a.b`, `.b`, each with `()` for a call."""
    return _parsed(text) is not None


def found(pattern: str, source: str) -> bool:
    """Whether `pattern` stands anywhere in `source`; False where `source` is no Python."""
    wanted = _parsed(pattern)
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return wanted is not None and any(_same(wanted, node) for node in ast.walk(tree))


def names(source: str) -> set[str]:
    """Every name that `source` binds or uses; empty where it is no Python."""
    try:
        return set(_names(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).split(".")[0]
        elif isinstance(node, ast.arg):
            yield node.arg


def _parsed(pattern: str) -> ast.expr | None:
    # A leading dot means "of whatever object": `_` stands in for it.
    try:
        tree = ast.parse("_" + pattern if pattern.startswith(".") else pattern, mode="eval").body
    except (SyntaxError, ValueError):
        return None
    core = tree.func if isinstance(tree, ast.Call) else tree
    return tree if isinstance(core, ast.Name | ast.Attribute) else None


def _same(wanted: ast.AST, node: ast.AST) -> bool:
    if isinstance(wanted, ast.Call):
        return isinstance(node, ast.Call) and _same(wanted.func, node.func)
    if isinstance(wanted, ast.Name):
        return _named(wanted.id, node)
    if isinstance(wanted, ast.Attribute) and isinstance(node, ast.Attribute):
        return wanted.attr == node.attr and (
            _anything(wanted.value) or _same(wanted.value, node.value)
        )
    return False


def _named(name: str, node: ast.AST) -> bool:
    if isinstance(node, ast.alias):
        return node.name == name
    return isinstance(node, ast.Name) and node.id == name


def _anything(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "_"

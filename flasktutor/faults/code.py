"""Owns what a line of the learner's code says: its function, its statement, by the syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flasktutor import patterns
from flasktutor.faults import branches

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class ParsedFile:
    """One file; what cannot be read says nothing."""

    def __init__(self, source: str) -> None:
        whole = patterns.tree(source) if source else None
        self._nodes = list(ast.walk(whole)) if whole else []
        self._functions = [node for node in self._nodes if isinstance(node, _Function)]

    def function(self, line: int) -> str:
        """The name of the innermost function that holds a line, "" outside of any."""
        return getattr(self._around(line), "name", "")

    def is_generator(self, line: int) -> bool:
        """Whether the innermost function that holds a line yields."""
        around = self._around(line)
        return around is not None and any(
            isinstance(node, ast.Yield | ast.YieldFrom) for node in _own(around)
        )

    def has_decorator(self, line: int, name: str) -> bool:
        """Whether the innermost function that holds a line is decorated by that name."""
        around = self._around(line)
        decorators = (
            [] if around is None or isinstance(around, ast.Lambda) else around.decorator_list
        )
        return any(
            name in (getattr(node, "id", ""), getattr(node, "attr", ""))
            for one in decorators
            for node in ast.walk(one)
        )

    def kept_without_error(self, line: int) -> frozenset[int]:
        """The lines of the function around a line that keep work only where it got no error."""
        around = self._around(line)
        if around is None or isinstance(around, ast.Lambda):
            return frozenset()
        return branches.kept_without_error(around)

    def calls(self, line: int, *methods: str) -> bool:
        """Whether one of these methods is called in a line's statement."""
        return any(
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in methods
            for node in self._said(line)
        )

    def reads(self, line: int, *names: str) -> bool:
        """Whether a line's statement uses one of these names, which the file has from Flask."""
        mine = set(names) & self._from_flask()
        return any(
            isinstance(node, ast.Name) and node.id in mine and isinstance(node.ctx, ast.Load)
            for node in self._said(line)
        )

    def reads_from(self, line: int, name: str, attribute: str) -> bool:
        """Whether a line's statement uses that attribute of a name."""
        return any(
            isinstance(node, ast.Attribute)
            and node.attr == attribute
            and isinstance(node.value, ast.Name)
            and node.value.id == name
            for node in self._said(line)
        )

    def _around(self, line: int) -> _Function | None:
        holding = [
            node for node in self._functions if _first(node) <= line <= (node.end_lineno or 0)
        ]
        return max(holding, key=_first, default=None)

    def _said(self, line: int) -> Iterator[ast.AST]:
        """The nodes of the innermost statement that holds a line, without those of its body."""
        holding = [
            node
            for node in self._nodes
            if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0)
        ]
        innermost = max(holding, key=lambda node: (node.lineno, node.col_offset), default=None)
        if innermost is not None:
            yield from _header(innermost)

    def _from_flask(self) -> set[str]:
        return {
            one.name
            for node in self._nodes
            if isinstance(node, ast.ImportFrom) and node.module == "flask"
            for one in node.names
            if one.asname is None
        }


def _first(node: _Function) -> int:
    """The line that a function begins in, which is that of its first decorator."""
    decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
    return min([node.lineno, *(one.lineno for one in decorators)])


def _own(function: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function, without those of functions inside it."""
    for node in ast.iter_child_nodes(function):
        yield node
        if not isinstance(node, _Function):
            yield from _own(node)


def _header(node: ast.AST) -> Iterator[ast.AST]:
    """A statement's own expressions, without the statements inside it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.stmt):
            yield child
            yield from _header(child)

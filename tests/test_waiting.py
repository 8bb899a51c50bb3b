"""No wait of ours lasts for ever because a signal came in a bad moment."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.checkout import ROOT


def _timed_gets(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            timed = any(word.arg == "timeout" for word in node.keywords)
            if node.func.attr == "get" and timed:
                yield node


def test_no_simple_queue_is_waited_for_with_a_timeout() -> None:
    """CPython's waits for ever where a signal comes at the very end of the timeout."""
    simple = [
        (path, text)
        for path in sorted(Path(ROOT, "flasktutor").rglob("*.py"))
        if "SimpleQueue" in (text := path.read_text("utf-8"))
    ]
    assert simple, "some wait without a timeout"
    assert [path.name for path, text in simple if any(_timed_gets(ast.parse(text)))] == []

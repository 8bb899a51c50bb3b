"""Owns which lines a function runs because its argument, an error, is None: by the syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

_KEEPS = ("commit", "save")
_TAKES_BACK = ("rollback",)


def kept_without_error(function: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[int]:
    """The lines that keep work, where the function does so only without an error.

    Either they stand where no error leads, or an error leads to taking back what they keep.
    """
    argument = _argument(function)
    branches = list(_branches(function.body, argument)) if argument else []
    nodes = [node for _error, without in branches for node in without]
    if any(any(_calls(node, _TAKES_BACK)) for error, _without in branches for node in error):
        nodes = list(function.body)
    return frozenset(call.lineno for node in nodes for call in _calls(node, _KEEPS))


def _argument(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """The name of the error; "" where there is none."""
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    return next((name for name in names if name not in ("self", "cls")), "")


_Branch = tuple[Sequence[ast.AST], Sequence[ast.AST]]


def _branches(body: Sequence[ast.stmt], argument: str) -> Iterator[_Branch]:
    """What an error leads to, and what no error does, for each question after it."""
    for index, statement in enumerate(body):
        if isinstance(statement, ast.If):
            yield from _of_question(statement, body[index + 1 :], argument)
        for node in _expressions(statement):
            if (
                isinstance(node, ast.IfExp)
                and (told := _tells_error(node.test, argument)) is not None
            ):
                yield ([node.body], [node.orelse]) if told else ([node.orelse], [node.body])
        for name in ("body", "orelse", "finalbody"):
            yield from _branches(getattr(statement, name, []), argument)


def _of_question(asked: ast.If, after: Sequence[ast.stmt], argument: str) -> Iterator[_Branch]:
    told = _tells_error(asked.test, argument)
    if told is None:
        return
    error, without = (asked.body, asked.orelse) if told else (asked.orelse, asked.body)
    # What follows is only reached by the other way where one of them leaves the function.
    if _leaves(error):
        without = [*without, *after]
    elif _leaves(without):
        error = [*error, *after]
    yield error, without


def _tells_error(test: ast.expr, argument: str) -> bool | None:
    """Whether a test holds where there is an error: True; where there is none: False; else None."""
    if isinstance(test, ast.BoolOp):
        told = (_tells_error(one, argument) for one in test.values)
        return next((one for one in told if one is not None), None)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        told_inside = _tells_error(test.operand, argument)
        return None if told_inside is None else not told_inside
    if isinstance(test, ast.Compare) and _is(test.left, argument) and len(test.ops) == 1:
        if isinstance(test.comparators[0], ast.Constant) and test.comparators[0].value is None:
            return isinstance(test.ops[0], ast.IsNot | ast.NotEq)
        return None
    if isinstance(test, ast.Call) and isinstance(test.func, ast.Name) and test.args:
        known = test.func.id in ("bool", "isinstance")
        return True if known and _is(test.args[0], argument) else None
    return True if _is(test, argument) else None


def _is(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _leaves(body: Sequence[ast.stmt]) -> bool:
    return bool(body) and isinstance(body[-1], ast.Return | ast.Raise)


def _expressions(statement: ast.stmt) -> Iterator[ast.AST]:
    """A statement's own expressions, without the statements inside it."""
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, ast.stmt):
            yield from ast.walk(child)


def _calls(node: ast.AST, methods: Sequence[str]) -> Iterator[ast.Call]:
    return (
        one for one in ast.walk(node)
        if isinstance(one, ast.Call)
        and isinstance(one.func, ast.Attribute)
        and one.func.attr in methods
    )  # fmt: skip

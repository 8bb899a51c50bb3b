"""Owns finding an expression in code by its syntax tree, never by text search."""

from __future__ import annotations

import ast
import traceback
import warnings
from collections.abc import Iterator

from flasktutor.language import _

LONGEST = 200
"""How long a pattern may be: it is compared by recursion."""
_PLACES = frozenset({"ctx", "kind", "lineno", "col_offset", "end_lineno", "end_col_offset"})
"""What two nodes may differ in and still be the same expression."""


def tree(source: str) -> ast.Module | None:
    """The syntax tree of `source`; None where it is no Python."""
    whole = _parsed(source, "exec")
    return whole if isinstance(whole, ast.Module) else None


def is_expression(text: str) -> bool:
    """Whether `text` is one Python expression."""
    return _expression(text) is not None


def is_pattern(text: str) -> bool:
    """Whether `text` can be looked for: an expression that says more than `_`, "anything"."""
    return _pattern(text) is not None


def what_it_is() -> str:
    """What to say of a text that is no pattern."""
    return _("write a Python expression, such as `app.app_context()` or `g[_]`")


def found(pattern: str, source: str) -> bool:
    """Whether `pattern` stands anywhere in `source`; False where `source` is no Python.

    `_` stands for any expression, `.b` for attribute `b` of anything, `f()` for a
    call of `f` whatever its arguments; arguments that are named must be there. A
    name is found where it is imported, too.
    """
    wanted, whole = _pattern(pattern), tree(source)
    if wanted is None or whole is None:
        return False
    return any(_same(wanted, node) for node in ast.walk(whole))


def lines(pattern: str, source: str) -> set[int]:
    """The lines of the statements in which `pattern` stands; of one that holds others, its own."""
    wanted, whole = _pattern(pattern), tree(source)
    if wanted is None or whole is None:
        return set()
    held = {id(node) for node in ast.walk(whole) if _same(wanted, node)}
    spans = (
        node
        for node in ast.walk(whole)
        if id(node) in held
        or (_is_simple(node) and any(id(inner) in held for inner in ast.walk(node)))
    )
    return {line for node in spans for line in _span(node)}


def _is_simple(node: ast.AST) -> bool:
    return isinstance(node, ast.stmt) and not hasattr(node, "body")


def _span(node: ast.AST) -> range:
    first = getattr(node, "lineno", 0)
    return range(first, (getattr(node, "end_lineno", None) or first) + 1)


def fault(source: str, file: str) -> str:
    """Why `source`, which stands in `file`, is no Python, as Python says it; "" where it is."""
    error = _refused(source, file)
    return "".join(traceback.format_exception_only(error)) if error else ""


def fault_line(source: str) -> int:
    """The line at which `source` is no Python; 0 where it is."""
    error = _refused(source, "")
    return getattr(error, "lineno", None) or 1 if error else 0


def _refused(source: str, file: str) -> Exception | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, file, "exec", ast.PyCF_ONLY_AST)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return error
    return None


def names(source: str) -> set[str]:
    """Every name that `source` binds; empty where it is no Python."""
    whole = tree(source)
    return set(_names(whole)) if whole else set()


def bound_again(source: str) -> dict[str, int]:
    """Names that one block of `source` binds twice, with the line where it does so again."""
    found: dict[str, int] = {}
    for node in ast.walk(tree(source) or ast.Module([], [])):
        for block in ("body", "orelse", "finalbody"):
            seen: set[str] = set()
            statements = getattr(node, block, None)
            for one in statements if isinstance(statements, list) else ():
                names = set(_bound_by(one))
                found.update(dict.fromkeys(names & seen, one.lineno))
                seen |= names
    return found


def _bound_by(statement: ast.AST) -> Iterator[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
    elif isinstance(statement, ast.Assign):
        yield from (one.id for one in statement.targets if isinstance(one, ast.Name))


def functions(source: str) -> set[str]:
    """The names of the functions that `source` defines."""
    return {one.name for one in _functions(source)}


def mute(source: str) -> set[str]:
    """The names of functions in `source` that give nothing back."""
    return {one.name for one in _functions(source) if not any(map(_gives, _own_nodes(one)))}


def _functions(source: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    whole = tree(source)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(whole) if isinstance(node, kinds)] if whole else []


def _own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """What stands in `function`, without the functions and classes in it."""
    for node in ast.iter_child_nodes(function):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            yield node
            yield from _own_nodes(node)


def _gives(node: ast.AST) -> bool:
    given = isinstance(node, ast.Return) and node.value is not None
    return given or isinstance(node, ast.Yield | ast.YieldFrom)


def _names(whole: ast.AST) -> Iterator[str]:
    for node in ast.walk(whole):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).split(".")[0]
        elif isinstance(node, ast.arg):
            yield node.arg


def _parsed(text: str, mode: str) -> ast.AST | None:
    try:
        with warnings.catch_warnings():
            # Python would write its doubts about the learner's code on our screen.
            warnings.simplefilter("ignore")
            parsed: ast.AST = compile(text, "<text>", mode, ast.PyCF_ONLY_AST)
            return parsed
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _expression(text: str) -> ast.expr | None:
    whole = _parsed(text.strip(), "eval")
    return whole.body if isinstance(whole, ast.Expression) else None


def _pattern(text: str) -> ast.expr | None:
    text = text.strip()
    if len(text) > LONGEST:
        return None
    wanted = _expression("_" + text if text.startswith(".") else text)
    return None if wanted is None or _anything(wanted) else wanted


def _same(wanted: ast.AST, node: ast.AST) -> bool:
    if _anything(wanted):
        return isinstance(node, ast.expr)
    if isinstance(wanted, ast.Name) and isinstance(node, ast.alias):
        return node.name == wanted.id
    if type(wanted) is not type(node):
        return False
    if isinstance(wanted, ast.Call) and isinstance(node, ast.Call):
        return _same(wanted.func, node.func) and _has_arguments(wanted, node)
    return all(
        _equal(value, getattr(node, name, None))
        for name, value in ast.iter_fields(wanted)
        if name not in _PLACES
    )


def _equal(wanted: object, value: object) -> bool:
    if isinstance(wanted, ast.AST):
        return isinstance(value, ast.AST) and _same(wanted, value)
    if isinstance(wanted, list):
        return (
            isinstance(value, list)
            and len(wanted) == len(value)
            and all(map(_equal, wanted, value))
        )
    return type(wanted) is type(value) and wanted == value


def _has_arguments(wanted: ast.Call, node: ast.Call) -> bool:
    named = {keyword.arg: keyword.value for keyword in node.keywords}
    return (
        len(wanted.args) <= len(node.args)
        and all(map(_same, wanted.args, node.args))
        and all(k.arg in named and _same(k.value, named[k.arg]) for k in wanted.keywords)
    )


def _anything(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "_"

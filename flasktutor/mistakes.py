"""Owns the common mistakes that need no author: recognised from code and run, said in words."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Iterator

from flasktutor import causes, patterns
from flasktutor.language import _
from flasktutor.runner.protocol import Observation, Raised, RunResult

NEEDS_CALL = ("app_context", "test_request_context", "test_client", "test_cli_runner")
"""Methods of an app that do nothing until they are called."""


def common(source: str, result: RunResult) -> str:
    """What is to be said of the most telling mistake in a failed answer; empty if none shows."""
    finders: tuple[Callable[[], str], ...] = (
        lambda: _syntax(result.exception),
        lambda: _missing_call(source),
        lambda: _unknown_name(result.exception, source),
        lambda: _missing_return(source, result.observations),
        lambda: _no_route(result.observations),
        lambda: raised(result.exception),
        lambda: result.explanation,
    )
    return next((text for find in finders if (text := find())), "")


def raised(exception: Raised | None) -> str:
    """What the knowledge base says of an exception; empty where it does not know it."""
    if exception is None:
        return ""
    found = causes.explain_error(exception.type, exception.message, context=exception.trace)
    return f"{found.means} {found.why}".strip() if found.known else ""


def _syntax(exception: Raised | None) -> str:
    if exception is None or exception.type not in ("SyntaxError", "IndentationError", "TabError"):
        return ""
    reason = exception.detail.get("reason") or exception.message
    text = _("Python cannot read line {line}: {reason}. Nothing was run.")
    return text.format(line=exception.line, reason=reason)


def _missing_call(source: str) -> str:
    """`with app.app_context:` and its like."""
    for name in _uncalled(source):
        text = _("`{name}` is only named here, not called: write `{name}()`.")
        return text.format(name=name)
    return ""


def _uncalled(source: str) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in NEEDS_CALL and id(node) not in called:
            yield ast.unparse(node)


def _unknown_name(exception: Raised | None, source: str) -> str:
    if exception is None or exception.type != "NameError":
        return ""
    name = str(exception.detail.get("name") or "")
    known = sorted(patterns.names(source) - {name})
    near = difflib.get_close_matches(name, [*known, *COMMON_NAMES], n=1)
    if near:
        text = _("Line {line} uses `{name}`, which is not known. Did you mean `{near}`?")
        return text.format(line=exception.line, name=name, near=near[0])
    text = _("Line {line} uses `{name}`, which was never defined or imported.")
    return text.format(line=exception.line, name=name)


COMMON_NAMES = ("app", "current_app", "g", "request", "session", "Flask", "url_for", "print")
"""What lessons have at hand without the snippet naming it."""


def _missing_return(source: str, seen: tuple[Observation, ...]) -> str:
    for each in seen:
        error = each.exception
        if (
            error
            and error.type == "TypeError"
            and "did not return a valid response" in error.message
        ):
            view = error.message.split("'")[1] if "'" in error.message else ""
            text = _("The view `{view}` returns nothing: is a `return` missing?")
            return text.format(view=view)
    return ""


def _no_route(seen: tuple[Observation, ...]) -> str:
    if any(each.status == 404 and each.exception is None for each in seen):
        return _("A request met no route (404): compare the path with the one you registered.")
    if any(each.status == 405 for each in seen):
        return _("The path is there, but not for this method (405): look at the decorator.")
    return ""

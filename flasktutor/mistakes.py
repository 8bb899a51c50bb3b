"""Owns the common mistakes that need no author: recognised from code and run, said in words."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from flasktutor import patterns
from flasktutor.language import _

if TYPE_CHECKING:
    from flasktutor.runner.protocol import Observation, Raised, RunResult

NEEDS_CALL = ("app_context", "test_request_context", "test_client", "test_cli_runner")
"""Methods of an app that do nothing until they are called."""
LONGEST_NAME = 60
"""How long a dotted name may be to be said whole."""


def common(source: str, result: RunResult) -> str:
    """What is to be said of the most telling mistake in a failed answer; empty if none shows."""
    seen = result.observations
    errors = [e for e in (result.exception, *(each.exception for each in seen)) if e]
    finders: tuple[Callable[[], str], ...] = (
        lambda: _unreadable(source),
        lambda: _syntax(result.exception),
        lambda: _missing_call(source),
        lambda: _first(_unknown_name(error, source) for error in errors),
        lambda: _first(map(_bad_return, errors)),
        lambda: _no_route(source, seen),
        lambda: _first(map(raised, errors)),
        lambda: result.explanation,
    )
    return _first(find() for find in finders)


def _first(texts: Iterable[str]) -> str:
    return next(filter(None, texts), "")


def raised(exception: Raised | None, *, looked: bool = False) -> str:
    """What the knowledge base says of an exception; empty where it does not know it.

    With `looked` the code has been looked at, and what the text only suggests is sure.
    """
    if exception is None:
        return ""
    # Only a failed run needs the knowledge base.
    from flasktutor import causes

    found = causes.explain_error(exception.type, exception.message, context=exception.trace)
    means = found.means if looked else found.headline
    return f"{means} {found.why}".strip() if found.known else ""


_UNREADABLE = re.compile("[\0\ud800-\udfff]")


def _unreadable(source: str) -> str:
    found = _UNREADABLE.search(source)
    if not found:
        return ""
    text = _("Line {line} holds a character that Python cannot read ({name}): delete it.")
    line = source.count("\n", 0, found.start()) + 1
    return text.format(line=line, name=f"U+{ord(found[0]):04X}")


def unread(source: str, result: RunResult) -> str:
    """Why Python could not even read the code; empty where it could."""
    return _unreadable(source) or _syntax(result.exception)


def _syntax(exception: Raised | None) -> str:
    if exception is None or exception.type not in ("SyntaxError", "IndentationError", "TabError"):
        return ""
    if not exception.line or exception.trace.startswith("Traceback"):
        # Raised by code that ran, such as `eval()`, or about no line of it.
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
    whole = patterns.tree(source)
    nodes = list(ast.walk(whole)) if whole else []
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr in NEEDS_CALL and id(node) not in called:
            # `ast.unparse` recurses deeper than some code that Python takes.
            written = " ".join((ast.get_source_segment(source, node) or "").split())
            yield written if len(written) <= LONGEST_NAME else f"….{node.attr}"


def _unknown_name(exception: Raised, source: str) -> str:
    name = str(exception.detail.get("name") or "")
    if exception.type != "NameError" or not name:
        return ""
    if exception.where != "snippet":
        return _("Your code is asked for `{name}`, and does not define it.").format(name=name)
    bound = patterns.names(source)
    if name in bound:
        text = _(
            "Line {line} uses `{name}` before it has a value, "
            "or outside the function that gives it one."
        )
        return text.format(line=exception.line, name=name)
    return raised(exception, looked=True) or _misspelt(exception, name, bound)


def _misspelt(exception: Raised, name: str, bound: set[str]) -> str:
    known = sorted({*exception.detail.get("near", ()), *bound, *COMMON_NAMES})
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1, cutoff=0.7)
    if near:
        text = _("Line {line} uses `{name}`, which is not known. Did you mean `{near}`?")
        return text.format(line=exception.line, name=name, near=near[0])
    text = _("Line {line} uses `{name}`, which was never defined or imported.")
    return text.format(line=exception.line, name=name)


COMMON_NAMES = ("current_app", "g", "request", "session", "url_for")
"""What may be meant though nobody imported it."""


def _bad_return(exception: Raised) -> str:
    """A view that returned nothing, or something that is no response."""
    message = exception.message
    if exception.type != "TypeError" or "did not return a valid response" not in message:
        return ""
    view = re.search(r"function for '(.*?)'", message)
    if view and "None" in message:
        text = _("The view `{view}` returns nothing: is a `return` missing?")
        return text.format(view=view[1])
    kind = re.search(r"it was an? ([\w.]*\w)", message)
    if kind:
        text = _("A view returns text, or a dictionary or list for JSON; this one gave `{kind}`.")
        return text.format(kind=kind[1])
    return ""


def _no_route(source: str, seen: tuple[Observation, ...]) -> str:
    aborts = patterns.found("abort()", source) or patterns.found("404", source)
    if any(each.status == 404 and each.exception is None for each in seen) and not aborts:
        return _("A request met no route (404): compare the path with the one you registered.")
    if any(each.status == 405 for each in seen):
        return _("The path is there, but not for this method (405): look at the decorator.")
    return ""

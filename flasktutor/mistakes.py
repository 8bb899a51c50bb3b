"""Owns the common mistakes that need no author: recognised from code and run, said in words."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from flasktutor import patterns
from flasktutor.language import _
from flasktutor.text import before_stop

if TYPE_CHECKING:
    from flasktutor.runner.protocol import Observation, Raised, RunResult

NEEDS_CALL = ("app_context", "test_request_context", "test_client", "test_cli_runner")
"""Methods of an app that do nothing until they are called."""
LONGEST_NAME = 60
"""How long a dotted name may be to be said whole."""


def common(source: str, result: RunResult) -> str:
    """What is to be said of the most telling mistake in a failed answer; empty if none shows."""
    return sure(source, result) or suggested(source, result)


def sure(source: str, result: RunResult) -> str:
    """What stands in the code, or is the error that a run or a request ended with."""
    errors = _errors(result)
    finders: tuple[Callable[[], str], ...] = (
        lambda: _unreadable(source),
        lambda: _syntax(result.exception),
        lambda: _missing_call(source),
        lambda: _of_errors(errors, source),
    )
    return _first(find() for find in finders)


def _errors(result: RunResult) -> list[Raised]:
    seen = (one.exception for one in result.observations)
    return [error for error in (result.exception, *seen) if error]


def suggested(source: str, result: RunResult) -> str:
    """What may be why, where the step itself has no word for it."""
    behind = [result.behind] if result.behind else []
    return _no_route(result.observations) or _of_errors(behind, source) or result.explanation


def _of_errors(errors: list[Raised], source: str) -> str:
    return (
        _first(_unknown_name(error, source) for error in errors)
        or _first(map(_bad_return, errors))
        or _first(_bad_hook(error, source) for error in errors)
        or _first(map(raised, errors))
    )


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
    reason = str(exception.detail.get("reason") or exception.message)
    text = _("Python cannot read line {line}: {reason}. Nothing was run.")
    said = text.format(line=exception.line, reason=before_stop(reason))
    return f"{said} {_in_own_words(exception, reason)}"


def _in_own_words(exception: Raised, reason: str) -> str:
    """What Python's `reason` means, in the language in use: the reason itself is English."""
    from flasktutor import causes  # as above

    found = causes.explain_error(exception.type, reason, context=exception.trace)
    means = "" if found.id == "syntax-error" else found.headline  # that line is named already
    return f"{means} {found.why}".strip()


def _missing_call(source: str) -> str:
    """`with app.app_context:` and its like."""
    for name in _uncalled(source):
        text = _("`{name}` is only named here, not called: write `{name}()`.")
        return text.format(name=name)
    return ""


def _uncalled(source: str) -> Iterator[str]:
    """Those methods that are used as if they had been called, or never used at all."""
    whole = patterns.tree(source)
    nodes = list(ast.walk(whole)) if whole else []
    for node in nodes:
        for held in _as_if_called(node, nodes):
            if isinstance(held, ast.Attribute) and held.attr in NEEDS_CALL:
                # `ast.unparse` recurses deeper than some code that Python takes.
                written = " ".join((ast.get_source_segment(source, held) or "").split())
                yield written if len(written) <= LONGEST_NAME else f"….{held.attr}"


def _as_if_called(node: ast.AST, nodes: list[ast.AST]) -> Iterator[ast.expr]:
    """What `node` uses as the object that a call would have given."""
    yield from _owned(node)
    if isinstance(node, ast.Expr):
        yield node.value
    elif (
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr in NEEDS_CALL
        and isinstance(node.targets[0], ast.Name)
    ):
        name = node.targets[0].id
        uses = [one for one in nodes if isinstance(one, ast.Name) and one.id == name]
        owned = {id(held) for one in nodes for held in _owned(one)}
        if all(id(one) in owned for one in uses if isinstance(one.ctx, ast.Load)):
            yield node.value


def _owned(node: ast.AST) -> Iterator[ast.expr]:
    """What `node` enters, or takes an attribute of: a function that is passed on is neither."""
    if isinstance(node, ast.With | ast.AsyncWith):
        yield from (item.context_expr for item in node.items)
    elif isinstance(node, ast.Attribute):
        yield node.value


def _unknown_name(exception: Raised, source: str) -> str:
    name = str(exception.detail.get("name") or "")
    if exception.type != "NameError" or not name:
        return ""
    if exception.where != "snippet" and (place := _written_file(exception.trace)):
        return _unknown_in_file(name, *place)
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


def _written_file(trace: str) -> tuple[str, str] | None:
    """The file, and the line of it, in which an error happened; None where it was in none."""
    frames = re.findall(r'^  File "([^"\n]+)", line (\d+)', trace, re.MULTILINE)
    return frames[-1] if frames else None


def _unknown_in_file(name: str, file: str, line: str) -> str:
    """Of a name in a file that the learner's code wrote: another file's names are not its own."""
    if name == "app":
        text = _(
            "Line {line} of {file} uses `{name}`, which is not known there. "
            "Where the app is not made, `current_app` of `flask` stands for it."
        )
    else:
        text = _("Line {line} of {file} uses `{name}`, which is not defined or imported there.")
    return text.format(line=line, file=file, name=name)


def _misspelt(exception: Raised, name: str, bound: set[str]) -> str:
    near = _likest(name, {*exception.detail.get("near", ()), *bound, *COMMON_NAMES})
    if near and name not in (*COMMON_NAMES, "self", "cls"):  # those are spelt right
        text = _("Line {line} uses `{name}`, which is not known. Did you mean `{near}`?")
        return text.format(line=exception.line, name=name, near=near)
    text = _("Line {line} uses `{name}`, which was never defined or imported.")
    return text.format(line=exception.line, name=name)


def _likest(name: str, known: set[str]) -> str:
    """The one of `known` most like `name`; of equals, what is no builtin and begins as it does."""
    from difflib import SequenceMatcher, get_close_matches

    def likeness(one: str) -> tuple[float, bool, bool, str]:
        ratio = SequenceMatcher(None, name, one).ratio()
        return ratio, not hasattr(builtins, one), one[:1] == name[:1], one

    return max(get_close_matches(name, known, n=5, cutoff=0.7), key=likeness, default="")


COMMON_NAMES = (
    "Blueprint", "Flask", "abort", "after_this_request", "copy_current_request_context",
    "current_app", "flash", "g", "get_flashed_messages", "has_app_context", "has_request_context",
    "jsonify", "make_response", "redirect", "render_template", "render_template_string", "request",
    "send_file", "send_from_directory", "session", "stream_template", "stream_template_string",
    "stream_with_context", "url_for",
)  # fmt: skip
"""What may be meant though nobody imported it."""


def no_attribute(exception: Raised | None) -> str:
    """That what stands before a dot has nothing of the name behind it."""
    if exception is None or exception.type != "AttributeError" or exception.where != "snippet":
        return ""
    found = re.match(r"'([\w.]+)' object has no attribute '(\w+)'", exception.message)
    if not found or found[1] == "NoneType":
        return ""
    text = _("Line {line} asks for `{name}`, and a `{kind}` has nothing of that name.")
    said = text.format(line=exception.line, name=found[2], kind=found[1])
    if near := re.search(r" Did you mean: '([^'\n]+)'\?$", exception.trace):
        return f"{said} " + _("Did you mean `{near}`?").format(near=near[1])
    return said


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


def lost_returns(source: str, solution: str, result: RunResult) -> set[str]:
    """The functions that give something back in `solution` only, where the run came upon None."""
    if not any(_NONE.search(error.message) for error in _errors(result)):
        return set()
    giving = patterns.functions(solution) - patterns.mute(solution)
    return giving & patterns.mute(source)


_NONE = re.compile("NoneType|returned None")


def no_return(name: str, result: RunResult) -> str:
    """What is said of a function that gives nothing back, or of the view that the run names."""
    view = _first(map(_bad_return, _errors(result)))
    return view or _("`{name}` returns nothing: is a `return` missing?").format(name=name)


def _bad_hook(exception: Raised, source: str) -> str:
    """A function of `after_request` that gives nothing back."""
    if "NoneType" not in exception.message:
        return ""
    whole = patterns.tree(source)
    for node in ast.walk(whole) if whole else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _is_mute_hook(node):
            text = _("The hook `{name}` gives no response back: is a `return` missing?")
            return text.format(name=node.name)
    return ""


def _is_mute_hook(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    marks = (one for one in node.decorator_list if isinstance(one, ast.Attribute))
    returns = (one for one in ast.walk(node) if isinstance(one, ast.Return))
    is_hook = any(mark.attr in ("after_request", "after_app_request") for mark in marks)
    return is_hook and not any(one.value for one in returns)


def _no_route(seen: tuple[Observation, ...]) -> str:
    missed = {each.status for each in seen if not each.routed and each.exception is None}
    if 404 in missed:
        return _("A request met no route (404): compare the path with the one you registered.")
    if 405 in missed:
        return _("The path is there, but not for this method (405): look at the decorator.")
    return ""

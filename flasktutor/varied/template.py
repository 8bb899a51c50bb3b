"""Owns templates: a question's text with the values of a seed, by jinja2, in a sandbox.

A template may look at its values and at nothing else. It cannot run for ever: only what is
named in `_ALLOWED` may stand in it, and its loops go over values or over a short `range`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from flasktutor.language import _

LONGEST = 8000
"""Characters that a template may hold, and that it may come out as."""
DEEPEST = 2
"""How many loops may stand in one another."""
LONGEST_RANGE = 20
_FILTERS = ("upper", "lower", "capitalize", "length", "join")
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const,
    nodes.If, nodes.For, nodes.CondExpr, nodes.Compare, nodes.Operand,
    nodes.And, nodes.Or, nodes.Not, nodes.Add, nodes.Sub, nodes.Mod, nodes.Neg,
    nodes.Getitem, nodes.Getattr, nodes.Filter, nodes.Call, nodes.Test,
)  # fmt: skip


class VaryError(Exception):
    """What is wrong with a template, and at which of its lines (0 where that is not known)."""

    def __init__(self, text: str, line: int = 0) -> None:
        super().__init__(text)
        self.line = line


def render(text: str, values: Mapping[str, object]) -> str:
    """The text with the values in it; raises `VaryError`."""
    if "{{" not in text and "{%" not in text and "{#" not in text:
        return text
    _refuse(text)
    made = ""
    try:
        for part in _compiled(text).generate(values):
            made += part
            if len(made) > LONGEST:
                raise VaryError(_("it comes out longer than {n} characters").format(n=LONGEST))
    except TemplateError as error:
        raise VaryError(str(error.message)) from None
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise VaryError(f"{type(error).__name__}: {error}") from None
    return made


def names_in(text: str) -> frozenset[str]:
    """The values that a template names; raises `VaryError` where it cannot be read."""
    _refuse(text)
    return frozenset(meta.find_undeclared_variables(_sandbox().parse(text)))


@cache
def _sandbox() -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    made.globals = {"range": _short_range}
    made.filters = {name: made.filters[name] for name in _FILTERS}
    return made


@cache
def _compiled(text: str) -> Template:
    return _sandbox().from_string(text)


def _short_range(*ends: int) -> range:
    made = range(*ends)
    if len(made) > LONGEST_RANGE:
        raise VaryError(_("a range has at most {n} numbers").format(n=LONGEST_RANGE))
    return made


@cache
def _refuse(text: str) -> None:
    """Raise a `VaryError` for what may not stand in a template."""
    if len(text) > LONGEST:
        raise VaryError(_("it is longer than {n} characters").format(n=LONGEST))
    try:
        parsed = _sandbox().parse(text)
    except TemplateSyntaxError as error:
        raise VaryError(str(error.message), error.lineno) from None
    except RecursionError:
        raise VaryError(_("its brackets stand too deep in one another")) from None
    for node, depth in _walk(parsed, 0):
        if not isinstance(node, _ALLOWED) or not _harmless(node):
            kind = type(node).__name__
            raise VaryError(_("`{kind}` may not stand in it").format(kind=kind), node.lineno)
        if depth > DEEPEST:
            text = _("more than {n} loops stand in one another").format(n=DEEPEST)
            raise VaryError(text, node.lineno)


def _harmless(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Call):
        return isinstance(node.node, nodes.Name) and node.node.name == "range"
    if isinstance(node, nodes.Getattr):
        return isinstance(node.node, nodes.Name) and node.node.name == "loop"
    if isinstance(node, nodes.For):
        return not node.recursive
    if isinstance(node, nodes.Name):
        return bool(node.name != "self")  # jinja2's own, for the template itself
    return True


def _walk(node: nodes.Node, depth: int) -> Iterator[tuple[nodes.Node, int]]:
    yield node, depth
    for child in node.iter_child_nodes():
        yield from _walk(child, depth + isinstance(child, nodes.For))

"""Owns templates: a question's text with the values of a seed, by jinja2, in a sandbox.

A template may look at its values and at nothing else. It cannot run for ever: only what is
named in `_ALLOWED` may stand in it, and its loops go over values or over a short `range`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, meta, nodes
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from flasktutor.language import _
from flasktutor.schema import nearest
from flasktutor.varied.template_faults import VaryError, barred, failed, unreadable

LONGEST = 8000
"""Characters that a template may hold, and that it may come out as."""
DEEPEST = 2
"""How many loops may stand in one another."""
LONGEST_RANGE = 20
LONGEST_LOOP = 200
"""How often a loop goes round at most: as often as a value has characters."""
_FILTERS = ("upper", "lower", "capitalize", "length")
_TESTS = ("defined", "divisibleby", "even", "odd")
_LOOP = "short loop"
"""A filter around what a loop goes over; no template can name it."""
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const,
    nodes.If, nodes.For, nodes.CondExpr, nodes.Compare, nodes.Operand,
    nodes.And, nodes.Or, nodes.Not, nodes.Add, nodes.Sub, nodes.Mod, nodes.Neg,
    nodes.Getitem, nodes.Getattr, nodes.Filter, nodes.Call, nodes.Test,
)  # fmt: skip


def render(text: str, values: Mapping[str, object]) -> str:
    """The text with the values in it; raises `VaryError`."""
    if "{{" not in text and "{%" not in text and "{#" not in text:
        return text
    _refuse(text)
    made = ""
    with _in_words():
        for part in _compiled(text).generate(values):
            made += part
            if len(made) > LONGEST:
                raise VaryError(_("it comes out longer than {n} characters").format(n=LONGEST))
    return made


def names_in(text: str) -> dict[str, int]:
    """The values that a template names, with the first line of each; raises as `render`."""
    _refuse(text)
    with _in_words():
        parsed = _sandbox().parse(text)
        named = meta.find_undeclared_variables(parsed)
        lines = [(node.lineno, node.name) for node in parsed.find_all(nodes.Name)]
    return {name: line for line, name in sorted(lines, reverse=True) if name in named}


def lines_of(text: str, values: Mapping[str, object]) -> list[int]:
    """For each line that comes out, the template's line; empty where that cannot be told.

    Each line of the template is marked, but for those whose end leaves no line behind.
    """
    marked = "\n".join(
        line if line.rstrip().endswith(("%}", "#}")) else f"{line}{_MARK}{number}{_MARK}"
        for number, line in enumerate(text.split("\n"), 1)
    )
    with contextlib.suppress(VaryError):
        parts = [line.split(_MARK) for line in render(marked, values).split("\n")]
        if "\n".join("".join(part[::2]) for part in parts) == render(text, values):
            return [int(part[1]) if len(part) > 1 else 0 for part in parts]
    return []


_MARK = "\ue000"
"""A character for private use: no program holds it."""


class _Missing(StrictUndefined):
    """What is not there, in our words as soon as it is used."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: Any = None,
        exc: type[Exception] = UndefinedError,
    ) -> None:
        told = hint if name is None else _not_there(obj, name, exc)
        super().__init__(told, obj, name, exc)  # type: ignore[arg-type]


def _not_there(obj: Any, name: Any, exc: type[Exception]) -> str:
    if issubclass(exc, SecurityError):
        return _("`{name}` of a value may not be looked at").format(name=name)
    if obj is missing:
        return _("there is no value `{name}`").format(name=name)
    return _("there is no `[{index}]` in this value").format(index=repr(name))


class _Sandbox(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset({"%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        # With a text it would fill in a pattern, which may ask for any width.
        if isinstance(left, str):
            raise VaryError(_("`%` is for numbers"))
        return super().call_binop(context, operator, left, right)


@cache
def _sandbox() -> _Sandbox:
    made = _Sandbox(
        undefined=_Missing, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    made.globals = {"range": _short_range}
    kept = {name: made.filters[name] for name in _FILTERS}
    made.filters = {**kept, "join": _short_join, _LOOP: _short_loop}
    made.tests = {name: made.tests[name] for name in _TESTS}
    return made


@cache
def _compiled(text: str) -> Template:
    parsed = _sandbox().parse(text)
    for loop in parsed.find_all(nodes.For):
        loop.iter = nodes.Filter(loop.iter, _LOOP, [], [], None, None, lineno=loop.lineno)
    return _sandbox().from_string(parsed)


def _short_range(*ends: int) -> range:
    made = range(*ends)
    if len(made) > LONGEST_RANGE:
        raise VaryError(_("a range has at most {n} numbers").format(n=LONGEST_RANGE))
    return made


def _short_join(values: Iterable[object], between: str = "") -> str:
    parts = list(map(str, values))
    if sum(map(len, parts)) + len(between) * len(parts) > LONGEST:
        raise VaryError(_("it comes out longer than {n} characters").format(n=LONGEST))
    return between.join(parts)


def _short_loop(values: Iterable[object]) -> list[object]:
    made = list(islice(values, LONGEST_LOOP + 1))
    if len(made) > LONGEST_LOOP:
        raise VaryError(_("a loop goes round at most {n} times").format(n=LONGEST_LOOP))
    return made


@contextlib.contextmanager
def _in_words() -> Iterator[None]:
    """Whatever the engine makes of a text is told of the text, at its line."""
    try:
        yield
    except VaryError as error:
        raise VaryError(str(error), error.line or _line(error)) from None
    except TemplateSyntaxError as error:
        raise VaryError(unreadable(str(error.message)), error.lineno) from None
    except (UndefinedError, SecurityError) as error:
        raise VaryError(str(error.message), _line(error)) from None
    except Exception as error:
        # Any text may come here, and the engine, with Python behind it, has many ways to refuse.
        raise VaryError(failed(error), _line(error)) from None


def _line(error: Exception) -> int:
    """The template's line at which the error came; 0 where it came at none."""
    line, tb = 0, error.__traceback__
    while tb is not None:
        if tb.tb_frame.f_code.co_filename == "<template>":
            line = tb.tb_lineno or 0
        tb = tb.tb_next
    return line


@cache
def _refuse(text: str) -> None:
    """Raise a `VaryError` for what may not stand in a template."""
    if len(text) > LONGEST:
        raise VaryError(_("it is longer than {n} characters").format(n=LONGEST))
    with _in_words():
        for node, depth in _walk(_sandbox().parse(text), 0):
            if told := _flaw(node):
                raise VaryError(told, node.lineno)
            if depth > DEEPEST:
                told = _("more than {n} loops stand in one another").format(n=DEEPEST)
                raise VaryError(told, node.lineno)


def _flaw(node: nodes.Node) -> str:
    """What is wrong with one node by itself."""
    if not isinstance(node, _ALLOWED) or not _harmless(node):
        return barred(type(node).__name__, getattr(node, "attr", ""))
    if isinstance(node, nodes.Filter) and node.name not in (known := [*_FILTERS, "join"]):
        told = _("there is no filter `{name}`.").format(name=node.name)
        return f"{told} {nearest(node.name, sorted(known))}"
    if isinstance(node, nodes.Test) and node.name not in _TESTS:
        told = _("there is no test `{name}`.").format(name=node.name)
        return f"{told} {nearest(node.name, list(_TESTS))}"
    return ""


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

"""Owns what is said of a template that cannot be used, to whoever wrote it."""

from __future__ import annotations

import re

from flasktutor.language import _

_KINDS = {
    "Mul": "*", "Pow": "**", "Div": "/", "FloorDiv": "//", "Pos": "+", "Concat": "~",
    "List": "[…]", "Tuple": "(…, …)", "Dict": "{…}", "Slice": "[…:…]", "Keyword": "…=…",
    "Call": "…()", "For": "recursive", "Name": "self",
    "Assign": "{% set %}", "AssignBlock": "{% set %}", "CallBlock": "{% call %}",
    "FromImport": "{% from %}", "FilterBlock": "{% filter %}",
    "ScopedEvalContextModifier": "{% autoescape %}",
}  # fmt: skip
"""What a node of the engine is in the text of a template."""
_ENDS = {"end of print statement": "}}", "end of statement block": "%}"}
_MESSAGE = 200
"""Characters of what the engine says that are passed on."""


class VaryError(Exception):
    """What is wrong with a template, and at which of its lines (0 where that is not known)."""

    def __init__(self, text: str, line: int = 0) -> None:
        super().__init__(text)
        self.line = line


def barred(kind: str, name: str) -> str:
    """What is said of a node that may not stand in a template; `name` is that of an attribute."""
    written = f".{name}" if kind == "Getattr" else _KINDS.get(kind, f"{{% {kind.lower()} %}}")
    return _("`{it}` may not stand in a template").format(it=written)


def unreadable(said: str) -> str:
    """What the engine says of a text that is no template, in our words where they are known."""
    if found := re.search(r"unknown tag '(\w+)'", said):
        tag = f"{{% {found[1]} %}}"
        closes = found[1].startswith("end") or found[1] in ("else", "elif")
        text = _("`{tag}` has no begin here") if closes else _("there is no tag `{tag}`")
        return text.format(tag=tag)
    if found := re.search(r"needs to be closed is '(\w+)'", said):
        tag, end = f"{{% {found[1]} %}}", f"{{% end{found[1]} %}}"
        return _("`{tag}` is not closed: `{end}` is missing").format(tag=tag, end=end)
    if found := re.fullmatch(r"expected token '(.+)', got '(.+)'", said, re.DOTALL):
        wanted, there = (_ENDS.get(one, one) for one in found.groups())
        text = _("`{wanted}` is expected here, and there is `{there}`")
        return text.format(wanted=wanted, there=_short(there))
    if found := re.fullmatch(r"unexpected '(.+)'", said, re.DOTALL):
        return _("`{it}` does not fit here").format(it=_short(_ENDS.get(found[1], found[1])))
    return _quoted(said)


def failed(error: Exception) -> str:
    """What is said of an error that came while the text was made."""
    if isinstance(error, ZeroDivisionError):
        return _("the rest of a division by 0 is asked for")
    if isinstance(error, RecursionError | MemoryError):
        return _("its brackets stand too deep in one another")
    kinds = _kinds() if isinstance(error, TypeError) else {}
    named = [kinds[one] for one in re.findall(r"\w+", str(error)) if one in kinds]
    if len(two := list(dict.fromkeys(named))) == 2:
        text = _("{one} and {other} do not go together here")
        return text.format(one=two[0], other=two[1])
    return _quoted(str(error) or type(error).__name__)


def _kinds() -> dict[str, str]:
    return {
        "int": _("a number"),
        "float": _("a number"),
        "str": _("a text"),
        "list": _("a list"),
        "dict": _("a mapping"),
        "NoneType": "`null`",
    }


def _quoted(said: str) -> str:
    return _("the template engine says: “{said}”").format(said=_short(said))


def _short(said: str) -> str:
    said = " ".join(said.split())
    return said if len(said) <= _MESSAGE else said[:_MESSAGE] + "…"

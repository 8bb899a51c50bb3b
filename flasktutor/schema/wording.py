"""Owns the `words` that a lesson's code says: what they may be, where they may stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from flasktutor.language import _
from flasktutor.schema.names import unknown_key
from flasktutor.yamlsource import Mapping as MappingNode
from flasktutor.yamlsource import Node, Scalar, Sequence

LONGEST = 200
"""Characters in one of them."""
_ASKED = re.compile(r"\{\{\s*words\.([^{}\n]*?)\s*\}\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
# What ends a string of Python, or begins something else in one or in a template.
_ENDS = re.compile("['\"\\\\{}`\n\r]")
_STAND_IN = "\x01"
"""Stands for a word in code that is looked at: no file may hold it."""


def given(node: Node | None, report: Callable[[Node, str], None]) -> dict[str, str]:
    """The texts that a mapping `words` gives, by name; what can be none is reported."""
    found: dict[str, str] = {}
    for name, (key, value) in (node.entries if isinstance(node, MappingNode) else {}).items():
        if not _NAME.fullmatch(name):
            report(key, _("a word is named by small letters, digits and `_`"))
        elif isinstance(value, Scalar) and (flaw := _flaw(value.text.strip())):
            report(value, flaw)
        elif isinstance(value, Scalar):
            found[name] = value.text.strip()
    return found


def _flaw(text: str) -> str:
    """Why a text could not stand in a string of any code; nothing where it can."""
    if not text:
        return _("this word is empty")
    if len(text) > LONGEST:
        return _("a word has at most {n} characters").format(n=LONGEST)
    if _ENDS.search(text):
        return _(
            "a word stands in strings of code: one line, without straight quotes, backticks, "
            "braces and backslashes (’ and “ ” may stand in it)"
        )
    return ""


def said(text: str, words: Mapping[str, str]) -> str:
    """`text` with the words in it; names that are not known stay."""
    return _ASKED.sub(lambda asked: words.get(asked[1], asked[0]), text)


def unknown(node: Scalar, words: Mapping[str, str]) -> Iterator[tuple[Node, str]]:
    """Each name in `node` that is none of `words`, where it stands, and what to say of it."""
    for asked in _ASKED.finditer(node.text):
        if asked[1] not in words:
            none = _("the lesson has no `words` of its own")
            yield _place(node, asked.start()), unknown_key(asked[1], words) if words else none


def outside(node: Scalar) -> Iterator[Node]:
    """The places of words that stand in `node`, which is Python, outside a string or comment."""
    if not _ASKED.search(node.text):
        return
    # Whoever writes no words into code starts without it.
    from pygments.lexers.python import PythonLexer
    from pygments.token import Comment, String

    at = [asked.start() for asked in _ASKED.finditer(node.text)]
    marked = _ASKED.sub(_STAND_IN, node.text)
    for _index, kind, text in PythonLexer().get_tokens_unprocessed(marked):
        for _each in range(text.count(_STAND_IN)):
            start = at.pop(0)
            if {String, Comment}.isdisjoint(kind.split()):
                yield _place(node, start)


def asking(node: Node) -> Iterator[Node]:
    """The places in `node`, or below it, where words are asked for."""
    if isinstance(node, Scalar):
        yield from (_place(node, asked.start()) for asked in _ASKED.finditer(node.text))
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from asking(item)
    elif isinstance(node, MappingNode):
        for _key, value in node.entries.values():
            yield from asking(value)


def _place(node: Scalar, start: int) -> Node:
    """Where the character `start` of the text stands in the file, as far as that is known."""
    if not node.literal:
        return node
    return Node(node.line + 1 + node.text.count("\n", 0, start), 1)

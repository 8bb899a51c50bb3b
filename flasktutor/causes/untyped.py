"""Owns which exception says a message that was pasted without its type."""

from __future__ import annotations

import re

from flasktutor.causes.model import FoundError

_SAID_BY = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"No module named '?[\w.]+'?(?:;.*)?$", "ModuleNotFoundError"),
        (r"cannot import name '\w+' from .+$", "ImportError"),
        (r"name '\w+' is not defined(?:\. Did you mean.*)?$", "NameError"),
        (r"(?:'[\w.]+' object|module '[\w.]+'|type object '\w+') has no attribute '\w+'",
         "AttributeError"),
        (r"'[\w.]+' object is not (?:callable|subscriptable|iterable)$", "TypeError"),
        (r"object of type '\w+' has no len\(\)$", "TypeError"),
        (r"unsupported operand type\(s\) for ", "TypeError"),
        (r"[\w.]+\(\) (?:takes \d+ positional|missing \d+ required|got an unexpected keyword) arg",
         "TypeError"),
        (r"invalid literal for int\(\) with base \d+: ", "ValueError"),
        (r"(?:list|tuple|string) index out of range$", "IndexError"),
        (r"\[Errno 2\] No such file or directory: '", "FileNotFoundError"),
        (r"\[Errno 13\] Permission denied: '", "PermissionError"),
        (r"maximum recursion depth exceeded", "RecursionError"),
    )
)  # fmt: skip


def named(text: str) -> FoundError | None:
    """The error that the first line of `text` is about which only one exception says; else None."""
    for line in filter(None, map(str.strip, text.split("\n"))):
        for said, kind in _SAID_BY:
            if said.match(line):
                return FoundError(type=kind, message=line, context=text)
    return None

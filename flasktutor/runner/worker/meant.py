"""Owns what Python adds to an error's message where it prints it: what may have been meant."""

from __future__ import annotations

import sys
import threading
import traceback
from typing import Any

from .fit import short

_WITH_A_HINT = (NameError, AttributeError, ImportError)


def hint(error: BaseException, message: str) -> str:
    """What Python writes behind `message`, that of `error`: ". Did you mean: 'route'?"; or "".

    It asks the object of a missing attribute what it has, which may be of the learner's and fail.
    """
    if not (isinstance(error, _WITH_A_HINT) and message):
        return ""
    try:
        printed = _printed(error)
    except BaseException:
        return ""
    found, rest = printed.rfind(": " + message), ""
    if found >= 0:
        rest = printed[found + 2 + len(message) :].split("\n")[0]
    return short(rest) if rest.startswith(". ") else ""


def _printed(error: BaseException) -> str:
    """The end of what Python prints of `error`."""
    if sys.version_info >= (3, 12):
        kind, trace = type(error), error.__traceback__
        told = traceback.TracebackException(kind, error, trace, lookup_lines=False)
        return "".join(told.format_exception_only())
    if sys.version_info < (3, 10):
        return ""
    return _by_the_interpreter(error)


def _by_the_interpreter(error: BaseException) -> str:
    """Before Python 3.12 only what is printed in the end holds it, and no text to be had."""
    aside = _Aside(sys.stderr)
    sys.stderr = aside
    try:
        sys.__excepthook__(type(error), error, error.__traceback__)
    finally:
        sys.stderr = aside.real
    return aside.text


class _Aside:
    """Takes what this thread writes, and passes on what others do."""

    def __init__(self, real: Any) -> None:
        self.real = real
        self.text = ""
        self._thread = threading.get_ident()

    def write(self, text: str) -> None:
        if threading.get_ident() == self._thread:
            self.text += text
        elif self.real is not None:
            self.real.write(text)

    def flush(self) -> None:
        if self.real is not None and threading.get_ident() != self._thread:
            self.real.flush()

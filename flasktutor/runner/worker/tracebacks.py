"""Owns tracebacks as text: without what is ours in them, and not longer than anybody reads."""

from __future__ import annotations

import os
import runpy
import traceback
from typing import Any, Callable

from .raised import bare

_LONGEST = 40_000
#: How frozen modules name their files, and others.
_RUNPY = ("<frozen runpy>", runpy.__file__)
_HERE = os.path.dirname(os.path.abspath(__file__))


def of(error: BaseException) -> str:
    """The traceback of `error`, from the first frame on that is none of this worker's."""
    return text(error, _from(error, lambda name: not is_ours(name)))


def of_program(error: BaseException) -> Any:
    """The frames of what ended a program: without ours, and those that ran it."""
    return _from(error, lambda name: not (is_ours(name) or name in _RUNPY))


def of_own(error: BaseException, own: Callable[[str], str]) -> Any:
    """The frames of `error` from the learner's first on, where there is one."""
    return _from(error, lambda name: bool(own(name)))


def text(error: BaseException, frames: Any) -> str:
    """A traceback that begins with `frames`."""
    try:
        whole = "".join(traceback.format_exception(type(error), error, frames))
    except BaseException as failure:  # a class of the learner's own can do anything
        whole = bare(error, failure)
    return cut(whole)


def cut(whole: str) -> str:
    """A traceback that is not too long: the end says what it is, the beginning where it began."""
    half = _LONGEST // 2
    return whole if len(whole) <= _LONGEST else f"{whole[:half]}\n…\n{whole[-half:]}"


def _from(error: BaseException, wanted: Callable[[str], bool]) -> Any:
    whole = rest = error.__traceback__
    while rest is not None and not wanted(rest.tb_frame.f_code.co_filename):
        rest = rest.tb_next
    return rest or whole


def is_ours(filename: str) -> bool:
    """Whether a file is one of this worker's."""
    return filename.startswith(os.path.join(_HERE, ""))

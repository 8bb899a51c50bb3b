"""Owns tracebacks as text: without what is ours in them, and not longer than anybody reads."""

from __future__ import annotations

import os
import traceback
from typing import Any

from .raised import bare

_LONGEST = 40_000
_HERE = os.path.dirname(os.path.abspath(__file__))


def of(error: BaseException) -> str:
    """The traceback of `error`, from the first frame on that is none of this worker's."""
    try:
        text = "".join(traceback.format_exception(type(error), error, without_ours(error)))
    except BaseException as failure:  # a class of the learner's own can do anything
        text = bare(error, failure)
    if len(text) <= _LONGEST:
        return text
    # The end says what it is, the beginning where it came from.
    half = _LONGEST // 2
    return f"{text[:half]}\n…\n{text[-half:]}"


def without_ours(error: BaseException) -> Any:
    """The frames of `error` from the first on that is none of this worker's."""
    whole = rest = error.__traceback__
    while rest is not None and is_ours(rest.tb_frame.f_code.co_filename):
        rest = rest.tb_next
    return rest or whole


def is_ours(filename: str) -> bool:
    """Whether a file is one of this worker's."""
    return filename.startswith(os.path.join(_HERE, ""))

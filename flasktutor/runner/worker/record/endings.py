"""Tells how a call ends, by the instruction its frame stands at: it returns, raises or pauses."""

from __future__ import annotations

import inspect
import opcode
from types import FrameType

_SUSPENDABLE = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
_SUSPENDED = {"YIELD_VALUE", "YIELD_FROM", "SEND", "RESUME", "RETURN_GENERATOR"}
_RETURNS = {"RETURN_VALUE", "RETURN_CONST"}


def is_left_by_error(frame: FrameType) -> bool:
    """Whether a frame that gives None at its end was left by an exception."""
    code = frame.f_code
    if frame.f_lasti < 0 or is_suspended(frame):
        return False
    return opcode.opname[code.co_code[frame.f_lasti]] not in _RETURNS


def is_suspended(frame: FrameType) -> bool:
    """Whether a generator or coroutine only pauses here."""
    code = frame.f_code
    if not code.co_flags & _SUSPENDABLE or frame.f_lasti < 0:
        return False
    # Before Python 3.11, `await` stands one instruction back, to be run again.
    at, following = code.co_code[frame.f_lasti], code.co_code[frame.f_lasti + 2 :][:1]
    return opcode.opname[at] in _SUSPENDED or (
        bool(following) and opcode.opname[following[0]] == "YIELD_FROM"
    )

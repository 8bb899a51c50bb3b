"""Turns an exception into plain data: what, where in the learner's own code, and why."""

from __future__ import annotations

import builtins
import difflib
import linecache
import os
import re
import traceback
from types import TracebackType
from typing import Any

OWN_FILES = {"snippet.py": "snippet", "setup.py": "setup"}
_LONGEST_TEXT = 4000
_MOST_FRAMES = 12
_LONGEST_NAME = 60
_MOST_NAMES = 5000


def describe(error: BaseException) -> dict[str, Any]:
    """The exception as the fields of the parent's `Raised`."""
    where, line = _place(error)
    detail = _detail(error)
    cause = _root_cause(error)
    if cause is not None:
        detail["cause"] = {
            "type": type(cause).__name__,
            "message": _text(cause),
            "line": _place(cause)[1],
        }
    return {
        "type": type(error).__name__,
        "message": _text(error),
        "line": line,
        "where": where,
        "trace": _trace(error),
        "detail": detail,
    }


def _text(error: BaseException) -> str:
    # An exception of the learner's own class can fail at being printed.
    try:
        text = str(error)
    except Exception as failure:
        text = f"<str() of it failed with {type(failure).__name__}>"
    return text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + "…"


def own_name(filename: str) -> str:
    """How a traceback names a file of the learner's: also one that the snippet itself wrote."""
    if filename in OWN_FILES:
        return filename
    try:
        folder = os.path.join(os.getcwd(), "")
    except OSError:  # the snippet removed it
        return ""
    return filename[len(folder) :] if filename.startswith(folder) else ""


def _own_frames(tb: TracebackType | None) -> list[tuple[str, int, str]]:
    frames = []
    while tb is not None:
        code = tb.tb_frame.f_code
        name = own_name(code.co_filename)
        if name:
            frames.append((name, tb.tb_lineno or 0, code.co_name))
        tb = tb.tb_next
    return frames


def _place(error: BaseException) -> tuple[str, int]:
    if isinstance(error, SyntaxError) and error.filename in OWN_FILES:
        return OWN_FILES[error.filename], error.lineno or 0
    frames = [frame for frame in _own_frames(error.__traceback__) if frame[0] in OWN_FILES]
    if not frames:
        return "elsewhere", 0
    filename, line, _name = frames[-1]
    return OWN_FILES[filename], line


def _trace(error: BaseException) -> str:
    frames = _own_frames(error.__traceback__)
    lines = ["Traceback (most recent call last):"] if frames else []
    for index, (filename, number, name) in enumerate(frames):
        if len(frames) > _MOST_FRAMES and 4 <= index < len(frames) - 4:
            if index == 4:
                lines.append(f"  … {len(frames) - 8} more calls …")
            continue
        lines.append(f'  File "{filename}", line {number}, in {name}')
        source = linecache.getline(filename, number).strip()
        if source:
            lines.append("    " + source)
    lines.append(_last_lines(error))
    return "\n".join(lines)


def _last_lines(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return "".join(traceback.format_exception_only(type(error), error)).rstrip("\n")
    text = _text(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _root_cause(error: BaseException) -> BaseException | None:
    seen = {id(error)}
    current, found = error, None
    while True:
        hidden = current.__suppress_context__
        following = current.__cause__ or (None if hidden else current.__context__)
        if following is None or id(following) in seen:
            return found
        seen.add(id(following))
        current = found = following


def _detail(error: BaseException) -> dict[str, Any]:
    kind = type(error)
    detail: dict[str, Any] = {
        "module": kind.__module__,
        "bases": [base.__name__ for base in kind.__mro__[1:-1]],
    }
    if isinstance(error, SyntaxError):
        detail.update(column=error.offset or 0, text=(error.text or "").rstrip("\n"))
        detail["reason"] = str(error.msg)
    elif isinstance(error, (NameError, AttributeError, ImportError)):
        detail["name"] = getattr(error, "name", None) or _quoted(error)
        if kind is NameError:
            detail["near"] = _near(error, detail["name"])
    elif isinstance(error, KeyError) and error.args:
        detail["name"] = _safe_repr(error.args[0])
    if isinstance(error, AttributeError) and getattr(error, "obj", None) is not None:
        detail["owner"] = type(error.obj).__name__
    if isinstance(getattr(error, "code", None), int):
        detail["code"] = error.code  # type: ignore[attr-defined]  # werkzeug's HTTP errors have it
    return detail


def _quoted(error: BaseException) -> str:
    # Before Python 3.10 the name stands in the message alone, last in quotes.
    found = re.findall(r"'([^']*)'", _text(error))
    return found[-1] if found else ""


def _near(error: BaseException, name: str) -> list[str]:
    """Names like `name` that could have been used where it was not known."""
    if len(name) > _LONGEST_NAME:
        return []
    tb = error.__traceback__
    while tb is not None and tb.tb_next is not None:
        tb = tb.tb_next
    scopes = [tb.tb_frame.f_locals, tb.tb_frame.f_globals] if tb is not None else []
    try:
        known = [key for scope in [*scopes, vars(builtins)] for key in list(scope)[:_MOST_NAMES]]
    except Exception:  # a class body may run in a mapping of the learner's own
        return []
    # Half the letters of a short name are not enough to call another like it.
    texts = {key for key in known if isinstance(key, str) and len(key) <= _LONGEST_NAME}
    return difflib.get_close_matches(name, texts, n=3, cutoff=0.7)


def _safe_repr(value: Any) -> str:
    try:
        return repr(value)[:200]
    except Exception:
        return object.__repr__(value)

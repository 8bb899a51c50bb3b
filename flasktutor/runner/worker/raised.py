"""Turns an exception into plain data: what, where in the learner's own code, and why."""

from __future__ import annotations

import builtins
import difflib
import itertools
import json
import linecache
import os
import re
import traceback
from types import TracebackType
from typing import Any, Iterator

from .fit import LONGEST_TEXT, short
from .guarding.refused import refused
from .meant import hint

OWN_FILES = {"snippet.py": "snippet", "setup.py": "setup"}
WORLD_FILE = "world.py"
_MOST_FRAMES = 12
_MOST_PARTS = 10
_LONGEST_NAME = 60
_MOST_NAMES = 5000
_MOST_BASES = 20
_LARGEST_NUMBER = 2**53


def describe(error: BaseException) -> dict[str, Any]:
    """The exception as the fields of the parent's `Raised`.

    Whatever the learner's own class does, even to its metaclass: what cannot be asked
    of it is left out.
    """
    try:
        told = _described(error)
        # An attribute may be of any kind, though Python's own are not.
        json.dumps(told)
    except BaseException as failure:
        return _bare(error, failure)
    return told


def _described(error: BaseException) -> dict[str, Any]:
    where, line = _place(error)
    detail = _detail(error)
    cause = _root_cause(error)
    if cause is not None:
        detail["cause"] = {
            "type": class_name(type(cause)),
            "message": _text(cause),
            "line": _place(cause)[1],
        }
    parts = [f"{class_name(type(one))}: {_text(one)}" for one in _leaves(error)]
    if parts:
        detail["parts"] = parts[:_MOST_PARTS]
    return {
        "type": class_name(type(error)),
        "message": _text(error),
        "line": line,
        "where": where,
        "trace": _trace(error),
        "detail": detail,
    }


def _leaves(error: BaseException) -> Iterator[BaseException]:
    """The errors that a group holds, however deep; none for an error by itself."""
    inside = getattr(error, "exceptions", ())
    for one in inside if isinstance(inside, tuple) else ():
        if isinstance(one, BaseException) and one is not error:
            deeper = list(itertools.islice(_leaves(one), _MOST_PARTS))
            yield from deeper or [one]


def _bare(error: BaseException, failure: BaseException) -> dict[str, Any]:
    """What can be said of an error that does not let itself be looked at."""
    frames = [one for one in _own_frames(_TRACEBACK.__get__(error)) if one[0] in OWN_FILES]
    filename, line, _name = frames[-1] if frames else ("", 0, "")
    trace = bare(error, failure)
    name, _colon, message = trace.partition(": ")
    return {
        "type": name,
        "message": message,
        "line": line,
        "where": OWN_FILES.get(filename, "elsewhere"),
        "trace": trace,
        "detail": {},
    }


def bare(error: BaseException, failure: BaseException) -> str:
    """The last line of a traceback, where looking at the error raised a `failure`."""
    name, why = class_name(type(error)), class_name(type(failure))
    return f"{name}: <looking at it failed with {why}>"


def class_name(kind: type) -> str:
    """A class's name, without asking its metaclass, which may be the learner's."""
    return short(str(_NAME.__get__(kind)))


_NAME, _MRO = type.__dict__["__name__"], type.__dict__["__mro__"]
_TRACEBACK: Any = BaseException.__dict__["__traceback__"]


def _text(error: BaseException) -> str:
    # An exception of the learner's own class can fail at being printed, and even end the process.
    try:
        text = str(error)
    except BaseException as failure:
        text = f"<str() of it failed with {class_name(type(failure))}>"
    # As plain as a text can be: it may be of a class of the learner's.
    return short(str.__str__(text))


def own_name(filename: str) -> str:
    """How a traceback names a file of the learner's: also one that the snippet itself wrote."""
    if filename in OWN_FILES:
        return filename
    try:
        folder = os.path.join(os.getcwd(), "")
    except OSError:  # the snippet removed it
        return ""
    inside = filename.startswith(folder) and "site-packages" not in filename
    return filename[len(folder) :] if inside else ""


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
    line = _in_world(error)
    if line:
        return "world", line
    if isinstance(error, SyntaxError) and error.filename in OWN_FILES:
        return OWN_FILES[error.filename], _number(error.lineno)
    frames = [frame for frame in _own_frames(error.__traceback__) if frame[0] in OWN_FILES]
    if not frames:
        return "elsewhere", 0
    filename, line, _name = frames[-1]
    return OWN_FILES[filename], line


def _in_world(error: BaseException) -> int:
    """The line of the world that raised it by itself; 0 where it did not.

    What the world's lines call, such as a proxy that is unbound, may well raise.
    """
    if isinstance(error, SyntaxError) and error.filename == WORLD_FILE:
        return _number(error.lineno)
    tb = error.__traceback__
    while tb is not None and tb.tb_next is not None:
        tb = tb.tb_next
    is_there = tb is not None and tb.tb_frame.f_code.co_filename == WORLD_FILE
    return (tb.tb_lineno or 0) if tb is not None and is_there else 0


def _trace(error: BaseException) -> str:
    frames = _own_frames(error.__traceback__)
    lines = ["Traceback (most recent call last):"] if frames else []
    for index, (filename, number, name) in enumerate(frames):
        if len(frames) > _MOST_FRAMES and 4 <= index < len(frames) - 4:
            if index == 4:
                lines.append(f"  … {len(frames) - 8} more calls …")
            continue
        lines.append(f'  File "{short(filename)}", line {number}, in {short(name)}')
        source = linecache.getline(filename, number).strip()
        if source:
            lines.append("    " + short(source))
    lines.append(_last_lines(error))
    return "\n".join(lines)


def _last_lines(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        text = "".join(traceback.format_exception_only(type(error), error)).rstrip("\n")
        return text if len(text) <= 3 * LONGEST_TEXT else f"{type(error).__name__}: {_text(error)}"
    text = _text(error)
    name = class_name(type(error))
    return f"{name}: {text}{hint(error, text)}" if text else name


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
    bases = _MRO.__get__(kind)[1:-1][:_MOST_BASES]
    detail: dict[str, Any] = {
        "module": short(str(kind.__module__)),
        "bases": [class_name(base) for base in bases],
    }
    if isinstance(error, SyntaxError):
        text = short(str(error.text or "").rstrip("\n"))
        detail.update(column=_number(error.offset), text=text, reason=short(str(error.msg)))
    elif isinstance(error, (NameError, AttributeError, ImportError)):
        detail["name"] = short(str(getattr(error, "name", None) or _quoted(error)))
        if kind is NameError:
            detail["near"] = _near(error, detail["name"])
    elif isinstance(error, KeyError) and error.args:
        detail["name"] = _safe_repr(error.args[0])
    if isinstance(error, AttributeError) and getattr(error, "obj", None) is not None:
        detail["owner"] = class_name(type(error.obj))
    if isinstance(getattr(error, "code", None), int):
        detail["code"] = _number(error.code)  # type: ignore[attr-defined]  # werkzeug's HTTP errors have it
    bound = refused(error)
    if bound:
        detail["refused"] = bound
    return detail


def _number(value: Any) -> int:
    number = int(value) if isinstance(value, int) else 0
    return number if abs(number) <= _LARGEST_NUMBER else 0


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
    # Letters of another case count as others there, and are the likeliest slip of all.
    same = sorted(text for text in texts if text.casefold() == name.casefold())
    return [*same, *difflib.get_close_matches(name, texts - set(same), n=3, cutoff=0.7)][:3]


def _safe_repr(value: Any) -> str:
    try:
        return str.__str__(repr(value))[:200]
    except BaseException:
        return object.__repr__(value)

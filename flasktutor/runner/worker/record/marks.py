"""Notices what no signal tells: a proxy handed over, a context in two lanes, an unsaved session."""

from __future__ import annotations

import inspect
from types import FrameType
from typing import Any, Iterator

import flask
import flask.sessions

from .lanes import Lane

_PROXY = type(flask.request)
_NAMES = {
    id(flask.current_app): "current_app",
    id(flask.g): "g",
    id(flask.request): "request",
    id(flask.session): "session",
}
_PLAIN = (str, int, float, bool, bytes, type(None))
_LONGEST = 20_000


def proxies_given(frame: FrameType) -> Iterator[str]:
    """The names of the proxies that a function was called with, as they came, not followed."""
    code = frame.f_code
    count = code.co_argcount + code.co_kwonlyargcount
    count += bool(code.co_flags & inspect.CO_VARARGS) + bool(code.co_flags & inspect.CO_VARKEYWORDS)
    given = frame.f_locals
    for name in code.co_varnames[:count]:
        value = given.get(name)
        for one in value if type(value) is tuple else (value,):
            if type(one) is _PROXY:
                yield proxy_name(one) or name


def proxy_name(value: Any) -> str:
    """Which of Flask's proxies a value is; "" where it is none."""
    return _NAMES.get(id(value), "") if type(value) is _PROXY else ""


class PushCounts:
    """Which context objects are pushed, in which lane, and how often."""

    def __init__(self) -> None:
        self._by_object: dict[int, tuple[Any, list[Lane]]] = {}

    def pushed(self, context: Any, lane: Lane) -> Lane | None:
        """Note a push; the other lane in which this very object is pushed already."""
        lanes = self._by_object.setdefault(id(context), (context, []))[1]
        lanes.append(lane)
        return next((one for one in lanes if one is not lane), None)

    def popped(self, context: Any, lane: Lane) -> None:
        """Note a pop."""
        lanes = self._by_object.get(id(context), (None, []))[1]
        if lane in lanes:
            lanes.remove(lane)
        if not lanes:
            self._by_object.pop(id(context), None)


def contents(session: Any) -> dict[str, str]:
    """What values that can be changed in place look like, by their key in a session."""
    if not isinstance(session, dict):
        return {}
    found = {}
    for key, value in dict.items(session):
        if type(value) not in _PLAIN:
            text = _shown(value)
            if text:
                found[str(key)] = text
    return found


def unsaved(app: flask.Flask, session: Any, before: dict[str, str]) -> list[str]:
    """The keys whose values were changed in place since `before`, where Flask did not save them.

    Only of Flask's own sessions it is known when they are saved.
    """
    changed = [key for key, text in contents(session).items() if before.get(key, text) != text]
    interface = app.session_interface
    plain = flask.sessions.SecureCookieSessionInterface
    if not changed or type(interface).save_session is not plain.save_session:
        return []
    return [] if interface.should_set_cookie(app, session) else changed


def _shown(value: Any) -> str:
    """`value` as text, "" where that cannot be had or is very long."""
    try:
        text = repr(value)
    except Exception:  # it may be of the learner's own class
        return ""
    return text if len(text) <= _LONGEST else ""

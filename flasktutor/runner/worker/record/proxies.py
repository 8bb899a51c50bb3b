"""Looks at what Flask's four proxies resolve to right now, without leaving a mark."""

from __future__ import annotations

import contextlib
import inspect
import re
import reprlib
from typing import Any, Callable

import flask
import flask.ctx

_WIDEST = 60
_MOST_NAMES = 20
_LONGEST = 500  # it is noted again and again
_PLAIN = (str, int, float, bool, type(None))
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")

#: From Flask 3.2 on, a request lives in the app context, which is asked whether it has one.
ONE_CONTEXT = hasattr(flask.ctx.AppContext, "has_request")


class Proxies:
    """The proxies as this process sees them."""

    one_context = ONE_CONTEXT

    def __init__(self) -> None:
        self._g, self._request = _follow(flask.g), _follow(flask.request)
        #: Since Flask 3.1.3 to follow the proxy is to mark the session as used.
        self._marks_session = isinstance(
            inspect.getattr_static(context_of_requests(), "session", None), property
        )
        self._repr = reprlib.Repr()
        self._repr.maxstring = self._repr.maxother = _WIDEST

    def g(self) -> Any:
        """The real `g`, which each app context has for itself; None when there is none."""
        return self._g() if flask.has_app_context() else None

    def request(self) -> Any:
        """The real request; None when there is none."""
        return self._request() if flask.has_request_context() else None

    def app(self) -> Any:
        """The real current app."""
        return _follow(flask.current_app)()

    def session(self) -> Any:
        """The real session; None before it is opened. To be asked for once in a request."""
        try:
            found = _follow(flask.session)()
        except Exception:
            return None
        if self._marks_session:
            # Nobody else has looked yet; with the mark, Flask would add `Vary: Cookie`.
            with contextlib.suppress(Exception):
                found.accessed = False
        return found

    def contents(self, g: Any) -> dict[str, str]:
        """The names set in a `g`, and what their values look like."""
        names = list(g)[:_MOST_NAMES]
        return {str(name)[:_LONGEST]: self._shown(g.get(name))[:_LONGEST] for name in names}

    def _shown(self, value: Any) -> str:
        # The usual cases first, for which the rest is slow.
        if type(value) in _PLAIN:
            return _cut(repr(value))
        try:
            shown: Any = type(value).__repr__
            if shown is object.__repr__:
                return _cut(repr(value).partition(" at 0x")[0] + ">")
            return _ADDRESS.sub("", self._repr.repr(value))
        except BaseException:  # it may be of the learner's own class, and do anything
            return f"<{type(value).__name__}>"


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else text[:_WIDEST] + "…"


def context_of_requests() -> Any:
    """The class of the context that is pushed for a request."""
    return flask.ctx.AppContext if ONE_CONTEXT else flask.ctx.RequestContext


def request_line(request: Any) -> str:
    """A request's method and path."""
    query = request.query_string.decode("latin-1")
    return f"{request.method} {request.path}" + (f"?{query}" if query else "")


def keys(session: Any) -> tuple[str, ...]:
    """The keys of a session."""
    try:
        return tuple(str(key)[:_LONGEST] for key in session)[:_MOST_NAMES]
    except Exception:  # not opened yet, or of a class that cannot be gone through
        return ()


def _follow(proxy: Any) -> Callable[[], Any]:
    """What gives the real object, and fails where there is none."""
    follow: Callable[[], Any] = proxy._get_current_object
    return follow

"""Looks at what Flask's four proxies resolve to right now, without leaving a mark."""

from __future__ import annotations

import contextlib
import re
import reprlib
from typing import Any, Dict, Optional, Tuple

import flask
import flask.ctx
from flask import current_app, g, has_app_context, has_request_context, request, session

_WIDEST = 60
_MOST_NAMES = 20

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")

State = Dict[str, Any]

#: From Flask 3.2 on, a request lives in the app context; a class for it is gone.
ONE_CONTEXT = "RequestContext" not in vars(flask.ctx)


class Proxies:
    """The proxies as this process sees them. Each push of a context makes a new key."""

    one_context = ONE_CONTEXT

    def __init__(self) -> None:
        context = flask.ctx.AppContext if ONE_CONTEXT else flask.ctx.RequestContext
        #: Since Flask 3.1.3 to follow the proxy is to mark the session as used.
        self._marks_session = isinstance(vars(context).get("session"), property)
        self._repr = reprlib.Repr()
        self._repr.maxstring = self._repr.maxother = _WIDEST

    def app_key(self) -> Optional[int]:
        """What tells one pushed app context from another; None when there is none."""
        # Each app context has a `g` of its own.
        return id(g._get_current_object()) if has_app_context() else None  # type: ignore[attr-defined]

    def request_key(self) -> Optional[int]:
        """What tells one request from another; None when there is none."""
        if not has_request_context():
            return None
        return id(request._get_current_object())  # type: ignore[attr-defined]

    def app_name(self) -> str:
        """The name of the current app."""
        return str(current_app.name)

    def request_line(self) -> str:
        """The current request's method and path."""
        query = request.query_string.decode("latin-1")
        return f"{request.method} {request.path}" + (f"?{query}" if query else "")

    def session_object(self) -> Any:
        """The real session behind the proxy, to be held on to; None before it is opened."""
        try:
            found = session._get_current_object()  # type: ignore[attr-defined]
        except Exception:
            return None
        if self._marks_session:
            # Nobody else has looked yet; with the mark, Flask would add `Vary: Cookie`.
            with contextlib.suppress(Exception):
                found.accessed = False
        return found

    def state(self, opened: Any) -> State:
        """What each proxy resolves to, None where unbound; `opened` is the session held."""
        found: State = {"current_app": None, "g": None, "request": None, "session": None}
        if has_app_context():
            found["current_app"] = self.app_name()
            found["g"] = self._contents()
        if has_request_context():
            found["request"] = self.request_line()
            found["session"] = _keys(opened)
        return found

    def _contents(self) -> Dict[str, str]:
        names = [str(name) for name in g][:_MOST_NAMES]
        return {name: self._shown(g.get(name)) for name in names}

    def _shown(self, value: Any) -> str:
        try:
            return _ADDRESS.sub("", self._repr.repr(value))
        except Exception:
            return f"<{type(value).__name__}>"


def _keys(opened: Any) -> Tuple[str, ...]:
    try:
        return tuple(str(key) for key in opened)[:_MOST_NAMES]
    except Exception:  # not opened yet, or of a class that cannot be gone through
        return ()

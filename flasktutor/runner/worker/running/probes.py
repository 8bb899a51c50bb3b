"""Looks at what a snippet left behind: its app's responses, the values of expressions."""

from __future__ import annotations

import contextlib
import json
from typing import Any, Dict, Iterator

from flask import Flask, got_request_exception, request, request_started

from .. import wire
from ..fit import is_small, short
from ..raised import describe
from .contexts import call_arguments, pushed

_LONGEST_BODY = 64 * 1024
_MOST_HEADERS = 60

Namespace = Dict[str, Any]


def observe(probe: dict[str, Any], namespace: Namespace) -> dict[str, Any]:
    """The fields of the parent's `Observation`; an exception is one of them."""
    try:
        if probe["requests"]:
            app = _app(probe, namespace)
            return _responses(app, probe["requests"], follow=probe["follow"])
        return _value(probe, namespace)
    except BaseException as error:  # even SystemExit: the probe's end, not the run's
        return {"exception": describe(error)}


def _app(probe: dict[str, Any], namespace: Namespace) -> Flask:
    expression = probe["app"] or "app"
    app = eval(compile(expression, "probe.py", "eval", dont_inherit=True), namespace)
    if not isinstance(app, Flask):
        raise TypeError(f"{expression} is not a Flask application: {app!r:.80}")
    return app


def _responses(app: Flask, requests: list[dict[str, Any]], *, follow: bool) -> dict[str, Any]:
    client = app.test_client()
    seen: dict[str, Any] = {}
    for each in requests:
        with handled(app) as caught, _routed(app) as routed:
            response = client.open(each["path"], follow_redirects=follow, **call_arguments(each))
            body = response.get_data()
        seen = {
            "status": response.status_code,
            "body": body[:_LONGEST_BODY].decode("utf-8", "backslashreplace"),
            "headers": _joined(response.headers),
            "routed": all(routed),
        }
        if response.is_json:
            value = response.get_json(silent=True)
            if value is not None or body.strip() == b"null":
                seen.update(_json(value))
        if caught:
            seen["exception"] = describe(caught[-1])
    return seen


@contextlib.contextmanager
def handled(app: Flask | None = None) -> Iterator[list[BaseException]]:
    """What views of `app`, or of any, raised while Flask turned it into a status of 500."""
    found: list[BaseException] = []

    def keep(_sender: Flask, exception: BaseException, **_more: Any) -> None:
        found.append(exception)

    sender = {} if app is None else {"sender": app}
    with got_request_exception.connected_to(keep, **sender):
        yield found


@contextlib.contextmanager
def _routed(app: Flask) -> Iterator[list[bool]]:
    """For each request that `app` begins, whether its path and method met a route."""
    found: list[bool] = []

    def keep(_sender: Flask, **_more: Any) -> None:
        found.append(request.routing_exception is None)

    with request_started.connected_to(keep, sender=app):
        yield found


def _joined(headers: Any) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in list(headers.items())[:_MOST_HEADERS]:
        joined[name] = short(f"{joined[name]}, {value}" if name in joined else value)
    return joined


def _value(probe: dict[str, Any], namespace: Namespace) -> dict[str, Any]:
    context = probe["context"]
    app = None if context["kind"] == "none" else _app(probe, namespace)
    code = compile(probe["expression"].strip(), "probe.py", "eval", dont_inherit=True)
    with pushed(app, context):
        value = eval(code, namespace)
        return {"repr": str.__str__(repr(value))[:_LONGEST_BODY], **_json(value)}


def _json(value: Any) -> dict[str, Any]:
    """`value` as the report's JSON, where it is JSON and not too much of it."""
    try:
        text = json.dumps(value, allow_nan=False)
        plain = wire.read(text.encode("ascii")) if len(text) <= _LONGEST_BODY else None
    except (TypeError, ValueError, RecursionError):
        return {}
    fits = len(text) <= _LONGEST_BODY and is_small(plain)
    return {"json": plain, "has_json": True} if fits else {}

"""Pushes the context that a step names: nothing, an app context, or a test request context."""

from __future__ import annotations

import contextlib
import io
from typing import Any, ContextManager

from flask import Flask


def call_arguments(request: dict[str, Any]) -> dict[str, Any]:
    """A request as keywords of `test_request_context()` and of the test client."""
    arguments: dict[str, Any] = {"method": request["method"], "headers": request["headers"]}
    if request["has_json"]:
        arguments["json"] = request["json"]
    elif request["form"] is not None or request["files"]:
        arguments["data"] = {**(request["form"] or {}), **_uploads(request["files"])}
    return arguments


def _uploads(files: dict[str, Any]) -> dict[str, Any]:
    """What Werkzeug takes for files: a stream and the name, by field."""
    return {field: (io.BytesIO(text.encode()), name) for field, (name, text) in files.items()}


def pushed(app: Flask | None, context: dict[str, Any]) -> ContextManager[Any]:
    """A context manager that pushes `context` on `app`; without an app, nothing."""
    if app is None or context["kind"] == "none":
        return contextlib.nullcontext()
    if context["kind"] == "app":
        return app.app_context()
    request = context["request"]
    return app.test_request_context(request["path"], **call_arguments(request))

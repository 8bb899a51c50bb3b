"""Pushes the context that a step names: nothing, an app context, or a test request context."""

from __future__ import annotations

import contextlib
from typing import Any, ContextManager

from flask import Flask


def call_arguments(request: dict[str, Any]) -> dict[str, Any]:
    """A request as keywords of `test_request_context()` and of the test client."""
    arguments: dict[str, Any] = {"method": request["method"], "headers": request["headers"]}
    if request["has_json"]:
        arguments["json"] = request["json"]
    elif request["form"] is not None:
        arguments["data"] = request["form"]
    return arguments


def pushed(app: Flask | None, context: dict[str, Any]) -> ContextManager[Any]:
    """A context manager that pushes `context` on `app`; without an app, nothing."""
    if app is None or context["kind"] == "none":
        return contextlib.nullcontext()
    if context["kind"] == "app":
        return app.app_context()
    request = context["request"]
    return app.test_request_context(request["path"], **call_arguments(request))

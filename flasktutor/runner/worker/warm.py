"""Imports Flask and takes it through one request, so that no snippet waits for that."""

from __future__ import annotations

import importlib
import sys
from typing import Any

_OLDEST = (2, 3)
_WARM_ROUNDS = 8


def up() -> dict[str, Any]:
    """The versions found, or `failed`: `no-flask`, `old-flask` or `broken-flask`."""
    python = sys.version.split()[0]
    try:
        import flask
    except ModuleNotFoundError as error:
        kind = "no-flask" if error.name == "flask" else "broken-flask"
        return {"failed": kind, "detail": str(error), "python": python}
    except Exception as error:
        detail = f"{type(error).__name__}: {error}"
        return {"failed": "broken-flask", "detail": detail, "python": python}
    version = _version()
    if _numbers(version) < _OLDEST:
        return {"failed": "old-flask", "detail": version, "python": python}
    # Several times: Python makes code faster that has run a few times.
    for _ in range(_WARM_ROUNDS):
        rehearse(flask)
    # Used by the report of nearly every run.
    for module in ("faulthandler", "linecache", "traceback"):
        __import__(module)
    # By recorded runs, which others do not pay for.
    importlib.import_module(".record", __package__)
    return {"flask": version, "python": python}


def _version() -> str:
    # Flask's own `__version__` is gone from 3.2 on.
    from importlib.metadata import version

    return version("flask")


def _numbers(version: str) -> tuple[int, ...]:
    """The first two numbers of a version, also of one such as `3.2rc1`."""
    import re

    return tuple(map(int, re.findall(r"\d+", version)[:2]))


def rehearse(flask: Any) -> None:
    """Do once with the module `flask` what snippets do."""
    app = flask.Flask("warm")
    app.add_url_rule("/<name>", view_func=lambda name: {"hello": name})
    with app.test_request_context("/warm?name=up"):
        flask.request.args.get("name")
    app.test_client().get("/warm").get_json()

"""Owns reading requests as a person types them."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from flasktutor import typed_json
from flasktutor.errors import UsageError
from flasktutor.language import _
from flasktutor.runner.protocol import HttpRequest

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_WITHOUT_BODY = ("GET", "HEAD", "DELETE", "OPTIONS")
_KEYS = ("path", "method", "headers", "form", "json")


def read_requests(words: Iterable[str]) -> tuple[HttpRequest, ...]:
    """The requests in a command line's words; without any, `GET /`.

    A request is `/path`, `POST /path key=value`, `POST /path {JSON}`, in one word or
    in several, or a JSON object with the keys of `HttpRequest`. Raises TutorError.
    """
    groups: list[list[str]] = []
    for word in words:
        if groups and not _begins(word, groups[-1]):
            groups[-1].append(word)
        else:
            groups.append([word])
    return tuple(_read(" ".join(map(_quoted, group))) for group in groups) or (HttpRequest(),)


def is_request(word: str) -> bool:
    """Whether the first word is a request, so that no app is named: `/home`, `POST`, `{"path": …`.

    A path is an app where `flask --app` would find a module there: a folder alone is none.
    """
    if not word.startswith("/"):
        return word.startswith("{") or word.split(" ")[0] in METHODS
    place = word.split(":")[0].rstrip("/") or "/"
    modules = (place, f"{place}.py", f"{place}/__init__.py")
    return not any(map(os.path.isfile, modules))


def _begins(word: str, before: list[str]) -> bool:
    first = word.split(" ")[0]
    if first.upper() in METHODS:
        return True
    if before[-1].upper() in METHODS:
        return False
    return word.startswith("/") or (word.startswith("{") and before[0].upper() not in METHODS)


def _quoted(word: str) -> str:
    # A word that the shell gave whole may hold blanks of its own.
    key, equals, value = word.partition("=")
    return f"{key}={shlex.quote(value)}" if equals and key.isidentifier() else word


def _read(text: str) -> HttpRequest:
    text = text.strip()
    if text.startswith("{"):
        return _from_json(text)
    method, rest = "", text
    first, _blank, after = text.partition(" ")
    if first.upper() in METHODS:
        method, rest = first.upper(), after.strip()
    path, _blank, body = rest.partition(" ")
    if not path.startswith("/"):
        raise _misunderstood(text, _("a path starts with /, such as /hello"))
    return _with_body(text, method, path, body.strip())


def _with_body(text: str, method: str, path: str, body: str) -> HttpRequest:
    if body.startswith(("{", "[")):
        return HttpRequest(path=path, method=method or "POST", json=_json(body), has_json=True)
    try:
        pairs = [word.partition("=") for word in shlex.split(body)]
    except ValueError:
        raise _misunderstood(text, _("a quote is not closed")) from None
    if any(not equals or not key for key, equals, _value in pairs):
        raise _misunderstood(text, _("what follows the path is key=value, or JSON"))
    form = {key: value for key, _equals, value in pairs}
    method = method or ("POST" if form else "GET")
    if form and method in _WITHOUT_BODY:
        return HttpRequest(
            path=f"{path}{'&' if '?' in path else '?'}{urlencode(form)}", method=method
        )
    return HttpRequest(path=path, method=method, form=form or None)


def _from_json(text: str) -> HttpRequest:
    data = _json(text)
    unknown = [key for key in data if key not in _KEYS]
    if unknown:
        raise _misunderstood(
            text, _("{key} is none of {keys}").format(key=unknown[0], keys=", ".join(_KEYS))
        )
    for key, kind in (("path", str), ("method", str), ("headers", dict), ("form", dict)):
        if not isinstance(data.get(key, kind()), kind):
            raise _misunderstood(text, _("{key} is of a wrong kind").format(key=key))
    body = "json" in data or bool(data.get("form"))
    return HttpRequest(
        path=data.get("path", "/"),
        method=data.get("method", "POST" if body else "GET").upper(),
        headers={str(key): str(value) for key, value in data.get("headers", {}).items()},
        form={key: str(value) for key, value in data["form"].items()} if "form" in data else None,
        json=data.get("json"),
        has_json="json" in data,
    )


def _json(text: str) -> Any:
    try:
        return typed_json.read(text)
    except ValueError as error:
        raise _misunderstood(text, str(error)) from None


def _misunderstood(text: str, why: str) -> UsageError:
    return UsageError(
        _("The request “{text}” is not understood: {why}.").format(text=text, why=why),
        hint=_("Write /path, 'POST /path key=value', or a JSON object."),
    )

"""Owns taking from pasted text what tools put around it: colours, prefixes, quoting, HTML."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from contextlib import suppress

_LONGEST = 2000  # characters kept of a line: no error is longer, but minified files are
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_START = re.compile(
    r"^(?P<prefix>.*?)(?:Traceback \(most recent call last\):|File \"|={5,} [A-Z]+ ={5,}$)",
    re.MULTILINE,
)
_GROUP = re.compile(r"^\s*(?:\| |\+-[-+ 0-9]*|\+ (?=Exception Group)|\|$)", re.MULTILINE)
_BUILD_STEP = re.compile(r"^#\d+ \d+\.\d+ ", re.MULTILINE)  # of `docker build`
_SERVICE = re.compile(r"^[\w.-]+ *\| ?", re.MULTILINE)  # of `docker compose`
_FENCE = re.compile(r"^[ \t]*`{1,3}(?:\w+$)?|`{1,3}[ \t]*$", re.MULTILINE)  # of Markdown
_QUOTED = re.compile(r"^> ?", re.MULTILINE)
_REFERER = re.compile(r"(?:\\r)?, referer: \S+$", re.MULTILINE)  # of Apache's log, at the end
_SPOKEN = ("errorMessage", "message", "msg", "error", "detail", "log", "exc_info", "traceback")
_HTML = re.compile(r"<!doctype html|<html", re.IGNORECASE)


def clean(text: str) -> str:
    """`text` with plain line ends, no colours, and no prefix of a log, quote or container."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "\n".join(line[:_LONGEST] for line in text.split("\n"))
    text = _ESCAPE.sub("", text)
    text = text.replace("\ufeff", "").replace("\x00", "")
    if _HTML.search(text[:1000]):
        text = html.unescape(text)
    text = _BUILD_STEP.sub("", _REFERER.sub("", _FENCE.sub("", text)))
    text = _unfolded(text)
    if "Exception Group Traceback" in text:
        while _GROUP.search(text):
            text = _GROUP.sub("", text)
    return _without_prefix(text)


def _without_prefix(text: str) -> str:
    """Take off what stands before `Traceback` on each line that carries the like of it."""
    found = _START.search(text)
    prefix = found["prefix"] if found else ""
    if not prefix.strip():
        return _dedented(text, prefix) if found else _without_service(text)
    shape = re.compile(_shape(prefix))
    return "\n".join(shape.sub("", line) for line in text.split("\n"))


def _dedented(text: str, margin: str) -> str:
    if not re.search(f"^{margin}(?:Traceback|=====)", text, re.MULTILINE):
        return text
    return "\n".join(line.removeprefix(margin) for line in text.split("\n"))


def _shape(prefix: str) -> str:
    """A pattern for `prefix` with other digits in it: timestamps and process ids change."""
    parts = re.split(r"(\d+)", prefix.rstrip())
    pattern = "".join(r"\d+" if part.isdigit() else re.escape(part) for part in parts)
    return "^" + pattern + " ?"


def _without_service(text: str) -> str:
    """Take off what `docker compose` or a quoted mail puts before its lines, where most have it."""
    lines = [line for line in text.split("\n") if line.strip()]
    for mark in (_SERVICE, _QUOTED):
        if sum(1 for line in lines if mark.match(line)) * 2 > len(lines):
            return mark.sub("", text)
    return text


def _unfolded(text: str) -> str:
    """`text`, and below it what its JSON says: one body, or a log with an object a line."""
    said: list[str] = []
    for part in (text,) if text.lstrip()[:1] == "{" else ():
        with suppress(ValueError, RecursionError):
            said += _spoken(json.loads(part))
    for line in text.split("\n") if not said else ():
        if line.startswith("{"):
            with suppress(ValueError, RecursionError):
                said += _spoken(json.loads(line))
    return "\n".join([text, *said]) if said else text


def _spoken(data: object) -> Iterator[str]:
    """What a decoded body says of an error, as a traceback where it holds one."""
    if not isinstance(data, dict):
        return
    trace = data.get("stackTrace") or data.get("traceback")
    if isinstance(trace, list) and trace:
        yield "Traceback (most recent call last):"
        yield from (str(one).rstrip("\n") for one in trace)
    if isinstance(data.get("errorType"), str):
        yield f"{data['errorType']}: {data.get('errorMessage', '')}"
        return
    for key in _SPOKEN:
        if isinstance(data.get(key), str):
            yield data[key].rstrip("\n")

"""Owns taking from pasted text what tools put around it: colours, prefixes, quoting, HTML."""

from __future__ import annotations

import html
import re

_LONGEST = 2000  # characters kept of a line: no error is longer, but minified files are
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_START = re.compile(
    r"^(?P<prefix>.*?)(?:Traceback \(most recent call last\):|File \"|={5,} [A-Z]+ ={5,}$)",
    re.MULTILINE,
)
_GROUP = re.compile(r"^\s*(?:\| |\+-[-+ 0-9]*|\+ (?=Exception Group)|\|$)", re.MULTILINE)
_HTML = re.compile(r"<!doctype html|<html", re.IGNORECASE)


def clean(text: str) -> str:
    """`text` with plain line ends, no colours, and no prefix of a log, quote or container."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "\n".join(line[:_LONGEST] for line in text.split("\n"))
    text = _ESCAPE.sub("", text)
    text = text.replace("\ufeff", "").replace("\x00", "")
    if _HTML.search(text[:200]):
        text = html.unescape(text)
    if "Exception Group Traceback" in text:
        while _GROUP.search(text):
            text = _GROUP.sub("", text)
    return _without_prefix(text)


def _without_prefix(text: str) -> str:
    """Take off what stands before `Traceback` on each line that carries the like of it."""
    found = _START.search(text)
    prefix = found["prefix"] if found else ""
    if not prefix.strip():
        return _dedented(text, prefix)
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

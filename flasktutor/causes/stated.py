"""Owns which version of Flask a text states: in a list of packages, a pin, a banner."""

from __future__ import annotations

import re

# All three numbers: warnings name the release in which something will go by two.
_FLASK = re.compile(
    r"(?<![\w.-])flask(?: version)?(?: {0,40}(?:==|[:=(/]) ?| {1,40}|-)v?(?P<version>\d+\.\d+\.\d+)"
    r"(?![\w.]*\d)",
    re.IGNORECASE,
)


def flask_version(text: str) -> str:
    """The version of Flask that `text` states; "" where it states none, or several."""
    stated = {found["version"] for found in _FLASK.finditer(text)}
    return stated.pop() if len(stated) == 1 else ""

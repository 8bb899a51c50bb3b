"""Owns reading out of an error which name is missing, and of whom it was asked."""

from __future__ import annotations

import re

from flasktutor.causes.model import FoundError
from flasktutor.causes.python_names import Name

_PATTERNS = (
    ("AttributeError", r"^module '(?P<module>[\w.]+)' has no attribute '(?P<name>\w+)'"),
    ("ImportError", r"^cannot import name '(?P<name>\w+)' from '(?P<module>[\w.]+)'"),
    ("ModuleNotFoundError", r"^No module named '(?P<module>[\w.]+)'"),
    ("ImportError", r"^No module named '?(?P<module>[\w.]+)'?$"),
)
_BEFORE_37 = re.compile(r"^cannot import name '?(?P<name>\w+)'?$")
_FROM = re.compile(r"^\s*from (?P<module>[\w.]+) import ")
# Whose classes these are, where the message names the class alone.
_CLASSES = {"Flask": "flask", "Blueprint": "flask", "Config": "flask"}
_ATTRIBUTE = re.compile(
    r"^(?:type object )?'(?P<class>\w+)'(?: object)? has no attribute '(?P<name>\w+)'"
)


def missing(error: FoundError) -> Name | None:
    """The module, or the name in one, that `error` says is not there; None for other errors."""
    message = error.message.split("\n")[0]
    for kind, pattern in _PATTERNS:
        found = re.search(pattern, message)
        if found and error.type in ("", kind):
            groups = found.groupdict()
            return Name(module=groups["module"], name=groups.get("name") or "")
    if error.type == "ImportError" and (found := _BEFORE_37.search(message)):
        asked = _FROM.search(error.places[-1].code) if error.places else None
        return Name(module=asked["module"], name=found["name"]) if asked else None
    if error.type == "AttributeError" and (found := _ATTRIBUTE.search(message)):
        owner = _CLASSES.get(found["class"])
        return Name(module=owner, name=f"{found['class']}.{found['name']}") if owner else None
    return None


def speaks_of_missing(line: str) -> bool:
    """Whether `line` alone is the message of such an error."""
    return any(re.search(pattern, line) for _kind, pattern in _PATTERNS)

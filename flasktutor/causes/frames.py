"""Owns whose a file of a traceback is: Python's, a package's, or the learner's own."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from flasktutor.causes import distributions
from flasktutor.causes.model import CodePlace
from flasktutor.values import frozen

Kind = Literal["python", "package", "own", "nobody"]

# What Python no longer has was its own all the same.
_WAS_PYTHONS = {
    "aifc", "asynchat", "asyncore", "audioop", "binhex", "cgi", "cgitb", "chunk", "crypt",
    "distutils", "formatter", "imghdr", "imp", "lib2to3", "mailcap", "msilib", "nis", "nntplib",
    "ossaudiodev", "parser", "pipes", "smtpd", "sndhdr", "spwd", "sunau", "symbol", "telnetlib",
    "uu", "xdrlib",
}  # fmt: skip
STDLIB = frozenset(sys.stdlib_module_names - {"test"} | _WAS_PYTHONS)
# What Flask itself stands on.
DEPENDENCIES = ("jinja2", "werkzeug", "click", "itsdangerous", "markupsafe", "blinker", "dotenv")
FLASKS = frozenset({"flask", *DEPENDENCIES})
_INSTALLED = re.compile(r"^.*(?:site|dist)-packages[/\\](?P<rest>.+)$", re.IGNORECASE)
# `pip install -e git+…` puts its checkout into the environment.
_CHECKOUT = re.compile(r"[/\\]\.?v?env[/\\]src[/\\][^/\\]+[/\\](?:src[/\\])?(?P<rest>.+)$")
_VENDORED = re.compile(r"^[/\\]var[/\\]task[/\\](?:_vendor[/\\])?(?P<rest>[^/\\]+[/\\].+)$")
_PYTHONS = re.compile(
    r"[/\\]lib(?:64)?[/\\](?:python|pypy)\d|[/\\]Python\d+[/\\]Lib[/\\]|[/\\]lib-python[/\\]"
    r"|python\d*\.zip[/\\]|^<frozen ",
    re.IGNORECASE,
)
_LIBRARY = re.compile(r"[/\\]lib[/\\](?P<module>\w+)(?:\.py$|[/\\])", re.IGNORECASE)
_LAUNCHER = re.compile(
    r"[/\\](?:s?bin|Scripts)[/\\](?:[^/\\.]+|[^/\\]+\.exe)$|\.exe[/\\]__main__\.py", re.IGNORECASE
)
_PROMPT = re.compile(r"^<(?!ipython-input|template>)")


@frozen
class Owner:
    """Whose a file is; of a package's, the module that it belongs to (`flask_login`)."""

    kind: Kind
    module: str = ""


@lru_cache(maxsize=4096)
def owner(file: str) -> Owner:
    """Whose `file`, as a traceback names it, is."""
    for pattern in (_INSTALLED, _CHECKOUT):
        if found := pattern.search(file):
            return Owner("package", _module(found["rest"]))
    library = _LIBRARY.search(file)
    if _PYTHONS.search(file) or (library and library["module"] in STDLIB):
        return Owner("python")
    if _PROMPT.match(file) or _LAUNCHER.search(file):
        return Owner("nobody")
    if module := _frozen_in(file):
        return Owner("package", module)
    return Owner("own")


def own_place(places: Sequence[CodePlace]) -> CodePlace | None:
    """The innermost of `places` that is in a file of the learner's."""
    return next((place for place in reversed(places) if owner(place.file).kind == "own"), None)


def call_place(places: Sequence[CodePlace]) -> CodePlace | None:
    """The outermost own line that leads, through own code alone, to the innermost own one.

    Of lines at the top of files the innermost: those above it only import. None where the innermost
    is in no function that has a name, or nothing leads to it.
    """
    own = {number for number, place in enumerate(places) if owner(place.file).kind == "own"}
    if not own:
        return None
    first = last = max(own)
    if not places[last].name.isidentifier():
        return None
    while first - 1 in own and places[first].name != "<module>":
        first -= 1
    return places[first] if first != last else None


def raised_by(places: Sequence[CodePlace]) -> Owner | None:
    """Whose code the innermost frame is that is not Python's own; None where none tells."""
    owners = (owner(place.file) for place in reversed(places))
    return next((one for one in owners if one.kind in ("package", "own")), None)


def _module(rest: str) -> str:
    parts = re.split(r"[/\\]", rest)
    if len(parts) > 1 and parts[0].endswith(".egg"):
        parts = parts[1:]
    name = parts[0].removesuffix(".py").partition(".cpython")[0]
    if name in distributions.namespaces() and len(parts) > 1:
        return f"{name}.{parts[1].removesuffix('.py')}"
    return name


def _frozen_in(file: str) -> str:
    """The package whose code was packed with the program, where no folder tells of it.

    Only names that are known count, and never Flask's own: many a project is called so.
    """
    vendored = _VENDORED.match(file)
    if vendored or not re.match(r"[/\\]|[A-Za-z]:|\.", file):
        parts = re.split(r"[/\\]", vendored["rest"] if vendored else file)
        if len(parts) > 1 and (vendored or parts[0] != "flask"):
            return parts[0] if parts[0] in distributions.known() else ""
    return ""

"""Owns the general rule for a name that is gone: whose code asked for it, and of whom.

The innermost frames of a traceback tell whose code failed, the error tells what is not there.
From both follows what does not fit what, for packages that nobody has listed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from flasktutor.causes import distributions, package_names, python_names
from flasktutor.causes.environment import Environment
from flasktutor.causes.frames import Owner, raised_by
from flasktutor.causes.gone import missing
from flasktutor.causes.matching import Match
from flasktutor.causes.model import Cause, FoundError
from flasktutor.causes.python_names import Name, Told

# Loaded before any folder is looked into, or part of the interpreter: nothing can hide them.
_NEVER_HIDDEN = {
    "sys", "builtins", "time", "gc", "itertools", "marshal", "errno", "atexit", "faulthandler",
    "posix", "nt", "os", "io", "abc", "codecs", "site", "stat", "posixpath", "ntpath",
    "genericpath", "zipimport",
}  # fmt: skip
_BY_FATE = {
    ("removed", "package"): "python-too-new",
    ("removed", "own"): "removed-from-python",
    ("added", "package"): "package-needs-newer-python",
    ("added", "own"): "newer-than-python",
    ("lacks", "package"): "package-needs-other-system",
    ("lacks", "own"): "lacking-on-system",
}
"""A cause by what became of a name of Python's and whose code asks for it."""
_SYSTEMS = {"windows": "Windows", "macos": "macOS", "linux": "Linux"}


Found = tuple[str, dict[str, str], bool]
"""A cause's id, its facts, and whether it leaves no other cause."""


def fitting(error: FoundError, causes: Mapping[str, Cause], around: Environment) -> Match | None:
    """The cause that a missing name shows together with whose code asked for it; else None."""
    raiser = raised_by(error.places)
    found = _syntax(error, raiser) or _name(error, raiser, around)
    return _match(found, error, raiser, causes) if found else None


def in_own_code(error: FoundError, causes: Mapping[str, Cause]) -> Match | None:
    """The cause that the learner's own file asks a package for what it has no more, or not yet."""
    name, raiser = missing(error), raised_by(error.places)
    told = package_names.told(name) if name and raiser and raiser.kind == "own" else None
    if name is None or told is None:
        return None
    other = distributions.of(name.module.partition(".")[0])
    facts = {"gone": str(name), "other": other, "since": told.since}
    facts["packages"] = distributions.together(other)
    if new := package_names.instead(name):
        facts["instead"] = new
    cause = "removed-from-package" if told.fate == "removed" else "newer-than-package"
    return _match((cause, facts, True), error, raiser, causes)


def _match(
    found: Found, error: FoundError, raiser: Owner | None, causes: Mapping[str, Cause]
) -> Match:
    cause, facts, certain = found
    if raiser and raiser.kind == "package":  # how pip calls it is sure of those that are known
        certain = certain and raiser.module in distributions.known()
    title = ": ".join(filter(None, (error.type, error.message.split("\n")[0])))
    frame = _frame(error, raiser)
    return Match(
        cause=causes[cause],
        facts=facts,
        certain=certain and causes[cause].certain,
        evidence=(*frame, title),
    )


def _frame(error: FoundError, raiser: Owner | None) -> tuple[str, ...]:
    """The innermost frame of the code that failed."""
    for place in reversed(error.places):
        if raiser and raised_by([place]) == raiser:
            return (str(place),)
    return ()


def _syntax(error: FoundError, raiser: Owner | None) -> Found | None:
    """Python cannot read a file of a package: it was written for another Python."""
    kinds = ("SyntaxError", "IndentationError", "TabError")
    if error.type in kinds and raiser and raiser.kind == "package":
        return "package-for-other-python", _package(raiser.module), True
    return None


def _name(error: FoundError, raiser: Owner | None, around: Environment) -> Found | None:
    name = missing(error)
    if name is None or "is not a package" in error.message:
        return None
    if name.of_python:
        return _of_python(name, raiser, error, around)
    if raiser and raiser.kind == "package":
        return _between_packages(name, raiser, _asked_by_name(error))
    return None


def _package(module: str) -> dict[str, str]:
    dist = distributions.of(module)
    return {"dist": dist, "packages": distributions.together(dist)}


def _of_python(
    name: Name, raiser: Owner | None, error: FoundError, around: Environment
) -> Found | None:
    asked = raiser.kind if raiser else "nobody"
    facts = {"gone": str(name), "module": name.module.partition(".")[0]}
    if raiser and raiser.kind == "package":
        facts |= _package(raiser.module)
    if facts["module"] == "distutils":
        facts["shim"] = "setuptools"
    system = _system(error)
    # What the system lacks is certain where the text shows the system; else the version tells.
    for told in sorted(python_names.told(name), key=lambda one: system not in one.systems):
        if _possible(told, system, around):
            return _told(told, name, facts, asked)
    if python_names.always(name):
        hidden = facts["module"] not in _NEVER_HIDDEN and error.type != "ImportError"
        return ("module-hidden", facts, False) if hidden else None
    return ("package-misfits-python", facts, False) if asked == "package" else None


def _told(told: Told, name: Name, facts: dict[str, str], asked: str) -> Found:
    """The cause of a name whose fate is known, by who asked for it."""
    systems = ", ".join(_SYSTEMS[one] for one in told.systems)
    facts = {**facts, "since": told.since, "systems": systems}
    new = python_names.instead(name)
    if new:
        facts["instead"] = new
    if told.fate == "built-without":
        return "python-built-without", facts, True
    whose = "package" if asked == "package" else "own"
    return _BY_FATE[told.fate, whose], facts, asked != "nobody"


def _possible(told: Told, system: str, around: Environment) -> bool:
    """Whether the text does not contradict what is told."""
    version = around.version
    if told.fate == "removed":
        return not version or _number(version) >= _number(told.since)
    if told.fate == "added":
        return not version or _number(version) < _number(told.since)
    if told.fate == "lacks":
        return not system or system in told.systems
    return True


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _system(error: FoundError) -> str:
    """The system that the paths of the frames show, or ""."""
    files = " ".join(place.file for place in error.places)
    if re.search(r"(?:^| )[A-Za-z]:[\\/]", files):
        return "windows"
    if re.search(r"(?:^| )(?:/Users/|/opt/homebrew/|/Library/)", files):
        return "macos"
    return "linux" if re.search(r"(?:^| )/", files) else ""


def _asked_by_name(error: FoundError) -> bool:
    """Whether a package imported what it was told to: a server its app, Flask a configuration."""
    real = (place for place in reversed(error.places) if not place.file.startswith("<frozen"))
    return next((place.name for place in real), "") == "import_module"


def _between_packages(name: Name, raiser: Owner, asked_by_name: bool) -> Found | None:
    """A package asks another one, or itself, for what is not there."""
    top = name.module.partition(".")[0]
    other = distributions.of(top)
    facts = {**_package(raiser.module), "gone": str(name), "module": top, "other": other}
    if top == "pkg_resources":
        return "pkg-resources-gone", facts, True
    if distributions.normal(facts["dist"]) == distributions.normal(facts["other"]):
        return "package-broken", facts, False
    if not name.name and name.module == top:
        return None if asked_by_name else ("package-lacks-package", facts, True)
    told = package_names.told(name)
    if told is None and name.name.startswith("Blueprint."):
        return None  # it was taken for an app, which has more names
    if told is None:
        return "package-misfits", facts, False
    facts["since"] = told.since
    if told.fate == "added":
        return "package-needs-newer", facts, True
    ended = distributions.ended(facts["dist"])
    return "package-ended" if ended else "package-too-old", facts, True

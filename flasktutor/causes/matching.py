"""Owns deciding which cause an error has: signs against a type, a message, a text."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from functools import cache

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from flasktutor.causes.model import Cause, FoundError, Place, Sign
from flasktutor.values import frozen

DEPENDENCIES = ("jinja2", "werkzeug", "click", "itsdangerous", "markupsafe", "blinker", "dotenv")
_MODULES = {
    "STDLIB": sys.stdlib_module_names - {"test"},
    "DEPENDENCY": frozenset(DEPENDENCIES),
}


@frozen
class Match:
    """A recognised cause, with what its pattern's named groups caught."""

    cause: Cause
    facts: Mapping[str, str]


def match_error(error: FoundError, causes: Iterable[Cause]) -> Match | None:
    """The cause whose sign fits `error`; a sign that also asks for a context comes first."""
    fitting = []
    for cause in causes:
        for sign in cause.signs:
            facts = _fits(sign, error)
            if facts is not None:
                vague = not (sign.context or sign.inside or sign.file)
                fitting.append((vague, Match(cause, facts)))
    return min(fitting, key=lambda pair: pair[0])[1] if fitting else None


def hinted_at(text: str, causes: Iterable[Cause]) -> list[Cause]:
    """The causes whose message may be one of the lines of `text`, found in one look at the whole.

    A log has thousands of lines, and each cause against each line takes minutes.
    """
    return [
        cause
        for cause in causes
        if any(sign.errors and _search(sign.message, text) for sign in cause.signs)
    ]


def match_line(text: str, causes: Iterable[Cause]) -> Match | None:
    """The cause that one line of `text` shows, without any exception; the earliest line wins."""
    best: tuple[tuple[bool, int], Match] | None = None
    for cause in causes:
        for sign in cause.signs:
            found = _search(sign.line, text) if sign.line else None
            if not found or (sign.context and not _search(sign.context, text)):
                continue
            rank = (not sign.context, found.start())
            if best is None or rank < best[0]:
                best = (rank, Match(cause, {**_groups(found), "shown": _line_at(text, found)}))
    return best[1] if best else None


def _line_at(text: str, found: re.Match[str]) -> str:
    start = text.rfind("\n", 0, found.start()) + 1
    return text[start:].split("\n")[0].strip()


def match_versions(installed: Mapping[str, str], causes: Iterable[Cause]) -> Match | None:
    """The cause that a set of versions shows (distribution name in lower case to version)."""
    for cause in causes:
        for clash in cause.clashes:
            if all(_within(installed.get(name), spec) for name, spec in clash.versions.items()):
                return Match(cause, {name: installed[name] for name in clash.versions})
    return None


def _within(version: str | None, specifier: str) -> bool:
    if not version:
        return False
    try:
        return SpecifierSet(specifier).contains(Version(version), prereleases=True)
    except (InvalidVersion, InvalidSpecifier):
        return False


def _fits(sign: Sign, error: FoundError) -> dict[str, str] | None:
    """What the named groups of `sign` catch in `error`, None when it does not fit."""
    if not sign.errors or (error.type and error.type not in sign.errors):
        return None
    if not error.type and _search(sign.message, "any words"):
        return None  # without a type, a pattern that fits everything says nothing
    place = error.place or Place(file="")
    facts: dict[str, str] = {}
    for pattern, text in (
        (sign.message, error.message.split("\n")[0]),
        (sign.inside, place.name),
        (sign.file, place.file),
        (sign.context, f"{error.context}\n{error.message}"),
    ):
        found = _search(pattern, text) if pattern else None
        if pattern and not found:
            return None
        facts |= _groups(found) if found else {}
    return facts


def _groups(found: re.Match[str]) -> dict[str, str]:
    return {name: value for name, value in found.groupdict().items() if value}


def _search(pattern: str, text: str) -> re.Match[str] | None:
    return re.search(expand(pattern), text, re.MULTILINE)


@cache
def expand(pattern: str) -> str:
    """`pattern` with `%STDLIB%` and `%DEPENDENCY%` written out as alternatives."""
    for name, modules in _MODULES.items():
        if f"%{name}%" in pattern:
            pattern = pattern.replace(f"%{name}%", f"(?:{'|'.join(sorted(modules))})")
    return pattern

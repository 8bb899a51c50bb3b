"""Owns deciding which cause an error has: signs against a type, a message, a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from flasktutor.causes.frames import STDLIB, raised_by
from flasktutor.causes.model import Cause, FoundError, Place, Sign
from flasktutor.values import frozen

DEPENDENCIES = ("jinja2", "werkzeug", "click", "itsdangerous", "markupsafe", "blinker", "dotenv")
_MODULES = {
    "STDLIB": STDLIB,
    "DEPENDENCY": frozenset(DEPENDENCIES),
}


@frozen(kw_only=True)
class Match:
    """A recognised cause, with what was caught of it in the text, and the lines that point to it.

    `certain` is false where the cause is inferred.
    """

    cause: Cause
    facts: Mapping[str, str]
    certain: bool = True
    evidence: tuple[str, ...] = ()


def match_error(error: FoundError, causes: Iterable[Cause]) -> Match | None:
    """The cause whose sign fits `error`; a sign that also asks for a context comes first."""
    fitting = []
    for cause in causes:
        for sign in cause.signs:
            match = _fits(sign, error, cause)
            if match is not None:
                vague = not (sign.context or sign.inside or sign.file or sign.raised_in)
                fitting.append((vague, match))
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
            around = _search(sign.context, text) if found and sign.context else None
            if not found or (sign.context and not around):
                continue
            rank = (not sign.context, found.start())
            if best is None or rank < best[0]:
                best = (rank, _line_match(cause, sign, text, found, around))
    return best[1] if best else None


def _line_match(
    cause: Cause, sign: Sign, text: str, found: re.Match[str], around: re.Match[str] | None
) -> Match:
    shown = _line_at(text, found)
    evidence = (shown, *((_line_at(text, around),) if around else ()))
    return Match(
        cause=cause,
        facts={**_groups(found), "shown": shown},
        certain=_certain(sign, cause),
        evidence=tuple(dict.fromkeys(evidence)),
    )


def _certain(sign: Sign, cause: Cause) -> bool:
    return cause.certain if sign.certain is None else sign.certain


def _line_at(text: str, found: re.Match[str]) -> str:
    """The line of `text` that `found` begins in."""
    start = text.rfind("\n", 0, found.start()) + 1
    return text[start:].split("\n")[0].strip()


def match_versions(installed: Mapping[str, str], causes: Iterable[Cause]) -> Match | None:
    """The cause that a set of versions shows (distribution name in lower case to version)."""
    for cause in causes:
        for clash in cause.clashes:
            if all(_within(installed.get(name), spec) for name, spec in clash.versions.items()):
                return Match(cause=cause, facts={name: installed[name] for name in clash.versions})
    return None


def _within(version: str | None, specifier: str) -> bool:
    if not version:
        return False
    # An error's text needs no versions, and is explained without waiting for these.
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion, Version

    try:
        return SpecifierSet(specifier).contains(Version(version), prereleases=True)
    except (InvalidVersion, InvalidSpecifier):
        return False


def _fits(sign: Sign, error: FoundError, cause: Cause) -> Match | None:
    """`cause` with what the named groups of `sign` catch in `error`, None when it does not fit."""
    if not sign.errors or (error.type and error.type not in sign.errors):
        return None
    if not error.type and _search(sign.message, "any words"):
        return None  # without a type, a pattern that fits everything says nothing
    if not _may_fit(sign, error):
        return None
    raiser = raised_by(error.places) if sign.raised_in else None
    if raiser and raiser.kind != sign.raised_in:
        return None
    caught = _caught(sign, error)
    if caught is None:
        return None
    facts, evidence = caught
    told = bool(raiser) or not sign.raised_in
    return Match(
        cause=cause, facts=facts, certain=told and _certain(sign, cause), evidence=evidence
    )


def _may_fit(sign: Sign, error: FoundError) -> bool:
    """Whether nothing that is seen rules `sign` out."""
    if sign.without and _search(sign.without, error.context):
        return False
    return not (sign.flask and error.flask) or _within(error.flask, sign.flask)


def _caught(sign: Sign, error: FoundError) -> tuple[dict[str, str], tuple[str, ...]] | None:
    """What the patterns of `sign` catch, and the lines they catch it in; None if one does not."""
    place = error.place or Place(file="")
    first = error.message.split("\n")[0]
    around = f"{error.context}\n{error.message}"
    title = ": ".join(part for part in (error.type, first) if part)
    facts: dict[str, str] = {}
    lines = []
    for pattern, text, shown in (
        (sign.message, first, title),
        (sign.inside, place.name, str(place)),
        (sign.file, place.file, str(place)),
        (sign.context, around, ""),
    ):
        found = _search(pattern, text) if pattern else None
        if pattern and not found:
            return None
        if found:
            facts |= _groups(found)
            lines.append(shown or _line_at(text, found))
    return facts, tuple(dict.fromkeys(line for line in lines if line))


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

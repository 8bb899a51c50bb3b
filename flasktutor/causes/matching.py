"""Owns deciding which cause an error has: signs against a type, a message, a text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from flasktutor.causes import store
from flasktutor.causes.frames import raised_by
from flasktutor.causes.model import Cause, CodePlace, FoundError, Rank, Sign
from flasktutor.causes.searching import search
from flasktutor.causes.versions import within
from flasktutor.values import frozen

ALL_RANKS: Sequence[Rank] = ("first", "", "alone")
BESIDE_ERRORS: Sequence[Rank] = ("first", "")
_NO_ERRORS = (
    "any words",
    "any/words.txt",
    "../any/words.txt",
    r"any\words.txt",
    "templates/any.txt",
)
Named = Sequence[tuple[str, Sign]]
"""Signs, each with the id of its cause."""


@frozen(kw_only=True)
class Match:
    """A recognised cause, with what was caught of it in the text, and the lines that point to it.

    `certain` is false where the cause is inferred.
    """

    cause: Cause
    facts: Mapping[str, str]
    certain: bool = True
    evidence: tuple[str, ...] = ()


def match_error(
    error: FoundError, causes: Mapping[str, Cause], signs: Named | None = None
) -> Match | None:
    """The cause whose sign fits `error`; a sign that also asks for a context comes first.

    It is one of `signs`, where they are given.
    """
    vague = None
    for name, sign in store.signs(error.type) if signs is None else signs:
        match = _fits(sign, error, name, causes)
        if match and (sign.context or sign.inside or sign.file or sign.raised_in):
            return match
        vague = vague or match
    return vague


def hinted_at(text: str) -> Named:
    """The signs that one of the lines of `text` may show, found in one look at the whole.

    A log has thousands of lines, and each sign against each line takes minutes.
    """
    return [(name, sign) for name, sign in store.signs("") if search(sign.message, text)]


def match_line(
    text: str, causes: Mapping[str, Cause], ranks: Sequence[Rank] = ALL_RANKS
) -> Match | None:
    """The cause that one line of `text` shows by a sign of these ranks; the earliest line wins."""
    best: tuple[tuple[bool, int], Match] | None = None
    for name, sign in store.lines():
        found = search(sign.line, text) if sign.rank in ranks else None
        around = search(sign.context, text) if found and sign.context else None
        if not found or (sign.context and not around):
            continue
        rank = (not sign.context, found.start())
        if best is None or rank < best[0]:
            best = (rank, _line_match(causes[name], sign, text, found, around))
    return best[1] if best else None


def _line_match(
    cause: Cause, sign: Sign, text: str, found: re.Match[str], around: re.Match[str] | None
) -> Match:
    shown = _line_at(text, found)
    evidence = (shown, *((_line_at(text, around),) if around else ()))
    return Match(
        cause=cause,
        facts={**(_groups(around) if around else {}), **_groups(found), "shown": shown},
        certain=_certain(sign, cause),
        evidence=tuple(dict.fromkeys(evidence)),
    )


def _certain(sign: Sign, cause: Cause) -> bool:
    return cause.certain if sign.certain is None else sign.certain


def _line_at(text: str, found: re.Match[str]) -> str:
    """The line of `text` that `found` begins in."""
    start = text.rfind("\n", 0, found.start()) + 1
    return text[start:].split("\n")[0].strip()


def _fits(sign: Sign, error: FoundError, name: str, causes: Mapping[str, Cause]) -> Match | None:
    """The cause `name` with what the named groups of `sign` catch in `error`, if it fits."""
    if not error.type and any(search(sign.message, text) for text in _NO_ERRORS):
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
    cause, told = causes[name], bool(raiser) or not sign.raised_in
    return Match(
        cause=cause, facts=facts, certain=told and _certain(sign, cause), evidence=evidence
    )


def _may_fit(sign: Sign, error: FoundError) -> bool:
    """Whether nothing that is seen rules `sign` out."""
    if sign.without and search(sign.without, error.context):
        return False
    return not (sign.flask and error.flask) or within(error.flask, sign.flask)


def _caught(sign: Sign, error: FoundError) -> tuple[dict[str, str], tuple[str, ...]] | None:
    """What the patterns of `sign` catch, and the lines they catch it in; None if one does not."""
    place = error.place or CodePlace(file="")
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
        found = search(pattern, text) if pattern else None
        if pattern and not found:
            return None
        if found:
            facts |= _groups(found)
            lines.append(shown or _line_at(text, found))
    return facts, tuple(dict.fromkeys(line for line in lines if line))


def _groups(found: re.Match[str]) -> dict[str, str]:
    return {name: value for name, value in found.groupdict().items() if value}

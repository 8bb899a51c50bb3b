"""Owns two texts of several lines, one above the other: what came and what was expected.

The first line that does not come is marked in both; others may stand between those expected.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from flasktutor.language import _

MARK = "✗"


def of(seen: str, expected: str) -> Iterator[tuple[str, list[str]]]:
    """What came and what was expected, each under its label; each line with a mark or a blank."""
    came, wanted = seen.split("\n"), expected.split("\n")
    at, missing = _parting(came, wanted)
    if at is None and len(wanted) == 1:
        # A mark that stands alone sets nothing apart.
        missing = None
    if at == len(came):
        # That it ends too early is what differs.
        came.append(_("(nothing more)"))
    yield _label(_("came: {text}")), _marked(came, at)
    yield _label(_("expected: {text}")), _marked(wanted, missing)


def are_several(seen: str, expected: str) -> bool:
    """Whether both are there, and one of them has several lines."""
    return bool(seen and expected) and "\n" in seen + expected


def _parting(came: list[str], wanted: list[str]) -> tuple[int | None, int | None]:
    """The places of the first line that does not come: of what came instead, and in `wanted`."""
    if len(came) == len(wanted):
        pairs = enumerate(zip(came, wanted, strict=True))
        differ = next((n for n, (one, other) in pairs if not _same(one, other)), None)
        return differ, differ
    at = 0
    for number, line in enumerate(wanted):
        found = next((n for n in range(at, len(came)) if _same(came[n], line)), None)
        if found is None:
            return _instead(came, at, line), number
        at = found + 1
    return None, None


def _instead(came: list[str], at: int, line: str) -> int | None:
    """The place from `at` on of what came instead of `line`: what looks like it, if anything."""
    like = get_close_matches(line, came[at:], n=1)
    if like:
        return came.index(like[0], at)
    return at if at == len(came) else None


def _same(one: str, other: str) -> bool:
    return one.rstrip() == other.rstrip()


def _label(pattern: str) -> str:
    return pattern.format(text="").rstrip()


def _marked(lines: list[str], at: int | None) -> list[str]:
    return [f"{MARK if number == at else ' '} {line}" for number, line in enumerate(lines)]

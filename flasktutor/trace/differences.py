"""Owns what differs between two runs of the same program, part by part (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal

from flasktutor.values import frozen

About = Literal[
    "outcome", "status", "contexts", "happened", "body", "stdout", "stderr", "errors", "findings"
]
Lines = tuple[str, ...]

_MOST_COMPARED = 300
"""So many lines that differ are compared one by one: what that costs grows by the square."""
_VOLATILE = (
    (re.compile(r"0x[0-9a-fA-F]{4,}"), "0x…"),
    # Flask 3.2 writes an object's number without 0x: `<AppContext 139… of shop>`.
    (re.compile(r"(?<=<AppContext )\d+"), "…"),
    (re.compile(r"(?<=, started )(daemon )?\d+(?=\)>)"), r"\1…"),
    # Times of log lines: Flask's own, Werkzeug's own.
    (re.compile(r"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[,.]\d+\]"), "[…]"),
    (re.compile(r"\[\d\d/\w{3}/\d{4} \d\d:\d\d:\d\d\]"), "[…]"),
    # Where a snippet ran, and where an environment lies.
    (re.compile(r"[^\s'\"]*flasktutor-run-\w+[\\/]run-\w+"), "…"),
    (re.compile(r"[^\s'\"(]*[\\/](?:site-packages|[Ll]ib[\\/]python3\.\d+)(?=[\\/])"), "…"),
)


@frozen(kw_only=True)
class RunPart:
    """What one run showed of one thing, in lines; `subject` says of which request or lane.

    A `whole` one is shown in full where it differs, any other line by line.
    """

    about: About
    subject: str = ""
    lines: Lines = ()
    whole: bool = False


@frozen
class Change:
    """Lines that stand in one place of the first run, and those in their stead in the second."""

    first: Lines
    second: Lines


@frozen(kw_only=True)
class Difference:
    """Where two runs differ. The `uncompared` lines after the changes were too many to compare."""

    about: About
    subject: str
    changes: tuple[Change, ...]
    uncompared: int = 0

    def as_data(self) -> dict[str, Any]:
        """Everything as plain data for JSON."""
        changes = [[list(one.first), list(one.second)] for one in self.changes]
        return {
            "about": self.about,
            "subject": self.subject,
            "changes": changes,
            "uncompared": self.uncompared,
        }


def differences(first: Sequence[RunPart], second: Sequence[RunPart]) -> tuple[Difference, ...]:
    """What differs, in the order of the parts; what one run lacks altogether counts as empty.

    Times, addresses of objects and the paths of environments and of snippets' folders differ
    in any two runs, so they do not count.
    """
    one, other = ({(part.about, part.subject): part for part in some} for some in (first, second))
    found = []
    for about, subject in dict.fromkeys([*one, *other]):
        part = one.get((about, subject)) or other[about, subject]
        pair = tuple(
            side[about, subject].lines if (about, subject) in side else () for side in (one, other)
        )
        if _settled(pair[0]) != _settled(pair[1]):
            changes, left = ([Change(*pair)], 0) if part.whole else _compared(*pair)
            found.append(
                Difference(
                    about=about, subject=subject, changes=tuple(changes), uncompared=left
                )
            )  # fmt: skip
    return tuple(found)


def _settled(lines: Lines) -> list[str]:
    return [_without_volatile(line) for line in lines]


def _without_volatile(line: str) -> str:
    for pattern, instead in _VOLATILE:
        line = pattern.sub(instead, line)
    return line


def _compared(first: Lines, second: Lines) -> tuple[list[Change], int]:
    """The changes from one text to another, and how many lines were left uncompared."""
    old, new = _settled(first), _settled(second)
    begin = _alike(old, new)
    end = _alike(old[begin:][::-1], new[begin:][::-1])
    old, new = old[begin : len(old) - end], new[begin : len(new) - end]
    left = max(len(old), len(new)) - _MOST_COMPARED
    return list(
        _changes(old[:_MOST_COMPARED], new[:_MOST_COMPARED], first[begin:], second[begin:])
    ), max(left, 0)


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines are the same at the beginning."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((n for n, (one, other) in pairs if one != other), min(len(old), len(new)))


def _changes(
    old: Sequence[str], new: Sequence[str], first: Lines, second: Lines
) -> Iterator[Change]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            yield Change(first[a:b], second[c:d])

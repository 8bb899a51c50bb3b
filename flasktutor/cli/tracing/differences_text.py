"""Owns the words of what differs between two runs, as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flasktutor.cli.output.lines import Line, wrapped
from flasktutor.language import _, later, ngettext
from flasktutor.trace.differences import About, Change, Difference, Lines

_MOST_SHOWN = 12
"""Lines that are shown of one difference, for each run."""
_TITLES: dict[About, str] = {
    "outcome": later("How it ended"),
    "status": later("Status"),
    "contexts": later("Contexts pushed"),
    "happened": later("What happened in them"),
    "body": later("Answer"),
    "stdout": later("Printed"),
    "stderr": later("On the error stream"),
    "errors": later("Errors"),
    "findings": later("Findings"),
}


def difference_lines(
    found: Sequence[Difference], names: tuple[str, str], between: Sequence[str] = ()
) -> Iterator[Line]:
    """Each difference with what each run has there, or that there is none.

    Before them stands what is `between` the runs, for that may be why they differ.
    """
    yield from wrapped(_("What differs") if found else _("Nothing differs."), "strong", first="")
    for sentence in between:
        yield from wrapped(sentence, first="")
    for one in found:
        yield Line("")
        yield from _one(one, names)
    yield Line("")
    text = _("Not compared: times, addresses of objects, and where environments lie.")
    yield from wrapped(text, "dim", first="")


def _one(difference: Difference, names: tuple[str, str]) -> Iterator[Line]:
    title = _(_TITLES[difference.about])
    subject = f", {difference.subject}" if difference.subject else ""
    yield from wrapped(f"{title}{subject}", first="• ")
    if difference.about == "contexts":
        yield from _counted(difference.changes[0], names)
        return
    shown, left = _portion(difference.changes)
    for change in shown:
        both = all((change.first, change.second))
        for name, lines in zip(names, _told(change), strict=True):
            words = name if both else _("only {flask}").format(flask=name)
            # As they are: what a line of output says may hang on its blanks.
            yield from (Line(f"  {words}: {line}") for line in lines)
    left += difference.uncompared
    if left:
        text = ngettext("{n} more line is not shown.", "{n} more lines are not shown.", left)
        yield from wrapped(text.format(n=left), "dim")


def _told(change: Change) -> tuple[Lines, Lines]:
    """The lines of both; where only blanks differ, in quotes that show them."""
    pair = (change.first, change.second)
    if [one.split() for one in change.first] != [one.split() for one in change.second]:
        return pair
    first, second = (tuple(map(repr, lines)) for lines in pair)
    return first, second


def _counted(change: Change, names: tuple[str, str]) -> Iterator[Line]:
    """How many contexts there were in each run, and which."""
    for name, lines in zip(names, (change.first, change.second), strict=True):
        count = ngettext("{n} context", "{n} contexts", len(lines)).format(n=len(lines))
        listed = f" ({'; '.join(_grouped(lines))})" if lines else ""
        yield from wrapped(f"{name}: {count}{listed}")


def _grouped(lines: Lines) -> list[str]:
    """Each once, with how often it is there."""
    counts = {line: lines.count(line) for line in dict.fromkeys(lines)}
    listed = [f"{line} ×{n}" if n > 1 else line for line, n in counts.items()]
    return [*listed[:_MOST_SHOWN], "…"] if len(listed) > _MOST_SHOWN else listed


def _portion(changes: Sequence[Change]) -> tuple[list[Change], int]:
    """As many changes as are shown, and how many lines are left out."""
    shown: list[Change] = []
    room, left = _MOST_SHOWN, 0
    for change in changes:
        first, second = change.first[:room], change.second[:room]
        left += len(change.first) + len(change.second) - len(first) - len(second)
        room -= max(len(first), len(second))
        if first or second:
            shown.append(Change(first, second))
    return shown, left

"""Owns the words of going through a run: where the code is, what is told there, the keys."""

from __future__ import annotations

from collections.abc import Iterator

from flasktutor.language import _, later
from flasktutor.stops import Stop
from flasktutor.ui.terminal.walk.place import Walk
from flasktutor.ui.views.context_words import resolved, titled, told

_AWAY = {
    "flask": later("in Flask"),
    "outside": later("outside your code"),
    "unfollowed": later("lines are no longer followed"),
    "unseen": later("in a file that cannot be shown"),
}
KEYS: tuple[tuple[str, str], ...] = (
    ("→ ↓ l j Space", later("forward")),
    ("← ↑ h k Backspace", later("back")),
    ("PgDn PgUp", later("ten forward, ten back")),
    ("Home End", later("to the beginning, to the end")),
    ("Tab Shift-Tab 1…9", later("another thread or task")),
    ("t T", later("the next test, the one before")),
    ("/ n N", later("search a line or event; next, previous")),
    ("e E", later("next, previous error or finding")),
    ("< >", later("move long lines aside, and back")),
    ("i", later("all that is known of this stop")),
    ("?", later("this help")),
    ("q Enter Esc", later("leave")),
)
"""All keys, and what they do."""
SIGNS: tuple[tuple[str, str], ...] = (
    ("→", later("this line is about to run")),
    ("●", later("this line is running; Flask may be at work in it")),
    ("·", later("none of your lines is running; this one was the last, or will be the first")),
    ("…", later("something is cut off here")),
)
"""What the signs beside the code mean."""


def place(walk: Walk, stop: Stop) -> str:
    """The line that is shown, with its file."""
    recording = walk.recording
    is_before = bool(recording.prologue) and stop.file == recording.prologue
    file = _("the lesson's setup") if is_before else stop.file
    return _("{file}, line {line}").format(file=file, line=stop.line)


def where(walk: Walk, stop: Stop) -> str:
    """Where the code is at a stop: in which line, or why in none."""
    return said(stop, place(walk, stop))


def said(stop: Stop, here: str) -> str:
    """The same, where the line that is shown is called `here`."""
    away = _(_AWAY[stop.away]) if stop.away else ""
    if stop.standing == "next":
        return _("{place}: about to run").format(place=here)
    if stop.standing == "within":
        if stop.away == "flask":
            return _("{place}: in Flask, called from here").format(place=here)
        return _("{place}: running").format(place=here)
    if stop.standing == "last":
        return _("{why}; the last line was {place}").format(why=away, place=here)
    if stop.standing == "first":
        return _("{why}; your code begins at {place}").format(why=away, place=here)
    return _("{why}; none of your lines runs here").format(why=away)


def helped(has_lanes: bool, has_tests: bool) -> Iterator[tuple[str, str]]:
    """The keys that do something, with what they do, then the signs."""
    for key, label in KEYS:
        if (has_lanes or not key.startswith("Tab")) and (has_tests or not key.startswith("t ")):
            yield key, _(label)
    yield "", ""
    yield from ((sign, _(label)) for sign, label in SIGNS)


def everything(walk: Walk) -> Iterator[str]:
    """All that is known of the stop where it stands, line by line."""
    stop = walk.stop
    yield where(walk, stop)
    if stop.line:
        yield f"  {walk.code(stop).strip()}"
    yield from (f"- {told(moment)}" for moment in stop.moments)
    yield from (f"✗ {text}" for text in walk.remarks(stop))
    yield ""
    yield from (f"{name}: {value}" for name, value in resolved(stop.now).items())
    for lane in walk.lanes:
        there = stop if lane == walk.lane else walk.stop_of(lane)
        if there is not None:
            yield ""
            yield _("Pushed in {lane}:").format(lane=lane)
            yield from (
                (f"{'  ' * (frame.depth + 1)}{titled(frame)}" for frame in there.stack)
                if there.stack
                else iter([f"  {_('no context')}"])
            )

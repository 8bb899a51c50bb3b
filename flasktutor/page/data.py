"""Owns what a page's script is given: each stop's place, and what the names stand for there (pure).

Of the names only what has changed since the stop before in the same lane is told, by numbers of
a table of texts: a long recording says the same many times.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flasktutor.contexts import Frame, Timeline
from flasktutor.language import _
from flasktutor.page.model import Parts
from flasktutor.runner.protocol import ContextEvent
from flasktutor.stops import Stop
from flasktutor.text import escape_all
from flasktutor.ui.terminal.walk.words import said
from flasktutor.ui.views.context_words import titled

_IN_G = "g."


class _Texts:
    """Texts by number, each kept once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    def all(self) -> list[str]:
        return list(self._numbers)


def script_data(
    timeline: Timeline, found: Sequence[Stop], files: Mapping[str, str], parts: Parts | None
) -> dict[str, Any]:
    """Everything as plain data for JSON, with no text in it that is unsafe to show.

    `files` say how each file is called.
    """
    numbers = {name: number for number, name in enumerate(files)}
    texts, lanes = _Texts(), tuple(dict.fromkeys(stop.lane for stop in found))
    before: dict[str, Mapping[str, str]] = {}
    stops: list[list[Any]] = []
    for stop in found:
        names = dict(_names(stop.now))
        changed = list(_changed(before.get(stop.lane, {}), names, texts))
        before[stop.lane] = names
        where = texts.number(said(stop, "{place}"))
        row = [stop.number, lanes.index(stop.lane), numbers.get(stop.file, -1), stop.line]
        row += [texts.number(stop.standing), where]
        stops.append([*row, changed] if changed else row)
    frames = [_frame(one, lanes) for one in timeline.frames.values() if one.lane in lanes]
    data = {
        "words": _words(),
        "lanes": lanes,
        "files": list(files.values()),
        "frames": sorted(frames, key=lambda frame: int(frame[3])),
        "parts": [[one.first, one.last, one.lane] for one in parts.rows] if parts else [],
        "stops": stops,
        "texts": texts.all(),
    }
    return {name: escape_all(_lists(value)) for name, value in data.items()}


def _lists(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _frame(frame: Frame, lanes: Sequence[str]) -> list[Any]:
    return [
        lanes.index(frame.lane), frame.opened, frame.closed, frame.depth, frame.kind, titled(frame)
    ]  # fmt: skip


def _names(now: ContextEvent) -> Iterator[tuple[str, str]]:
    """What is bound: the three that have one text each, and all that is in g."""
    if now.current_app is not None:
        yield "current_app", now.current_app
    if now.request is not None:
        yield "request", now.request
    if now.session is not None:
        yield "session", ", ".join(now.session) or _("(empty)")
    if now.g is not None:
        yield "g", _("(empty)")
        for name, value in now.g.items():
            yield f"{_IN_G}{name}", f"{name} = {value}"


def _changed(
    before: Mapping[str, str], now: Mapping[str, str], texts: _Texts
) -> Iterator[tuple[int, int]]:
    """Pairs of numbers: a name and what it stands for now, -1 for nothing."""
    for name, value in now.items():
        if before.get(name) != value:
            yield texts.number(name), texts.number(value)
    for name in before:
        if name not in now:
            yield texts.number(name), -1


def _words() -> dict[str, str]:
    """What the script puts together."""
    return {
        "at": _("{n} of {total}"),
        "line": _("line {line}: "),
        "place": _("{file}, line {line}"),
        "unbound": _("nothing (RuntimeError)"),
        "bare": _("No context is pushed."),
    }

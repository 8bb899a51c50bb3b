"""Owns the stops at which a recorded run is gone through: what is told, code and contexts (pure).

One lane at a time. A stop is each line of the learner's that is about to run, and each event at
which something is told: every push and pop, and all else in `Timeline.moments`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Literal

from flasktutor.contexts import Frame, Moment, Timeline
from flasktutor.runner.protocol import ContextEvent
from flasktutor.values import frozen

Standing = Literal["next", "within", "last", "first", "none"]
"""How the line that is shown stands to the run.

`next`: it is about to run. `within`: it is being run, and what is told happens in it. `last`: no
line of the learner's is known to be running, and it is the last that this lane was in. `first`: as
`last`, but none has run yet in this lane, and it is the first that will. `none`: this lane runs
no line of the learner's at all, and none is meant (`line` is 0).
"""
Away = Literal["", "flask", "outside", "unfollowed", "unseen"]
"""Why the code is elsewhere than in a line of the learner's; "" where it is there.

`flask`: Flask is at work, by itself or called from the line that is `within`. `outside`: other
code than the learner's and Flask's is at work, such as a test runner. `unfollowed`: lines are no
longer followed (too many, or another tool follows the code), so where it is is not known.
`unseen`: it is in a line of the learner's whose text is not among the sources.
"""
_OF_FLASK = frozenset(
    {
        *(
            f"{kind}-{how}"
            for kind in ("app", "request", "context")
            for how in ("pushed", "popped", "back")
        ),
        "request-started",
        "request-finished",
        "template-rendered",
        "session-unsaved",
        "exception-unhandled",
        "app-called",
    }
)
"""Kinds of events that happen while Flask's own code runs."""
_LINES_FULL = "lines-full"
_TAKEN_OVER = ("tracing-replaced", "tracing-ended")


@frozen(kw_only=True)
class Stop:
    """One stop in a lane: all that is to be shown there.

    `number` and `kind` are those of its event. `file` is a key of the sources, "" only where
    there are none; `line` (from 1) is the line to show in it, as `standing` says, 0 for none;
    `away` says why the code is not there. `moments` are told here: those of the lane since the
    stop before, this one's included. `stack` holds the frames that are pushed in the lane just
    after the event, outermost first. `now` says what the proxies resolve to then.
    """

    number: int
    lane: str
    kind: str
    file: str
    line: int
    standing: Standing
    away: Away
    moments: tuple[Moment, ...]
    stack: tuple[Frame, ...]
    now: ContextEvent


def stops(
    timeline: Timeline, sources: Mapping[str, str], lane: str, *, prologue: str = ""
) -> tuple[Stop, ...]:
    """The stops of one lane, in the order of time; their numbers grow.

    `sources` are the learner's files, text by name as in the events. Of a `prologue`, a file that
    ran before the learner's own, the lines before any other ran are no stops.
    """
    lengths = {name: len(lines_of(text)) for name, text in sources.items()}
    return tuple(_Lane(timeline, lengths, lane, prologue).stops())


def at(found: Sequence[Stop], number: int) -> int:
    """The index of the last of a lane's stops up to the event of that number, else -1."""
    return bisect_right(found, number, key=lambda stop: stop.number) - 1


def lines_of(text: str) -> list[str]:
    """The lines of a source as Python counts them."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]


class _Lane:
    """One lane while its events are gone through; `lengths` is how many lines each file has."""

    def __init__(
        self, timeline: Timeline, lengths: Mapping[str, int], lane: str, prologue: str
    ) -> None:
        self._events = [event for event in timeline.events if event.lane == lane]
        self._moments = [moment for moment in timeline.moments if moment.lane == lane]
        frames = (frame for frame in timeline.frames.values() if frame.lane == lane)
        self._frames = sorted(frames, key=lambda frame: frame.opened)
        self._lengths = lengths
        self._prologue = prologue
        self._unfollowed = _unfollowed(timeline)
        self._lane = lane
        self._open: list[Frame] = []
        self._place: tuple[str, int] | None = None
        self._has_begun = False

    def stops(self) -> Iterator[Stop]:
        """Each stop, in order."""
        ahead = self._first_line()
        told = opened = 0
        for event in self._events:
            until = told
            while until < len(self._moments) and self._moments[until].number <= event.number:
                until += 1
            self._has_begun |= self._is_seen(event) and event.file != self._prologue
            counts = self._has_begun or event.file != self._prologue or until > told
            if self._is_seen(event) and counts:
                self._place = (event.file, event.line)
            is_line = event.kind == "line" and self._is_seen(event) and counts
            if not is_line and until == told:
                continue
            while opened < len(self._frames) and self._frames[opened].opened <= event.number:
                self._open.append(self._frames[opened])
                opened += 1
            yield self._stop(event, tuple(self._moments[told:until]), ahead)
            told = until

    def _stop(
        self, event: ContextEvent, moments: tuple[Moment, ...], ahead: tuple[str, int] | None
    ) -> Stop:
        self._open = [frame for frame in self._open if frame.is_open_at(event.number)]
        standing: Standing = "last" if self._place else "first" if ahead else "none"
        away: Away = "flask" if event.kind in _OF_FLASK else "outside"
        if event.kind != "line" and self._is_unfollowed(event):
            away = "unfollowed"
        elif self._is_seen(event):
            standing = "next" if event.kind in ("line", _LINES_FULL) else "within"
            away = "flask" if event.kind in _OF_FLASK else ""
        elif event.line:
            away = "unseen"
        file, line = self._place or ahead or (next(iter(self._lengths), ""), 0)
        return Stop(
            number=event.number,
            lane=self._lane,
            kind=event.kind,
            file=file,
            line=line,
            standing=standing,
            away=away,
            moments=moments,
            stack=tuple(sorted(self._open, key=lambda frame: frame.depth)),
            now=event,
        )

    def _is_unfollowed(self, event: ContextEvent) -> bool:
        return any(first < event.number < end for first, end in self._unfollowed)

    def _is_seen(self, event: ContextEvent) -> bool:
        """Whether the event is in a line whose text is known."""
        return 0 < event.line <= self._lengths.get(event.file, 0)

    def _first_line(self) -> tuple[str, int] | None:
        """The first line of the learner's that this lane comes to; of the prologue only if last."""
        seen = [(one.file, one.line) for one in self._events if self._is_seen(one)]
        own = (place for place in seen if place[0] != self._prologue)
        return next(own, seen[0] if seen else None)


def _unfollowed(timeline: Timeline) -> list[tuple[int, float]]:
    """From which event to which lines are not followed; of each test they are counted anew."""
    tests = [event.number for event in timeline.events if event.kind == "test-began"]
    found: list[tuple[int, float]] = []
    for event in timeline.events:
        if event.kind in _TAKEN_OVER:
            found.append((event.number, inf))
        elif event.kind == _LINES_FULL:
            later = (number for number in tests if number > event.number)
            found.append((event.number, next(later, inf)))
    return found

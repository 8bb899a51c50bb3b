"""Owns the timeline: context events → moments and frames, one lane per thread or task (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from itertools import takewhile
from typing import Any, Literal, cast

from flasktutor.runner.protocol import ContextEvent
from flasktutor.values import frozen

FrameKind = Literal["app", "request", "context"]
"""What is pushed; from Flask 3.2 on, an app context that holds a request is a "context"."""

MAIN = "main"
"""The lane in which a program starts."""
QUIET = (
    "line",
    "returned",
    "app-loaded",
    "exception-left",
    "teardown-left",
    "fixture-ready",
    "fixture-ended",
    "test-left",
)
"""Kinds of events that tell where the code stands and are no moment by themselves."""
_OPENS = ("-pushed", "-inherited", "-back", "-there")
_CLOSES = ("-popped", "-dropped")


@frozen(kw_only=True)
class Frame:
    """One pushed context, from `opened` to `closed` (event numbers).

    `closed` is None while it is pushed still. An `inherited` frame was not pushed in
    its lane: it came along when a thread or task was started with a copied context. One that
    is `back` was popped before: a test client pushes the contexts of its request again.
    """

    number: int
    lane: str
    kind: FrameKind
    label: str
    opened: int
    closed: int | None = None
    inherited: bool = False
    back: bool = False
    parent: int | None = None
    depth: int = 0

    def is_open_at(self, number: int) -> bool:
        """Whether it is pushed just after the event of that number."""
        return self.opened <= number and (self.closed is None or number < self.closed)


@frozen(kw_only=True)
class Moment:
    """Something worth telling, at an event: the event itself, or what has changed by then.

    `depth` counts the frames around it; for a push or a pop, those around the frame.
    """

    number: int
    lane: str
    kind: str
    label: str = ""
    frame: int | None = None
    depth: int = 0
    line: int = 0
    file: str = ""
    at_ms: float = 0.0

    @property
    def opens(self) -> bool:
        """Whether a frame begins here."""
        return self.kind.endswith(_OPENS)

    @property
    def closes(self) -> bool:
        """Whether a frame ends here."""
        return self.kind.endswith(_CLOSES)


@frozen
class Timeline:
    """A recorded run: its events, the frames they make, and the moments to tell, in order."""

    events: tuple[ContextEvent, ...]
    frames: Mapping[int, Frame]
    moments: tuple[Moment, ...]

    @property
    def lanes(self) -> tuple[str, ...]:
        """The threads and tasks by name, in order of appearance."""
        return tuple(dict.fromkeys(event.lane for event in self.events))

    @property
    def is_whole(self) -> bool:
        """Whether it was recorded to the end."""
        return not self.events or self.events[-1].kind != "recording-full"

    def part(self, first: int, last: int) -> Timeline:
        """What happened from one event to another, inside the frames that were there before."""
        opened = {one.frame: one for one in self.moments if one.opens}
        before = [
            replace(opened[frame.number], kind=f"{frame.kind}-there")
            for frame in self.frames.values()
            if frame.opened < first and (frame.closed is None or frame.closed >= first)
        ]
        lanes = {one.lane for one in self.moments if first <= one.number <= last}
        moments = [
            *(one for one in before if one.lane in lanes),
            *(one for one in self.moments if first <= one.number <= last),
        ]
        events = (one for one in self.events if first <= one.number <= last)
        return Timeline(tuple(events), self.frames, tuple(moments))

    def still_pushed(self) -> tuple[Frame, ...]:
        """The frames that nobody popped by the end."""
        frames = self.frames.values() if self.is_whole else ()
        return tuple(one for one in frames if one.closed is None and not one.inherited)

    def stack(self, lane: str, number: int) -> tuple[Frame, ...]:
        """The frames pushed in a lane just after the event of that number, outermost first."""
        found = [
            frame
            for frame in self.frames.values()
            if frame.lane == lane and frame.is_open_at(number)
        ]
        return tuple(sorted(found, key=lambda frame: frame.depth))

    def latest(self, lane: str, number: int) -> ContextEvent | None:
        """The last event of a lane up to that number: it says what the proxies resolve to."""
        known = (event for event in self.events if event.lane == lane and event.number <= number)
        return max(known, key=lambda event: event.number, default=None)

    def as_data(self) -> dict[str, Any]:
        """Everything as plain data for JSON."""
        return {
            "lanes": list(self.lanes),
            "frames": [asdict(frame) for frame in self.frames.values()],
            "events": [asdict(event) for event in self.events],
        }


def timeline(events: Iterable[ContextEvent]) -> Timeline:
    """The timeline of a recorded run."""
    ordered = tuple(sorted(events, key=lambda event: event.number))
    lanes: dict[str, _Lane] = {}
    frames: dict[int, Frame] = {}
    moments: list[Moment] = []
    for event in ordered:
        lane = lanes.setdefault(event.lane, _Lane(event.lane))
        moments += lane.told(event, frames, moments)
    return Timeline(ordered, frames, tuple(moments))


class _Lane:
    """One lane while its events are gone through."""

    def __init__(self, name: str) -> None:
        self.stack: list[int] = []
        self.last: ContextEvent | None = None
        self._unannounced = name != MAIN

    def told(
        self, event: ContextEvent, frames: dict[int, Frame], before: Sequence[Moment]
    ) -> Iterator[Moment]:
        """The moments that `event` makes; the frames it opens or closes."""
        if self._unannounced:
            self._unannounced = False
            if not event.kind.endswith("-inherited"):
                yield replace(self._moment(event), kind="lane-began", label="")
        yield from (one for one in self._changes(event) if not self._is_told(one, before))
        if event.kind.endswith(_OPENS):
            yield self._moment(event)
            self._open(event, frames)
        elif event.kind.endswith(_CLOSES):
            self._close(event, frames)
            yield self._moment(event)
        elif event.kind not in QUIET:
            yield self._moment(event)
        self.last = event

    def _is_told(self, change: Moment, before: Sequence[Moment]) -> bool:
        """Whether another lane, with the same context, has told of this change just now."""
        since = self.last.number if self.last else 0
        return any(
            (one.kind, one.label) == (change.kind, change.label) and one.lane != change.lane
            for one in takewhile(lambda one: one.number > since, reversed(before))
        )

    def _moment(self, event: ContextEvent) -> Moment:
        return Moment(
            number=event.number,
            lane=event.lane,
            kind=event.kind,
            label=event.label,
            frame=event.frame,
            depth=len(self.stack),
            line=event.line,
            file=event.file,
            at_ms=event.at_ms,
        )

    def _open(self, event: ContextEvent, frames: dict[int, Frame]) -> None:
        kind, _dash, how = event.kind.partition("-")
        number = event.frame or 0
        frames[number] = Frame(
            number=number,
            lane=event.lane,
            kind=cast(FrameKind, kind),
            label=event.label,
            opened=event.number,
            inherited=how == "inherited",
            back=how == "back",
            parent=self.stack[-1] if self.stack else None,
            depth=len(self.stack),
        )
        self.stack.append(number)

    def _close(self, event: ContextEvent, frames: dict[int, Frame]) -> None:
        number = event.frame or 0
        if number in self.stack:
            self.stack.remove(number)
            frames[number] = replace(frames[number], closed=event.number)

    def _changes(self, event: ContextEvent) -> Iterator[Moment]:
        """What the code did to `g` and `session` since the lane's last event."""
        before = self.last
        # Before a test begins, others may have run of which nothing was kept.
        is_apart = event.kind.endswith((*_OPENS, *_CLOSES)) or event.kind == "test-began"
        if before is None or is_apart or not self.stack:
            return
        if before.g == event.g and before.session == event.session:
            return  # most lines change neither
        # The line that did it is the one that was about to run then.
        at = replace(self._moment(event), line=before.line, file=before.file, frame=self.stack[-1])
        if before.current_app == event.current_app:
            yield from _g_changes(at, before.g, event.g)
        if before.request == event.request and None not in (before.session, event.session):
            old, new = before.session or (), event.session or ()
            yield from (replace(at, kind="session-set", label=key) for key in new if key not in old)
            yield from (
                replace(at, kind="session-removed", label=key) for key in old if key not in new
            )


def _g_changes(
    at: Moment, old: Mapping[str, str] | None, new: Mapping[str, str] | None
) -> Iterator[Moment]:
    if old is None or new is None:
        return
    for name, value in new.items():
        if old.get(name) != value:
            yield replace(at, kind="g-set", label=f"{name} = {value}")
    for name in old:
        if name not in new:
            yield replace(at, kind="g-removed", label=name)

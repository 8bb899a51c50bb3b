"""Owns what a rule is given, and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from flasktutor.contexts import MAIN, Frame, Timeline
from flasktutor.faults.code import ParsedFile
from flasktutor.runner.protocol import ContextEvent
from flasktutor.values import frozen


@frozen
class Fault:
    """One thing that is wrong: the cause's id, the events that show it, facts for its words."""

    id: str
    seen: tuple[ContextEvent, ...]
    facts: Mapping[str, str]


class Run:
    """A recorded run as rules look at it."""

    def __init__(self, seen: Timeline, sources: Mapping[str, str]) -> None:
        self.timeline = seen
        self._sources = sources
        self._codes: dict[str, ParsedFile] = {}

    @property
    def events(self) -> tuple[ContextEvent, ...]:
        """All events, in the order of time."""
        return self.timeline.events

    @cached_property
    def by_lane(self) -> Mapping[str, tuple[ContextEvent, ...]]:
        """The events of each lane."""
        lanes: dict[str, list[ContextEvent]] = {}
        for event in self.events:
            lanes.setdefault(event.lane, []).append(event)
        return {lane: tuple(events) for lane, events in lanes.items()}

    @cached_property
    def serving(self) -> frozenset[str]:
        """The lanes in which requests were answered, and the one the program started in."""
        return frozenset(e.lane for e in self.events if e.kind == "request-started") | {MAIN}

    def code(self, file: str) -> ParsedFile:
        """What a file of the learner's says; nothing of one that cannot be read."""
        if file not in self._codes:
            self._codes[file] = ParsedFile(self._sources.get(file, ""))
        return self._codes[file]

    def escaped(self) -> Iterator[tuple[ContextEvent, ContextEvent]]:
        """Each exception that the learner's own code let go: where it was raised, and left."""
        for events in self.by_lane.values():
            raised: ContextEvent | None = None
            for event in events:
                if event.kind == "exception-raised":
                    raised = event
                elif event.kind == "exception-caught":
                    raised = None
                elif event.kind == "exception-left" and raised and raised.label == event.label:
                    if not _caught_later(event, events):
                        yield raised, event
                    raised = None

    @cached_property
    def _by_number(self) -> Mapping[int, ContextEvent]:
        return {event.number: event for event in self.events}

    def event(self, number: int) -> ContextEvent:
        """The event of that number."""
        return self._by_number[number]

    def around(self, frame: Frame) -> Iterator[Frame]:
        """The frames that a frame was pushed inside, innermost first."""
        while frame.parent is not None:
            frame = self.timeline.frames[frame.parent]
            yield frame


Rule = Callable[[Run], Iterator[Fault]]


def _caught_later(left: ContextEvent, events: tuple[ContextEvent, ...]) -> bool:
    """Whether code of the learner's further out caught what left a function."""
    for event in events:
        if event.number > left.number and event.kind in ("exception-raised", "exception-caught"):
            return event.kind == "exception-caught"
    return False

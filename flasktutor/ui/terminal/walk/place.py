"""Owns the place in a recorded run that is gone through: lane, stop, and what is searched there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flasktutor.contexts import Timeline
from flasktutor.language import _
from flasktutor.stops import Stop, at, lines_of, stops
from flasktutor.ui.protocol.blocks import Recording
from flasktutor.ui.views.context_words import told


class Walk:
    """A recorded run, its lanes that have stops, and the place in each."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.sources = {name: lines_of(text) for name, text in recording.sources.items()}
        self.lanes = {lane: found for lane in self.timeline.lanes if (found := self._stops(lane))}
        self._remarks = self._placed()
        self.lane = next(filter(self._runs_code, self.lanes), next(iter(self.lanes), ""))
        self.place = 0
        self._time = self.stop.number if self.lanes else 0
        """The event up to which has been gone: lanes that are only looked at do not change it."""

    @property
    def timeline(self) -> Timeline:
        """What was recorded."""
        return self.recording.timeline

    @property
    def stops(self) -> Sequence[Stop]:
        """Those of the lane it stands in."""
        return self.lanes[self.lane]

    @property
    def stop(self) -> Stop:
        """Where it stands."""
        return self.stops[self.place]

    def move(self, by: int) -> bool:
        """Go that many stops forward or back, as far as there are any; whether there were."""
        before = self.place
        self._go(min(max(before + by, 0), len(self.stops) - 1))
        return self.place != before

    def change(self, lane: str) -> bool:
        """Look at another lane at the same time; False if it begins later: at its beginning."""
        self.lane = lane
        place = at(self.stops, self._time)
        self.place = max(place, 0)
        return place >= 0

    def neighbour(self, by: int) -> str:
        """The lane so many further on, round and round."""
        names = list(self.lanes)
        return names[(names.index(self.lane) + by) % len(names)]

    def stop_of(self, lane: str) -> Stop | None:
        """Where another lane stands meanwhile; None before it has begun."""
        found = self.lanes[lane]
        place = at(found, self.stop.number)
        return found[place] if place >= 0 else None

    def remarks(self, stop: Stop) -> Sequence[str]:
        """What is known to be wrong at a stop."""
        return self._remarks.get(stop.number, ())

    def seek(self, wanted: Callable[[Stop], bool], by: int) -> bool:
        """Go to the next stop that is `wanted`, forward or back, round the lane; whether any is."""
        count = len(self.stops)
        for step in range(1, count + 1):
            place = (self.place + by * step) % count
            if wanted(self.stops[place]):
                self._go(place)
                return True
        return False

    def _go(self, place: int) -> None:
        self.place = place
        self._time = self.stop.number

    def holds(self, text: str) -> Callable[[Stop], bool]:
        """Whether a stop's line, or what is told there, has a text in it, in any case."""
        text = text.lower()
        return lambda stop: any(text in one.lower() for one in self._texts(stop))

    def is_bad(self, stop: Stop) -> bool:
        """Whether an exception is told there, or a finding."""
        return bool(self.remarks(stop)) or any(is_error(one.kind) for one in stop.moments)

    def code(self, stop: Stop) -> str:
        """The line that is shown at a stop."""
        return self.sources[stop.file][stop.line - 1] if stop.line else ""

    def _texts(self, stop: Stop) -> Sequence[str]:
        said = [*map(told, stop.moments), *self.remarks(stop)]
        if stop.standing in ("next", "within"):
            said += [
                self.code(stop),
                _("{file}, line {line}").format(file=stop.file, line=stop.line),
            ]
        return said

    def _stops(self, lane: str) -> tuple[Stop, ...]:
        recording = self.recording
        return stops(recording.timeline, recording.sources, lane, prologue=recording.prologue)

    def _runs_code(self, lane: str) -> bool:
        return any(stop.standing in ("next", "within") for stop in self.lanes[lane])

    def _placed(self) -> dict[int, list[str]]:
        """The remarks by the stops at which they are shown: the last before what they are about."""
        placed: dict[int, list[str]] = {}
        lanes = {event.number: event.lane for event in self.timeline.events}
        for number, texts in self.recording.remarks.items():
            found = self.lanes.get(lanes.get(number, ""), ())
            place = at(found, number)
            if place >= 0:
                placed.setdefault(found[place].number, []).extend(texts)
        return placed


def is_error(kind: str) -> bool:
    """Whether something went wrong at a moment of that kind."""
    return kind in ("exception-raised", "exception-unhandled", "exception-uncaught", "test-failed")

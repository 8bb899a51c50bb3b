"""Owns the events of a recording: what is noted, where it stands, and how much of it."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Callable

from ..raised import class_name
from .forgetting import QUIET, Event
from .lanes import Lane, Lanes, StackEntry, Tally
from .proxies import Proxies, keys
from .roles import Roles

Own = Callable[[str], str]

MOST_LINES = 2000
"""So many lines are noted one by one; beyond them only what happens to contexts is."""
MOST_LINES_IN_ALL = 5000
"""Of many tests each may have as many; this is what a report has room for beside all else."""
MOST_EVENTS = 200
"""Beyond so many events, lines not counted, nobody reads on, and recording ends."""
_LONGEST_LABEL = 120


class Notes:
    """The events of one recording. `own` gives a file's name to show if it is the learner's.

    With `lines`, each line that is about to run is an event, too. Of other events `most` are noted.
    """

    def __init__(self, own: Own, *, lines: bool, most: int) -> None:
        self.own = own
        self.lines = lines
        #: Whether lines of modules count, or only those of functions.
        self.imports = True
        self.most = most
        self.proxies = Proxies()
        self.tally = Tally()
        self.lanes = Lanes(self.proxies, self.note, self._tally_of_lane)
        self.roles = Roles()
        self.events: list[Event] = []
        self.active = False
        self._begun = time.perf_counter()

    def note(self, kind: str, lane: Lane, label: str = "", frame: StackEntry | None = None) -> None:
        """Add an event to a lane, with what the proxies resolve to."""
        tally = lane.tally
        if not self.active or tally.full:
            return
        if kind not in QUIET:
            tally.events += 1
            if tally.events > self.most:
                kind, label = "recording-full", ""
                self._fill(tally)
        about = frame or (lane.stack[-1] if lane.stack else None)
        event = {
            **self.look(lane),
            "kind": kind,
            "lane": lane.name,
            "frame": about.number if about else None,
            "line": lane.line,
            "file": lane.file,
            "label": label[:_LONGEST_LABEL],
            "at_ms": round((time.perf_counter() - self._begun) * 1000, 3),
        }
        self._keep(event, lane)

    def _tally_of_lane(self) -> Tally:
        """What the events of a new lane are counted in: all lanes of a run together."""
        return self.tally

    def _fill(self, _tally: Tally) -> None:
        """Enough was noted: nobody reads on."""
        self.active = False

    def _keep(self, event: Event, _lane: Lane) -> None:
        self.events.append(event)

    def look(self, lane: Lane) -> Event:
        """What the proxies resolve to in a lane, None where they are unbound."""
        app, request = lane.app, lane.request
        if request is not None and request.session is None and not lane.opening:
            request.session = self.proxies.session()
        lane.state = {
            "current_app": app.app.name if app else None,
            "g": self.proxies.contents(app.key) if app else None,
            "request": request.request if request else None,
            "session": keys(request.session) if request else None,
        }
        return lane.state

    def note_line(self, lane: Lane, kind: str = "line") -> bool:
        """Note that the lane's line is about to run, or goes on when a call has returned.

        False when enough lines were noted.
        """
        if not self.lines:
            return True
        tally = lane.tally
        if tally.lines_full:
            return False
        tally.lines += 1
        in_all = len(self.events) - tally.events
        tally.lines_full = tally.lines >= MOST_LINES or in_all >= MOST_LINES_IN_ALL
        self.note("lines-full" if tally.lines_full else kind, lane)
        return not tally.lines_full

    def note_raised(self, lane: Lane, error: BaseException, way: TracebackType | None) -> None:
        """Note an exception, once however many calls it passes through."""
        if not lane.has_met(error, way):
            lane.said = described(error)
            self.note("exception-raised", lane, lane.said)

    def synced(self) -> Lane:
        """The lane of the thread and task that is running, as it stands now."""
        lane = self.lanes.here()
        self.lanes.sync(lane)
        return lane


def described(error: BaseException) -> str:
    """An exception in one line."""
    name = class_name(type(error))
    try:
        text = str(error).split("\n")[0]
        if hasattr(error, "code") and hasattr(error, "name"):
            text = f"{error.code} {error.name}"  # an HTTP error; its description is long
    except BaseException:  # it may be of the learner's own class, and do anything
        text = ""
    return f"{name}: {text}" if text else name

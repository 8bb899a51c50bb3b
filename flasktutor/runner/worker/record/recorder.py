"""Listens to Flask's signals and to the running lines, and notes each context event."""

from __future__ import annotations

import sys
from typing import Any, Callable

import flask

from .calls import Calls
from .codes import Follow
from .following import follower
from .forgetting import Event, counted, remaining
from .lanes import Lane, Tally
from .marks import contents, unsaved
from .notes import MOST_EVENTS, Notes, Own, described
from .proxies import request_line
from .roles import Role


class Recorder(Notes):
    """One recording. `own` gives a file's name to show if it is the learner's, else "".

    With `lines`, each line that is about to run is an event, too. Nothing of this
    is active before `start` and after `stop`.
    """

    def __init__(self, own: Own, *, lines: bool = True, most: int = MOST_EVENTS) -> None:
        super().__init__(own, lines=lines, most=most)
        #: Who follows the code in our place, "" for nobody; None as long as we do.
        self.replaced: str | None = None
        calls = Calls(self)
        self._codes = calls.codes
        self._follower = follower(calls)
        self._signals = {
            flask.appcontext_pushed: self._aside(self._pushed),
            flask.appcontext_popped: self._aside(self._popped),
            flask.request_started: self._aside(self._started),
            flask.request_finished: self._aside(self._finished),
            flask.template_rendered: self._aside(self._rendered),
            flask.got_request_exception: self._aside(self._unhandled),
        }

    def start(self) -> None:
        """Begin; threads that are already running are not followed line by line."""
        self.active = True
        for signal, receiver in self._signals.items():
            signal.connect(receiver, weak=False)
        self._follower.start()
        self.lanes.here().followed = True

    def outside(self) -> None:
        """What comes now is done from outside, not by the learner's line that ran last."""
        lane = self.lanes.here()
        lane.line, lane.file = 0, ""

    def stop(self) -> list[Event]:
        """End, and give the events noted."""
        if self.active:
            self._look_for_others(self.lanes.here(), sys.gettrace())
        self._rest()
        return self.taken()

    def follow(self, function: Any, means: Follow) -> None:
        """Have `means` called for each call of `function`, which is none of the learner's."""
        self._codes.follow(function, means)

    def watch_part(self, function: Any, role: Role) -> None:
        """Look out for a function that has a role beside any app, if it is the learner's."""
        self._codes.watch_part(function, role)

    def _rest(self) -> None:
        self.active = False
        self._follower.stop()
        for signal, receiver in self._signals.items():
            signal.disconnect(receiver)

    def unfollowed(self) -> list[str]:
        """The lanes whose code could not be followed, though signals were heard from them."""
        noted = {one["lane"] for one in self.events}
        lanes = self.lanes.all() if self.replaced is None else ()
        return [one.name for one in lanes if not one.followed and one.name in noted]

    def taken(self) -> list[Event]:
        """The events noted up to now."""
        return [dict(event, number=number) for number, event in enumerate(self.events, 1)]

    def fresh(self) -> None:
        """Forget the events noted, and go on with the stacks as they are."""
        self.events.clear()
        self.tally.events = self.tally.lines = 0
        self.tally.lines_full = False

    def section(self) -> int:
        """Count lines and calls anew, and go on where enough was forgotten; where that begins."""
        self.tally.lines = self.tally.calls = 0
        self.tally.lines_full = False
        if not self.active and self.tally.events <= self.most:
            self.start()
        return len(self.events)

    def forget(self, first: int) -> None:
        """Forget the events from `first` on, but for contexts that reach beyond them."""
        late = self.events[first:]
        there = {frame.number for lane in self.lanes.all() for frame in lane.stack}
        self.events[first:] = kept = remaining(self.events, first, there)
        self.tally.events -= counted(late) - counted(kept)

    def happened(self, first: int) -> bool:
        """Whether anything but lines was noted from `first` on."""
        return counted(self.events[first:]) > 0

    def _pushed(self, lane: Lane, sender: flask.Flask, **_more: Any) -> None:
        self._codes.watch(self.roles.of(sender).values())
        # In a context that holds a request, the session is opened only after this.
        lane.opening = True
        self.lanes.pushed(lane)
        lane.opening = False

    def _popped(self, lane: Lane, _sender: flask.Flask, **_more: Any) -> None:
        self.lanes.popped(lane)

    def _started(self, lane: Lane, sender: flask.Flask, **_more: Any) -> None:
        self.lanes.sync(lane)
        view = self.roles.view(sender)
        self._codes.watch(self.roles.of(sender).values())
        if lane.request is not None and view is not None:
            lane.request.view = view
            self._codes.watch([view])
        self.note("request-started", lane, request_line(flask.request))
        if lane.request is not None:
            lane.request.kept = contents(lane.request.session)

    def _finished(self, lane: Lane, sender: flask.Flask, response: Any, **_more: Any) -> None:
        self.lanes.sync(lane)
        self.note("request-finished", lane, str(response.status))
        about = lane.request
        if about is not None and (keys_ := unsaved(sender, about.session, about.kept)):
            self.note("session-unsaved", lane, ", ".join(keys_))

    def _rendered(self, lane: Lane, _sender: flask.Flask, template: Any, **_more: Any) -> None:
        self.lanes.sync(lane)
        self.note("template-rendered", lane, template.name or "")

    def _unhandled(
        self, lane: Lane, _sender: flask.Flask, exception: BaseException, **_more: Any
    ) -> None:
        self.lanes.sync(lane)
        self.note_raised(lane, exception, exception.__traceback__)
        lane.raised = None
        self.note("exception-unhandled", lane, described(exception))

    def _aside(self, receiver: Callable[..., None]) -> Callable[..., None]:
        """Keeps what a receiver does, and its flaws, out of the learner's run."""

        def receive(sender: flask.Flask, **more: Any) -> None:
            trace, lane = sys.gettrace(), self.lanes.here()
            sys.settrace(None)  # a debugger's, too
            before, lane.aside = lane.aside, True
            try:
                self._look_for_others(lane, trace)
                receiver(lane, sender, **more)
            except Exception:
                return
            finally:
                lane.aside = before
                sys.settrace(trace)

        return receive

    def _look_for_others(self, lane: Lane, trace: Any) -> None:
        """Note when the code of a thread that was followed is followed by somebody else."""
        if self.replaced is not None or not lane.followed:
            return
        self.replaced = other = self._follower.replaced_by(trace)
        if other is not None:
            for one in self.lanes.all():
                one.file, one.line = "", 0  # where it stands now is not known
            self.note("tracing-replaced" if other else "tracing-ended", lane, other)

    def _fill(self, _tally: Tally) -> None:
        """Enough was noted: nobody reads on, and recording ends."""
        self._rest()

    def note_uncaught(self, error: BaseException) -> None:
        """Note that an exception ends the thread that is running."""
        lane = self.synced()
        self.note_raised(lane, error, error.__traceback__)
        self.note("exception-uncaught", lane, described(error))

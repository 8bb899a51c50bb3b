"""Records a server: the events of each request by itself, handed out when it is answered."""

from __future__ import annotations

import itertools
import sys
import threading
import weakref
from types import FrameType
from typing import Any

import flask

from .codes import After
from .forgetting import Event
from .lanes import Lane, Tally
from .notes import Own
from .recorder import Recorder

BESIDE = 0
"""The number of what belongs to no request that is being answered."""
_MOST_BESIDE = 5000


class RequestRecorder(Recorder):
    """A recording without an end, whose limits count for each request by itself.

    Threads that a request starts belong to it, also when it is answered, and those of
    a pool as long as they do its work.
    """

    def __init__(self, own: Own, most: int) -> None:
        super().__init__(own, lines=False, most=most)
        self._kept: dict[int, list[Event]] = {}
        self._order = itertools.count(1)
        #: Which request a thread answers, or was started by.
        self._of_thread: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
        self._running: dict[int, Lane] = {}
        # As it is before a program patches it; a repr of the learner's may come back here.
        self._lock = threading.RLock()
        self._unheard: dict[str, None] = {}
        #: Which request has handed work to a pool, by what it was given for it.
        self._of_future: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
        #: Which request has started a greenlet.
        self._of_greenlet: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
        self.follow(threading.Thread.start, self._note_start)

    def follow_pools(self) -> None:
        """See which request a pool's thread works for; called when the app had time to patch."""
        from concurrent.futures import ThreadPoolExecutor, thread

        self.follow(ThreadPoolExecutor.submit, self._note_work)
        item = getattr(thread, "_WorkItem", None)
        if item is not None:
            self.follow(item.run, self._note_run)
        greenlets = sys.modules.get("eventlet.greenthread")
        if greenlets is not None:
            self.follow(greenlets.spawn, self._note_spawn)
            self.follow(greenlets.spawn_n, self._note_spawn)

    def rest_here(self) -> None:
        """Follow no code in this thread, for it is the server's own, until a request begins.

        Greenlets of one thread are followed together: where one is, the thread goes on.
        """
        lane = self.lanes.here()
        if lane.owner[2] is None and self._follower.rest_here():
            lane.rests = True

    def begin(self, number: int) -> None:
        """The thread that is running answers the request of that number from here on."""
        lane = self.lanes.here()
        if lane.rests:  # else somebody else follows it
            self._follower.go_on_here()
        lane.name, lane.serves, lane.tally = f"request-{number}", number, Tally()
        lane.file, lane.line = "", 0
        lane.rule = lane.endpoint = ""
        with self._lock:
            self._of_thread[lane.owner[0]] = number
            self._running[number] = lane

    def end(self, number: int) -> tuple[Lane, list[Event]]:
        """It is answered: its lane, and the events noted meanwhile."""
        # In one step: what is left of a request that is over is told by another thread.
        with self._lock:
            lane = self._running.pop(number)
            lane.serves = BESIDE
            return lane, self._kept.pop(number, [])

    def taken_beside(self) -> list[tuple[int, list[Event]]]:
        """The events up to now of no request, or of one that is answered; they are forgotten."""
        self._forget_ended()
        with self._lock:
            over = [number for number in self._kept if number not in self._running]
            return [(number, self._kept.pop(number)) for number in over]

    def at_work(self, number: int) -> int:
        """How many other threads that a request has started are alive."""
        lane = self._running.get(number)
        mine = lane.owner[0] if lane else threading.current_thread()
        with self._lock:
            started = [one for one, of in self._of_thread.items() if of == number]
            greenlets = [one for one, of in self._of_greenlet.items() if of == number]
        threads = sum(1 for one in started if one is not mine and one.is_alive())
        return threads + sum(1 for one in greenlets if not one.dead)

    def here(self) -> int:
        """The request that the thread works for that is running; 0 for none."""
        return self._here(self.lanes.here())

    def running(self) -> list[int]:
        """The numbers of the requests that are being answered."""
        return list(self._running)

    def unfollowed(self) -> list[str]:
        """The lanes whose code could not be followed, though signals were heard from them."""
        for lane in self.lanes.all():
            self._mark_unheard(lane)
        return list(self._unheard) if self.replaced is None else []

    def _tally_of_lane(self) -> Tally:
        return Tally()

    def _fill(self, tally: Tally) -> None:
        tally.full = True

    def _keep(self, event: Event, lane: Lane) -> None:
        lane.noted = True
        number = self._here(lane)
        if not lane.serves and number != lane.last_for:
            lane.last_for, lane.tally = number, Tally()
        with self._lock:
            event["number"] = next(self._order)
            kept = self._kept.setdefault(number, [])
            if number != BESIDE or len(kept) < _MOST_BESIDE:
                kept.append(event)

    def _note_start(self, frame: FrameType, lane: Lane) -> None:
        if self._here(lane) != BESIDE:
            self._assign(frame.f_locals["self"], self._here(lane))

    def _note_work(self, _frame: FrameType, lane: Lane) -> After:
        return self._begun_in(lane, self._of_future)

    def _note_spawn(self, _frame: FrameType, lane: Lane) -> After:
        return self._begun_in(lane, self._of_greenlet)

    def _begun_in(self, lane: Lane, kept: weakref.WeakKeyDictionary[Any, int]) -> After:
        """Keep of what comes back which request has begun it."""
        number = self._here(lane)

        def after(begun: Any) -> None:
            if begun is not None and number != BESIDE:
                with self._lock:
                    kept[begun] = number

        return after

    def _note_run(self, frame: FrameType, lane: Lane) -> After:
        thread = lane.owner[0]
        self._assign(thread, self._of_future.get(frame.f_locals["self"].future, BESIDE))

        return lambda _given: self._assign(thread, BESIDE)

    def _assign(self, thread: Any, number: int) -> None:
        with self._lock:
            self._of_thread[thread] = number

    def _here(self, lane: Lane) -> int:
        """The request that a lane answers, or works for."""
        thread, _task, greenlet = lane.owner
        number = lane.serves or self._of_thread.get(thread, BESIDE)
        if number != BESIDE or greenlet is None:
            return number
        if greenlet not in self._of_greenlet:
            self._of_greenlet[greenlet] = self._spawner_s(greenlet)
        return self._of_greenlet[greenlet]

    def _spawner_s(self, greenlet: Any) -> int:
        """The request of the greenlet that has started this one; gevent remembers which did."""
        spawner = getattr(greenlet, "spawning_greenlet", None)
        started_by = spawner() if spawner is not None else None
        lanes = self.lanes.all() if started_by is not None else ()
        return next((self._here(one) for one in lanes if one.owner[2] is started_by), BESIDE)

    def _forget_ended(self) -> None:
        def is_over(lane: Lane) -> bool:
            over = lane.owner[0] is not threading.main_thread() and not lane.is_alive()
            if over:
                self._mark_unheard(lane)
            return over

        self.lanes.forget(is_over)

    def _mark_unheard(self, lane: Lane) -> None:
        if lane.noted and not lane.followed and len(self._unheard) < 20:
            self._unheard[lane.name] = None

    def _started(self, lane: Lane, sender: flask.Flask, **more: Any) -> None:
        super()._started(lane, sender, **more)
        if lane.serves and not lane.endpoint:
            rule = flask.request.url_rule
            lane.rule = rule.rule if rule is not None else ""
            lane.endpoint = flask.request.endpoint or ""

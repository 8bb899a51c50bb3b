"""Owns what is drawn together, and when: requests that were under way at the same time (pure)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from flasktutor.contexts import Timeline, timeline
from flasktutor.runner.protocol import ContextEvent
from flasktutor.trace.served import Answered, Batch, Began, Failed
from flasktutor.values import frozen

HOLD = 0.4
"""Seconds that an answer waits at most for those beside it, to be drawn with them."""
_QUIET = 0.3
_LONGEST = 1.0
_REMEMBERED = 200


@frozen(kw_only=True)
class Visit:
    """A request that is over, what happened in its threads, and the requests beside it."""

    answered: Answered
    events: tuple[ContextEvent, ...] = ()
    beside: tuple[Began, ...] = ()
    errors: tuple[Failed, ...] = ()


@frozen(kw_only=True)
class Later:
    """What threads did when request `of` was answered already, or belongs to none."""

    of: Began | None
    timeline: Timeline
    errors: tuple[Failed, ...] = ()


@frozen
class Group:
    """Visits that overlap each other, in the order in which they came."""

    visits: tuple[Visit, ...]


class Visits:
    """Requests as they come and go. What is static is not waited for, unless `every` is drawn."""

    def __init__(self, *, every: bool) -> None:
        self._every = every
        self.running: dict[int, Began] = {}
        self._events: dict[int, list[ContextEvent]] = {}
        self._errors: dict[int, list[Failed]] = {}
        self._waiting: dict[int, tuple[Visit, float]] = {}
        self._recent: deque[Answered] = deque(maxlen=_REMEMBERED)
        self._later = _Threads()

    def began(self, began: Began) -> None:
        """A request has come."""
        self.running[began.number] = began

    def batch(self, batch: Batch, now: float) -> None:
        """Events of a request, of one that is answered, or of none."""
        if batch.of in self.running:
            self._events.setdefault(batch.of, []).extend(batch.events)
        elif batch.of in self._waiting:
            visit, since = self._waiting[batch.of]
            visit = replace(visit, events=(*visit.events, *batch.events))
            self._waiting[batch.of] = (visit, since)
        else:
            self._later.add(batch, now)

    def failed(self, failed: Failed, now: float) -> None:
        """A thread has ended in an error."""
        if failed.of in self.running:
            self._errors.setdefault(failed.of, []).append(failed)
        elif failed.of in self._waiting:
            visit, since = self._waiting[failed.of]
            self._waiting[failed.of] = (replace(visit, errors=(*visit.errors, failed)), since)
        else:
            self._later.fail(failed, now)

    def answered(self, answered: Answered, now: float) -> None:
        """A request is over."""
        self.running.pop(answered.number, None)
        events = tuple(self._events.pop(answered.number, ()))
        errors = tuple(self._errors.pop(answered.number, ()))
        if answered.is_static and not (self._every or errors):
            return
        self._recent.append(answered)
        visit = Visit(answered=answered, events=events, errors=errors)
        self._waiting[answered.number] = (visit, now)

    def due(self, now: float, *, all_: bool = False) -> Iterator[Group | Later]:
        """What is to be drawn now; `all_` of it at the end."""
        for group in self._groups():
            since = min(self._waiting[one.answered.number][1] for one in group)
            if all_ or now - since >= HOLD or not any(map(self._is_joined, group)):
                for one in group:
                    del self._waiting[one.answered.number]
                yield Group(tuple(replace(one, beside=self._beside(one)) for one in group))
        for number, drawn, errors in self._later.due(now, all_=all_):
            of = next((one for one in self._recent if one.number == number), None)
            yield Later(of=of, timeline=drawn, errors=errors)

    def _is_joined(self, visit: Visit) -> bool:
        """Whether more may come that belongs beside it."""
        others = self.running.values()
        return visit.answered.helpers > 0 or any(map(visit.answered.overlaps, others))

    def _beside(self, visit: Visit) -> tuple[Began, ...]:
        others = (*self._recent, *self.running.values())
        return tuple(one for one in others if visit.answered.overlaps(one))

    def _groups(self) -> list[list[Visit]]:
        """The visits that wait, those together that hang together by overlapping."""
        groups: list[list[Visit]] = []
        for visit, _since in sorted(self._waiting.values(), key=lambda one: one[0].answered.number):
            mine, others = [visit], []
            for group in groups:
                touches = any(visit.answered.overlaps(one.answered) for one in group)
                if touches:
                    mine = group + mine
                else:
                    others.append(group)
            groups = [*others, mine]
        return groups


class _Threads:
    """What threads do that no request waits for, until it is told."""

    def __init__(self) -> None:
        self._events: dict[int, list[ContextEvent]] = {}
        self._open: dict[int, list[ContextEvent]] = {}
        self._errors: dict[int, list[Failed]] = {}
        self._since: dict[int, tuple[float, float]] = {}

    def add(self, batch: Batch, now: float) -> None:
        self._events.setdefault(batch.of, []).extend(batch.events)
        self._heard(batch.of, now)

    def fail(self, failed: Failed, now: float) -> None:
        self._errors.setdefault(failed.of, []).append(failed)
        self._heard(failed.of, now)

    def _heard(self, number: int, now: float) -> None:
        self._since[number] = (self._since.get(number, (now, now))[0], now)

    def due(self, now: float, *, all_: bool) -> Iterator[tuple[int, Timeline, tuple[Failed, ...]]]:
        for number, (first, last) in list(self._since.items()):
            if all_ or now - last >= _QUIET or now - first >= _LONGEST:
                del self._since[number]
                errors = tuple(self._errors.pop(number, ()))
                yield number, self._drawn(number), errors

    def _drawn(self, number: int) -> Timeline:
        """What is new, inside the contexts that were pushed before."""
        events = self._events.pop(number, [])
        whole = timeline([*self._open.pop(number, []), *events])
        still = {frame.opened for frame in whole.frames.values() if frame.closed is None}
        if still:
            self._open[number] = [one for one in whole.events if one.number in still]
        if not events:
            return timeline(())
        return whole.part(min(one.number for one in events), whole.events[-1].number)

"""Owns what is wrong in requests as they are answered: each finding and error when first seen."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from flasktutor.causes import Explanation
from flasktutor.causes.system import System
from flasktutor.faults.teardowns import SLOW
from flasktutor.runner.protocol import ContextEvent
from flasktutor.trace.findings import ExplainedFault, findings
from flasktutor.trace.seen import Response, Trace
from flasktutor.trace.served import Answered, Failed
from flasktutor.trace.told import explained
from flasktutor.trace.visits import Visit
from flasktutor.values import frozen

MOST = 50
"""So many different findings and errors are kept: nobody reads on."""
_MOST_EVENTS, _MOST_VISITS = 5000, 200
_SLOW = "teardown-slow"
_PLACE = '  File "'
_LONGEST = 200
_OFTEN = 3
_MOST_SHAPES = 1000


@frozen(kw_only=True)
class ServedTrouble:
    """An error that ended a request or a thread: its traceback, and what is known of it."""

    traceback: str
    told: Explanation | None


@frozen(kw_only=True)
class Judgement:
    """What is to be said of what was just drawn: only what was not said before."""

    found: tuple[ExplainedFault, ...] = ()
    troubles: tuple[ServedTrouble, ...] = ()


class Judge:
    """Judges what a server answers, and remembers what was said."""

    def __init__(self, root: Path, system: System) -> None:
        self.flask = ""
        self.found: dict[object, ExplainedFault] = {}
        self.troubles: dict[object, ServedTrouble] = {}
        self.counts: dict[object, int] = {}
        self.loading: tuple[ContextEvent, ...] = ()
        #: What came last, for names in g may have been put there by another request.
        self.recent: deque[Visit] = deque()
        self._slow: dict[object, int] = {}
        self._shapes: set[int] = set()
        self._root, self._system = root, system

    def loaded(self, events: Sequence[ContextEvent]) -> Judgement:
        """What the loading of the app shows."""
        self.loading = tuple(events[:_MOST_EVENTS])
        return self._verdict(Trace(flask=self.flask, events=self.loading), ())

    def visits(self, visits: Sequence[Visit]) -> Judgement:
        """What these requests show, in the light of those before them where one has failed."""
        texts = [one.answered.traceback for one in visits]
        texts += [error.traceback for one in visits for error in one.errors]
        events = [event for one in visits for event in one.events]
        if not any(texts) and self._is_known(events):
            self._remember(visits)
            return Judgement()
        if any(texts) or any(one.kind == "exception-raised" for one in events):
            before = [event for one in self.recent for event in one.events]
            events = [*self.loading, *before, *events]
        seen = Trace(
            flask=self.flask,
            events=tuple(events),
            responses=tuple(response(one.answered) for one in visits),
        )
        self._remember(visits)
        return self._verdict(seen, texts)

    def threads(self, events: Sequence[ContextEvent], errors: Iterable[Failed]) -> Judgement:
        """What threads show that no request waits for."""
        before = [event for one in self.recent for event in one.events]
        seen = Trace(flask=self.flask, events=(*self.loading, *before, *events))
        return self._verdict(seen, [one.traceback for one in errors])

    def _verdict(self, seen: Trace, texts: Iterable[str]) -> Judgement:
        troubles = tuple(self._new_troubles(seen, texts))
        # What ended a request or a thread stands with its error.
        known = {one.told.id for one in self.troubles.values() if one.told}
        found = tuple(self._new_findings(seen, known))
        return Judgement(found=found, troubles=troubles)

    def _new_troubles(self, seen: Trace, texts: Iterable[str]) -> Iterator[ServedTrouble]:
        for text in filter(None, texts):
            key = _shape(text)
            self.counts[key] = self.counts.get(key, 0) + 1
            if key not in self.troubles and len(self.troubles) < MOST:
                self.troubles[key] = ServedTrouble(
                    traceback=text, told=explained(text, seen, self._system)
                )
                yield self.troubles[key]

    def _new_findings(self, seen: Trace, known: set[str]) -> Iterator[ExplainedFault]:
        for one in findings(seen, self._root):
            key = (one.told.id, one.seen[-1].file, one.seen[-1].line)
            if one.told.id in known or key in self.found or len(self.found) >= MOST:
                continue
            if self._is_often_enough(one, key):
                self.found[key] = one
                yield one

    def _is_often_enough(self, one: ExplainedFault, key: object) -> bool:
        """A teardown function is slow that is so time and again, not only when it runs first."""
        if one.told.id != _SLOW:
            return True
        self._slow[key] = self._slow.get(key, 0) + 1
        return self._slow[key] >= _OFTEN

    def _is_known(self, events: Sequence[ContextEvent]) -> bool:
        """Whether the same steps were judged before: most requests do what others have done."""
        shape = hash(tuple((one.kind, one.file, one.line) for one in events))
        if any(one.kind == "exception-raised" for one in events) or _is_slow(events):
            return False
        if shape in self._shapes:
            return True
        if len(self._shapes) < _MOST_SHAPES:
            self._shapes.add(shape)
        return False

    def _remember(self, visits: Sequence[Visit]) -> None:
        self.recent.extend(replace(one, errors=()) for one in visits)
        events = sum(len(one.events) for one in self.recent)
        while self.recent and (events > _MOST_EVENTS or len(self.recent) > _MOST_VISITS):
            events -= len(self.recent.popleft().events)


def _is_slow(events: Sequence[ContextEvent]) -> bool:
    """Whether a teardown function may have taken long."""
    entered: dict[str, float] = {}
    for one in events:
        if one.kind in ("teardown-request", "teardown-app"):
            entered[one.lane] = one.at_ms
        elif one.kind == "teardown-left" and one.at_ms - entered.get(one.lane, one.at_ms) > SLOW:
            return True
    return False


def response(answered: Answered) -> Response:
    """What a request got, as `trace` keeps it."""
    return Response(
        number=answered.number,
        lane=answered.lane,
        method=answered.method,
        path=answered.path,
        ms=answered.ms,
        status=answered.status,
        traceback=answered.traceback,
    )


def _shape(text: str) -> object:
    """A traceback without its values: the places it went through, and the kind of error."""
    lines = text.splitlines()
    places = tuple(line.partition(", in ")[0] for line in lines if line.startswith(_PLACE))
    return places, error_in(text).partition(":")[0]


def error_in(text: str) -> str:
    """The line of a traceback that says what was raised; its message may have more of them."""
    lines = text.strip().splitlines()
    last = max((n for n, line in enumerate(lines) if line.startswith(_PLACE)), default=-1)
    said = (line for line in lines[last + 1 :] if not line.startswith(" "))
    return next(said, lines[-1] if lines else "")[:_LONGEST]

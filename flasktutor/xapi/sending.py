"""Owns sending: statements in batches, each once, tried again, and what is left when that ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from flasktutor.progress import Progress
from flasktutor.values import frozen
from flasktutor.xapi.statements import Actor, Statement, statements
from flasktutor.xapi.store import Posting, Received, Store

BATCH = 200
"""Statements in one request: 100 to 200 kB, which every store takes."""
WAITS = (1.0, 2.0, 4.0)
"""Seconds before each new try where a store did not answer."""
LONGEST = 60.0
"""Seconds that a store may ask us to wait."""
MOST_REFUSED = 5
"""After so many statements were refused one by one, it is not they that are wrong."""
_THERE = 409
_TOO_MUCH, _WRONG = 413, 400
_LATER = (0, 408, 425, 429, 500, 502, 503, 504)

Take = Callable[[Sequence[Statement]], None]


@frozen(kw_only=True)
class Sent:
    """What came of it: counts, and the answer that ended it or refused some, if any did."""

    taken: int
    left: int
    answer: Received | None


def waiting(progress: Progress, store: Store, name: str) -> list[Statement]:
    """The statements that the store has not taken yet, the oldest first."""
    actor = Actor(home=store.home, name=name)
    known = progress.sent(store.url)
    every = statements(actor, progress.attempts(), progress.places())
    return [one for one in every if one["id"] not in known]


def send(
    batch_of: Sequence[Statement],
    line: Posting,
    progress: Progress,
    store: Store,
    wait: Callable[[float], None] = time.sleep,
) -> Sent:
    """Send the statements; what was taken is kept batch by batch, so that no end loses count."""
    errand = _Errand(line, lambda taken: progress.set_sent(store.url, _ids(taken)), wait)
    for start in range(0, len(batch_of), BATCH):
        if not errand.bring(batch_of[start : start + BATCH]):
            break
    return Sent(taken=errand.taken, left=len(batch_of) - errand.taken, answer=errand.trouble)


def _ids(some: Sequence[Statement]) -> list[str]:
    return [one["id"] for one in some]


class _Errand:
    """One run of sending."""

    def __init__(self, line: Posting, keep: Take, wait: Callable[[float], None]) -> None:
        self._line, self._keep, self._wait = line, keep, wait
        self._refused = 0
        self.taken = 0
        self.trouble: Received | None = None

    def bring(self, batch: Sequence[Statement]) -> bool:
        """Send a batch, in halves where it is refused as a whole; whether to go on."""
        answer = self._tried(batch)
        if answer.taken or (answer.status == _THERE and len(batch) == 1):
            # The id comes from the answer itself: one that is there already is this one.
            self._keep(batch)
            self.taken += len(batch)
            return True
        if answer.status in (_THERE, _TOO_MUCH, _WRONG):
            return self._halved(batch, answer)
        self.trouble = answer
        return False

    def _halved(self, batch: Sequence[Statement], answer: Received) -> bool:
        if len(batch) > 1:
            middle = len(batch) // 2
            return self.bring(batch[:middle]) and self.bring(batch[middle:])
        self._refused += 1
        self.trouble = answer
        return self._refused < MOST_REFUSED

    def _tried(self, batch: Sequence[Statement]) -> Received:
        answer = self._line.post(batch)
        for seconds in WAITS:
            if answer.status not in _LATER:
                break
            self._wait(min(seconds if answer.wait is None else answer.wait, LONGEST))
            answer = self._line.post(batch)
        return answer

"""Owns what is kept of all that a server has answered: counts, and the slowest (pure)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flasktutor.trace.served import Answered
from flasktutor.values import frozen

MOST_ROWS = 200
"""So many paths are counted one by one; beyond them, those that are new together."""


@frozen(kw_only=True)
class RequestCount:
    """How often a path, or all paths of a rule, got a status; how long the slowest took."""

    request: str
    status: str
    count: int
    slowest_ms: float


class Counts:
    """Counts that need no more room however many requests there are."""

    def __init__(self) -> None:
        self.requests = self.static = self.errors = self.left = self.others = 0
        self.threads = 0
        self.slowest: Answered | None = None
        self._rows: dict[tuple[str, str], tuple[int, float]] = {}

    def add(self, answered: Answered) -> None:
        """One more request is over."""
        self.requests += 1
        self.static += answered.is_static
        self.errors += bool(answered.traceback)
        self.left += not answered.whole and not answered.traceback
        if answered.is_static:
            return
        if self.slowest is None or answered.ms > self.slowest.ms:
            self.slowest = answered
        path = answered.rule or answered.path.partition("?")[0]
        key = (f"{answered.method} {path}", answered.status)
        if key not in self._rows and len(self._rows) >= MOST_ROWS:
            self.others += 1
            return
        count, ms = self._rows.get(key, (0, 0.0))
        self._rows[key] = (count + 1, max(ms, answered.ms))

    def rows(self) -> tuple[RequestCount, ...]:
        """What was asked for, by path and status."""
        return tuple(
            RequestCount(request=request, status=status, count=count, slowest_ms=ms)
            for (request, status), (count, ms) in sorted(self._rows.items())
        )

    def as_data(self) -> dict[str, Any]:
        """Everything as plain data for JSON."""
        return {
            "requests": self.requests,
            "static": self.static,
            "left": self.left,
            "others": self.others,
            "rows": [asdict(one) for one in self.rows()],
        }

"""Owns the time that a run has had, which is not all the time that passed meanwhile."""

from __future__ import annotations

import time

#: How often, at least, somebody who uses a Clock has to look at it, in seconds.
LONGEST_GAP = 1.0


class Clock:
    """Seconds that passed while they could be used.

    A gap between two looks that is longer than `LONGEST_GAP` was none of the run's: whoever
    looks was stopped by Ctrl-Z, or the machine slept (on Linux and macOS the system's own
    clock stands still then, on Windows it goes on).
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self._last = time.monotonic()

    def look(self) -> float:
        """The seconds up to now."""
        now = time.monotonic()
        self.seconds += min(now - self._last, LONGEST_GAP)
        self._last = now
        return self.seconds

    def skip(self) -> None:
        """What passed since the last look does not count."""
        self._last = time.monotonic()

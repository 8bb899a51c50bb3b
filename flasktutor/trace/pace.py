"""Owns how many pictures are drawn, so that a busy page stays readable (pure)."""

from __future__ import annotations

_MOST = 6
_EACH = 0.5


class Pace:
    """A few pictures may be drawn at once, then one in half a second."""

    def __init__(self, now: float) -> None:
        self._left, self._then = float(_MOST), now
        self.is_busy = False

    def may_draw(self, now: float) -> bool:
        """Whether one more may be drawn now; `is_busy` from then on until one may be again."""
        self._left = min(float(_MOST), self._left + (now - self._then) / _EACH)
        self._then = now
        if self.is_busy and self._left < _MOST / 2:
            return False  # not a picture now and then amid the lines
        self.is_busy = self._left < 1
        if not self.is_busy:
            self._left -= 1
        return not self.is_busy

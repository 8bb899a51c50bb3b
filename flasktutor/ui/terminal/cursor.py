"""Owns where the cursor stands when code is opened: where there is work to do."""

from __future__ import annotations

GAP = "..."
"""A line that stands where code is missing."""


class Cursor:
    """Where it was in code that was left; opened again as it was, it stands there still."""

    def __init__(self) -> None:
        self._code = ""
        self._at = 0

    def leave(self, code: str, at: int) -> None:
        """Note that the editor was left with this code, the cursor being `at`."""
        self._code, self._at = code, at

    def within(self, code: str, *, whole: bool) -> int:
        """Where it stands in `code` first; `whole` says that all of it is in sight."""
        if code.strip() and code.rstrip() == self._code.rstrip():
            return min(self._at, len(code))
        gap = _gap(code)
        if gap is not None:
            return gap
        return len(code) if whole else 0


def _gap(code: str) -> int | None:
    """The end of the first line that stands for missing code."""
    end = -1
    for line in code.split("\n"):
        end += len(line) + 1
        if line.strip() == GAP:
            return end
    return None

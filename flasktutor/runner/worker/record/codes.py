"""Knows which code is followed, and what a call of it means: the learner's, and some of Flask's."""

from __future__ import annotations

import weakref
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any, Callable, Iterable, Optional

from .lanes import Lane

if TYPE_CHECKING:
    from .roles import Role

After = Callable[[Any], None]
"""Called when a call ends: with what it gives, or None where an exception has left it."""
Follow = Callable[[FrameType, Lane], Optional[After]]
"""Called when a function of others is called, before its first line."""

OWN, ROLE = "own", "role"
UNSEEN = object()


class Codes:
    """What was met, by its identity: `OWN`, `ROLE`, a `Follow`, or None for what is none of ours.

    `own` gives a file's name to show if it is the learner's, else "".
    """

    def __init__(self, own: Callable[[str], str]) -> None:
        self._own = own
        self.means: dict[int, Any] = {}
        #: A code's identity → the role that it has beside any app.
        self.parts: dict[int, Role] = {}
        #: Called when code that was none of ours has become so.
        self.again: Callable[[], None] = lambda: None
        #: Keeps functions that are known by their identity alive, so that it stays their own.
        self._kept: list[CodeType] = []
        #: Other code by its identity: templates come and go, and nothing of them is to stay.
        self._met: dict[int, weakref.ref[CodeType]] = {}

    def follow(self, function: Any, means: Follow) -> None:
        """Have `means` called for each call of `function`, which is none of the learner's."""
        self._turn(function.__code__, means)
        self._kept.append(function.__code__)

    def watch_part(self, function: Any, role: Role) -> None:
        """Look out for a function that has a role beside any app, if it is the learner's."""
        code = getattr(function, "__code__", None)
        if code is not None and self._own(code.co_filename):
            self.parts[id(code)] = role
            self._kept.append(code)

    def watch(self, functions: Iterable[tuple[CodeType, Role]]) -> None:
        """Look out for functions that have a role in an app, wherever they are defined."""
        for code, _role in functions:
            if self.meaning(code) is None:
                self._turn(code, ROLE)

    def meaning(self, code: CodeType) -> Any:
        """What a call of that code means."""
        means = self.means.get(id(code), UNSEEN)
        return self._classified(code) if means is UNSEEN else means

    def is_own(self, code: CodeType) -> bool:
        """Whether it is the learner's, of what was met."""
        return self.means.get(id(code)) is OWN

    def _turn(self, code: CodeType, means: Any) -> None:
        was_met = self.means.get(id(code), UNSEEN) is None
        self.means[id(code)] = means
        if was_met:
            self.again()

    def _classified(self, code: CodeType) -> Any:
        known, means = id(code), OWN if self._own(code.co_filename) else None

        def forget(_code: Any) -> None:
            self.means.pop(known, None)
            self._met.pop(known, None)

        self._met[known] = weakref.ref(code, forget)
        self.means[known] = means
        return means

"""Owns finding the worlds in which a program comes out otherwise, while the learner reads."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from flasktutor.errors import TutorError
from flasktutor.worlds import same

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flasktutor.runner.protocol import RunRequest, RunResult
    from flasktutor.runner.runner import Runner
    from flasktutor.worlds import World

ENOUGH = 6
"""Of so many one picks; to run the program in more would cost time for nothing."""
_SECONDS = 1.0
"""A world in which a program goes on for longer would make a run of the learner's wait."""
_PATIENCE = 1.0
"""Seconds for which one who wants to see a world waits for more of them to be found."""
_BREATH = 0.002
"""Seconds between two runs, in which one of the learner's can come first."""


class TellingWorlds:
    """The first of `worlds` that tell `request` from Flask as it is: run in a thread of its own."""

    def __init__(self, runner: Runner, request: RunRequest, worlds: Sequence[World]) -> None:
        self._runner, self._request, self._worlds = runner, request, worlds
        self._found: list[World] = []
        self._given_up = False
        self._thread = threading.Thread(target=self._find, daemon=True)
        self._thread.start()

    def is_about(self, request: RunRequest) -> bool:
        """Whether it is this program that is run."""
        return self._request == request

    @property
    def is_done(self) -> bool:
        """Whether nobody has to wait for it."""
        return not self._thread.is_alive()

    @property
    def found(self) -> tuple[World, ...]:
        """Those found up to now."""
        return tuple(self._found)

    def some(self) -> tuple[World, ...]:
        """Those that are found by the time that nobody likes to wait longer; all, if none is."""
        self._thread.join(_PATIENCE)
        return self.found or self.all()

    def all(self) -> tuple[World, ...]:
        """All that are found, when it is done."""
        self._thread.join()
        return self.found

    def give_up(self) -> None:
        """Let the run that is going on be the last, without waiting for it."""
        self._given_up = True

    def _find(self) -> None:
        # An interpreter that cannot run snippets is said to be one when the learner runs one.
        with contextlib.suppress(TutorError):
            real = self._runner.run(self._request)
            for world in self._worlds if _ended(real) else ():
                if self._given_up or len(self._found) == ENOUGH:
                    return
                time.sleep(_BREATH)
                there = self._runner.run(replace(self._request, world=str(world.code)))
                if _ended(there) and not same(real, there):
                    self._found.append(world)


def _ended(run: RunResult) -> bool:
    """Whether it came to an end that says something: not broken off, not by the world's fault."""
    return run.outcome in ("ok", "error") and run.world_fault is None


class Tellings:
    """What is found of the program of the step that is asked now."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._now: TellingWorlds | None = None
        self._begun: list[TellingWorlds] = []

    def of(self, request: RunRequest, worlds: Sequence[World]) -> TellingWorlds:
        """What is found of that program, begun now where it was not; nothing waits for it."""
        limits = replace(request.limits, wall=min(_SECONDS, request.limits.wall))
        bare = replace(request, record=False, probes=(), limits=limits)
        if self._now is None or not self._now.is_about(bare):
            if self._now is not None:
                self._now.give_up()
            self._now = TellingWorlds(self._runner, bare, worlds)
            self._begun = [*(one for one in self._begun if not one.is_done), self._now]
        return self._now

    def close(self) -> None:
        """End what is run still."""
        for one in self._begun:
            one.give_up()
        for one in self._begun:
            one.all()

"""Owns taking items: one after the other is asked, until they are done or the learner leaves."""

from __future__ import annotations

from contextlib import closing
from functools import cached_property
from typing import TYPE_CHECKING

from flasktutor.steps import Step
from flasktutor.ui.asking import asides, visiting
from flasktutor.ui.asking.asks import ASKERS
from flasktutor.ui.asking.sitting import Sitting
from flasktutor.ui.asking.varied import Varied
from flasktutor.ui.protocol.blocks import Command

if TYPE_CHECKING:
    from flasktutor.runner.protocol import RunResult
    from flasktutor.steps.base import Answer, Verdict


class Taking(Sitting):
    """One go at a sequence of items, until they are done or the learner leaves."""

    @cached_property
    def _varied(self) -> Varied:
        return Varied(self)

    def take(self) -> bool:
        """Take the items; True when the last is done, False when the learner quit."""
        with closing(self.tellings), closing(self._varied):
            while not self.player.finished:
                move = self._varied.asked(self._one)
                if move is Command.QUIT:
                    return False
                self._go(move)
            return True

    def settled(self) -> Step:
        return self._varied.settled()

    def judge(self, answer: Answer) -> tuple[Verdict, RunResult | None]:
        step = self.player.step
        verdict, result = super().judge(answer)
        if not verdict.right:
            self.held = visiting.held(step, answer, verdict)
        return verdict, result

    def aside_keys(self, first: Command) -> list[Command]:
        return asides.offered(self, first)

    def leave(self, wanted: Command) -> bool:
        return asides.leave(self, wanted)

    def _one(self) -> Command:
        """Ask the step that it is at; the key that moves on comes back."""
        self._varied.begin()
        self.open()
        visiting.prepare(self)
        return ASKERS[self.player.step.kind](self)

    def _go(self, move: Command) -> None:
        if move is not Command.AGAIN:
            self.held = ()
        if move is Command.SKIP:
            self.player.skip()
        elif move is Command.BACK:
            self.player.back()
        elif move is Command.AGAIN:
            self.player.stay()
        else:
            self.player.forward()

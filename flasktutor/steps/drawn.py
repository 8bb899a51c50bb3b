"""Owns varied questions as they were drawn: one program, and what each world foresees of it."""

from __future__ import annotations

from dataclasses import field, replace

from flasktutor.schema import COMPUTED
from flasktutor.steps.base import Answer, Verdict
from flasktutor.steps.fill import FillStep
from flasktutor.steps.predict import PredictStep
from flasktutor.values import frozen
from flasktutor.varied.drawn import Drawn


@frozen(kw_only=True)
class DrawnPredict(PredictStep):
    """A prediction whose choices came by running; the first is the true one."""

    seed: int = field(default=0, metadata=COMPUTED)
    foreseen: tuple[tuple[str, ...], ...] = field(default=(), metadata=COMPUTED)
    """For each choice, the worlds in which it comes true."""

    @property
    def to_draw(self) -> bool:
        return False

    def program_asked(self) -> Drawn:
        return Drawn(seed=self.seed, chosen=None, worlds=self.foreseen)

    def kept(self, answer: Answer, verdict: Verdict) -> Drawn:
        assert isinstance(answer, tuple)
        return replace(self.program_asked(), chosen=int(answer[0]))


@frozen(kw_only=True)
class DrawnFill(FillStep):
    """Blanks in a program whose right output came by running."""

    seed: int = field(default=0, metadata=COMPUTED)
    agreeing: tuple[str, ...] = field(default=(), metadata=COMPUTED)
    """The worlds in which the right answer is right, too."""
    differing: tuple[str, ...] = field(default=(), metadata=COMPUTED)
    """The worlds in which it is not."""

    @property
    def to_draw(self) -> bool:
        return False

    def program_asked(self) -> Drawn:
        # What else is typed was not run in each world: as an answer it stands by itself.
        foreseen = (self.agreeing, self.differing, ())
        return Drawn(seed=self.seed, chosen=None, worlds=foreseen)

    def kept(self, answer: Answer, verdict: Verdict) -> Drawn:
        return replace(self.program_asked(), chosen=0 if verdict.right else 2)

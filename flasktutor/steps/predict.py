"""Owns the `predict` step: the learner commits to an outcome, then the code is run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from flasktutor.checks import same_output, shorten
from flasktutor.language import _
from flasktutor.schema import Code, Key, Printed, Report, Spec, Words
from flasktutor.steps.base import Answer, Proof, Verdict, repeated
from flasktutor.steps.varied import VariedStep
from flasktutor.values import frozen

if TYPE_CHECKING:
    from flasktutor.runner.protocol import RunRequest, RunResult

FEWEST_WRONG = 2
"""How many wrong outcomes a varied question has at least."""


@frozen(kw_only=True)
class Outcome(Spec):
    """One outcome to choose from: an output, an exception, or the one and then the other."""

    why: Words
    """Why it comes out like this, or why not."""
    output: Printed | None = None
    """All that would be printed; with `raises`, before it."""
    raises: str | None = None
    """The type of the exception that would be raised; without `output`, whatever is printed."""
    misconception: Key | None = None
    """The idea of `course.yaml` that a wrong choice of this stands for."""

    def check(self, report: Report) -> None:
        if self.output is None and self.raises is None:
            report("why", _("an option of `predict` holds `output`, `raises` or both"))

    def is_of(self, result: RunResult) -> bool:
        """Whether `result` came out like this."""
        printed = self.output is None or same_output(result.stdout, self.output)
        if self.raises is None:
            return printed and result.outcome == "ok"
        raised = result.exception is not None and result.exception.type == self.raises
        return printed and raised

    def __str__(self) -> str:
        parts = ((self.output or "").strip(), self.raises)
        return "\n".join(filter(None, parts)) or _("(nothing printed)")


@frozen(kw_only=True)
class PredictStep(VariedStep):
    """A question whose right answer is what the code does."""

    kind: ClassVar[str] = "predict"
    reviewable: ClassVar[bool] = True
    templates: ClassVar[tuple[str, ...]] = (*VariedStep.templates, "code")

    code: Code
    """The code whose outcome is asked for."""
    choices: tuple[Outcome, ...] = ()
    """The outcomes to choose from; the right one is the one that comes true. None with `vary`."""

    def check(self, report: Report) -> None:
        super().check(report)
        if self.vary and self.choices:
            report("choices", _("with `vary` the outcomes come by running; leave these away"))
        elif len(self.choices) < 2 and not self.vary:
            report("choices", _("a choice needs at least two options"))
        for twice in repeated(self.choices):
            report("", _("this option stands here twice"), twice)

    @property
    def guess(self) -> float:
        return 1 / (len(self.choices) or 1 + FEWEST_WRONG)

    def request(self, setup: str, answer: Answer) -> RunRequest:
        return self.snippet(setup, self.code)

    def grade(self, answer: Answer, result: RunResult | None) -> Verdict:
        assert result is not None
        index = answer[0] if isinstance(answer, tuple) else None
        assert isinstance(index, int)
        chosen = self.choices[index]
        if not any(choice.is_of(result) for choice in self.choices):
            return Verdict(right=False, fault=_("the run came out as no option foresaw"))
        right = chosen.is_of(result)
        return Verdict(
            right=right, message=chosen.why, belief=None if right else chosen.misconception
        )

    def right_choice(self, result: RunResult) -> Outcome | None:
        """The option that `result` bears out."""
        return next((choice for choice in self.choices if choice.is_of(result)), None)

    def proofs(self, setup: str) -> Iterator[Proof]:
        yield Proof((self.request(setup, None),), self._complaint, "choices")

    def _complaint(self, result: RunResult) -> str:
        matching = sum(choice.is_of(result) for choice in self.choices)
        if matching == 1:
            return ""
        raised = result.exception.type if result.exception else result.outcome
        seen = repr(shorten(result.stdout.strip())) if result.outcome == "ok" else raised
        if not matching:
            return _("the run gives {seen}, which no option says").format(seen=seen)
        text = _("the run gives {seen}, which {n} options say; one may come true")
        return text.format(seen=seen, n=matching)

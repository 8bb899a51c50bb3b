"""Owns the `choice` step: one or several right options, each with its why."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from flasktutor import patterns
from flasktutor.language import _
from flasktutor.schema import Code, Key, Report, Spec, Words
from flasktutor.steps.base import Answer, Step, Verdict, repeated
from flasktutor.values import frozen

if TYPE_CHECKING:
    from flasktutor.runner.protocol import RunResult


@frozen(kw_only=True)
class Option(Spec):
    """One option; `misconception` is the belief that choosing it wrongly stands for."""

    text: Words
    """What there is to choose."""
    why: Words
    """Why it is right, or wrong."""
    correct: bool = False
    """Whether it is right."""
    misconception: Key | None = None
    """The idea of `course.yaml` that a wrong choice of this stands for."""

    def __str__(self) -> str:
        return self.text


@frozen(kw_only=True)
class ChoiceStep(Step):
    """A question with options; `code` is shown beside it, not run."""

    kind: ClassVar[str] = "choice"
    reviewable: ClassVar[bool] = True

    options: tuple[Option, ...]
    """The options; their order is shuffled."""
    multi: bool = False
    """Whether several are right."""
    code: Code = Code("")
    """Code shown beside the question; it is not run."""

    def check(self, report: Report) -> None:
        super().check(report)
        correct = [option for option in self.options if option.correct]
        if len(self.options) < 2:
            report("options", _("a choice needs at least two options"))
        elif not correct:
            report("options", _("no option is `correct: true`"))
        elif len(correct) > 1 and not self.multi:
            text = _("a second option is correct; then the step says `multi: true`")
            report("correct", text, correct[1])
        for twice in repeated(self.options):
            report("text", _("this option stands here twice"), twice)
        if patterns.tree(self.code) is None:
            report("code", _("this is no Python"))

    @property
    def guess(self) -> float:
        options = len(self.options)
        return 1 / (2**options - 1) if self.multi else 1 / options

    def grade(self, answer: Answer, result: RunResult | None) -> Verdict:
        chosen = set(answer) if isinstance(answer, tuple) else set()
        misjudged = [
            option for i, option in enumerate(self.options) if option.correct != (i in chosen)
        ]
        if not misjudged:
            told = [option for option in self.options if option.correct]
            return Verdict(right=True, message="\n\n".join(option.why for option in told))
        wrong = [option for option in misjudged if not option.correct]
        if not wrong and chosen:
            return Verdict(right=False, message=_("What you chose is right, but not all of it."))
        wrong = wrong or misjudged
        belief = next((option.misconception for option in wrong if option.misconception), None)
        return Verdict(right=False, message=wrong[0].why, belief=belief)

    def solution_text(self) -> str:
        return "\n".join(f"- {option.text}" for option in self.options if option.correct)

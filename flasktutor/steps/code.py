"""Owns the `code` step: code to write or repair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from flasktutor import checks
from flasktutor.language import _
from flasktutor.schema import Code
from flasktutor.steps.base import Answer, Proof, Verdict
from flasktutor.steps.exercise import Exercise
from flasktutor.values import frozen

if TYPE_CHECKING:
    from flasktutor.runner.protocol import RunResult


@frozen(kw_only=True)
class CodeStep(Exercise):
    """Code to write, from a starter that does not do it yet."""

    kind: ClassVar[str] = "code"
    solved_in: ClassVar[str] = "solution"
    free: ClassVar[bool] = True

    starter: Code
    """What the learner begins with; it must fail the checks."""
    solution: Code
    """A right answer; it must pass the checks."""

    def grade(self, answer: Answer, result: RunResult | None) -> Verdict:
        verdict, written = super().grade(answer, result), self.source_of(answer).strip()
        if verdict.right or verdict.fault or written not in ("", self.starter.strip()):
            return verdict
        given = _("This is still the code as it was given: change it.")
        # Known mistakes are those of somebody who has written something.
        message = given if written else _("Nothing is written yet.")
        return replace(verdict, message=message, belief=None)

    def source_of(self, answer: Answer) -> str:
        return answer if isinstance(answer, str) else ""

    def why_no_answer(self, source: str) -> str:
        # Of these `grade` says so, and no mistake.
        if not source.strip():
            return _("nothing is written in it")
        return _("it is the code as it was given") if source.strip() == self.starter.strip() else ""

    def model_answer(self) -> str:
        return self.solution

    def proofs(self, setup: str) -> Iterator[Proof]:
        yield from super().proofs(setup)
        yield self.must_fail(setup, self.starter, "starter", _("the starter"))
        wrong = ("", self.starter, *(mistake.example for mistake in self.mistakes))
        requests = tuple(self.request_for(setup, source) for source in wrong)
        yield Proof(requests, lambda *results: self._vacuous(wrong, results), "checks")

    def _vacuous(self, wrong: tuple[str, ...], results: tuple[RunResult, ...]) -> str:
        """A complaint about a check that passes on every wrong answer: it proves nothing."""
        asked = self.all_checks()
        judged = [
            checks.judge(asked, source, result)[-len(asked) :]
            for source, result in zip(wrong, results, strict=True)
        ]
        for number, check in enumerate(asked):
            if all(marks[number].passed for marks in judged):
                text = _("the check “{name}” passes whatever is written; it proves nothing")
                return text.format(name=check.criterion())
        return ""

"""Owns the `run` step: code that the learner runs, changes, and runs again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from flasktutor.language import _
from flasktutor.schema import Code, Printed, Report
from flasktutor.steps.base import Answer, Complaint, Proof, SnippetStep
from flasktutor.steps.claims import blamed, untrue
from flasktutor.values import frozen

if TYPE_CHECKING:
    from flasktutor.runner.protocol import RunRequest, RunResult


@frozen(kw_only=True)
class RunStep(SnippetStep):
    """Code to run; what it prints or raises is claimed, and proved by `lessons check`."""

    kind: ClassVar[str] = "run"
    asks: ClassVar[bool] = False

    code: Code
    """The code to run."""
    prints: Printed | None = None
    """All that it prints."""
    raises: str | None = None
    """The type of the exception that it ends with."""

    def check(self, report: Report) -> None:
        super().check(report)
        if self.prints is None and self.raises is None:
            report("code", _("say what it does: `prints` or `raises`"))

    def request(self, setup: str, answer: Answer) -> RunRequest:
        return self.snippet(setup, answer if isinstance(answer, str) else self.code)

    def proofs(self, setup: str) -> Iterator[Proof]:
        def complaint(result: RunResult) -> Complaint:
            field, line = blamed(result, self.prints, self.raises)
            return Complaint(untrue(result, self.prints, self.raises), field, line=line)

        yield Proof((self.request(setup, None),), complaint, "code")

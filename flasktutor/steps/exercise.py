"""Owns what `fill`, `order` and `code` share: graded by running, with known mistakes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from flasktutor import checks, patterns
from flasktutor.checks import Check, Mark, PrintsCheck, RaisesCheck
from flasktutor.language import _
from flasktutor.schema import Printed, Report
from flasktutor.steps.base import Answer, Complaint, Proof, SnippetStep, Verdict
from flasktutor.steps.known import Mistake, told
from flasktutor.values import frozen

if TYPE_CHECKING:
    from flasktutor.runner.protocol import RunRequest, RunResult


@frozen(kw_only=True)
class Exercise(SnippetStep):
    """A step whose answer becomes code that is run and judged by checks.

    `prints` and `raises` are short for a check of that kind.
    """

    solved_in: ClassVar[str] = ""
    """The field that holds the solution."""
    free: ClassVar[bool] = False
    """Whether the learner may write any code at all."""

    prints: Printed | None = None
    """Lines that must be printed, in this order."""
    raises: str | None = None
    """The type of the exception that the run must end with."""
    checks: tuple[Check, ...] = ()
    """What an answer must do."""
    mistakes: tuple[Mistake, ...] = ()
    """Mistakes that learners make; the first that fits both code and run is said."""

    def check(self, report: Report) -> None:
        super().check(report)
        if not self.is_checked():
            report("key", _("nothing is checked; add `prints`, `raises` or `checks`"))
        said: set[tuple[str, str]] = set()
        for each in self.checks:
            # Twice the same may be asked for two reasons: another check stands between.
            if (told := (each.criterion(), each.fail)) in said:
                report("", _("this check reads as one before it; let `fail` tell them apart"), each)
            said.add(told)

    def is_checked(self) -> bool:
        """Whether an answer has to do anything."""
        return bool(self.all_checks())

    def all_checks(self) -> tuple[Check, ...]:
        """The checks, those written short included."""
        short: list[Check] = []
        if self.prints is not None:
            short.append(PrintsCheck(prints=self.prints))
        if self.raises is not None:
            short.append(RaisesCheck(raises=self.raises))
        return (*short, *self.checks)

    def source_of(self, answer: Answer) -> str:
        """The code that `answer` stands for."""
        raise NotImplementedError

    def why_no_answer(self, source: str) -> str:
        """Why no answer of a learner's comes to this code; nothing where one does."""
        raise NotImplementedError

    def request(self, setup: str, answer: Answer) -> RunRequest:
        return self.request_for(setup, self.source_of(answer))

    def request_for(self, setup: str, source: str) -> RunRequest:
        return self.snippet(setup, source, checks.probes(self.all_checks()))

    def grade(self, answer: Answer, result: RunResult | None) -> Verdict:
        assert result is not None
        return self.judge(self.source_of(answer), result)

    def judge(self, source: str, result: RunResult) -> Verdict:
        """The verdict on `source`, whose run gave `result`."""
        asked = self.all_checks()
        marks = checks.judge(asked, source, result)
        fault = next((mark.fault for mark in marks if mark.fault), "")
        if fault or all(mark.passed for mark in marks):
            return Verdict(right=not fault, marks=marks, fault=fault)
        from flasktutor import mistakes

        known = told(self.mistakes, source, result, free=self.free)
        unread = mistakes.unread(source, result)
        if unread and (known is None or known.error is None):
            # Nothing ran: what the code means to do is not to be judged yet.
            return Verdict(right=False, marks=marks, message=unread)
        if lost := self._lost_return(known, source, result):
            return Verdict(right=False, marks=marks, message=lost)
        if known is not None:
            return Verdict(right=False, marks=marks, message=known.say, belief=known.misconception)
        failed = replace(result, observations=checks.unmet(asked, marks, result))
        said = (
            mistakes.sure(source, failed)
            or _spaced(marks)
            or _first_fail(marks)
            or mistakes.suggested(source, failed)
            or mistakes.no_attribute(failed.exception)
        )
        return Verdict(right=False, marks=marks, message=said)

    def _lost_return(self, known: Mistake | None, source: str, result: RunResult) -> str:
        """That a function gives nothing back, where the run shows it and no known mistake does."""
        from flasktutor import mistakes

        lost = mistakes.lost_returns(source, self.solution_text(), result)
        if not lost or (known and (known.error or lost & patterns.mute(known.example))):
            return ""
        return mistakes.no_return(min(lost), result)

    def model_answer(self) -> Answer:
        """The answer that is shown as the solution."""
        raise NotImplementedError

    def solution_text(self) -> str:
        return self.source_of(self.model_answer())

    def proofs(self, setup: str) -> Iterator[Proof]:
        solution = self.source_of(self.model_answer())
        yield self.must_pass(setup, solution, self.solved_in, _("the solution"))
        yield self.must_fail(setup, "", "key", _("an empty answer"))
        for mistake in self.mistakes:
            yield self._meets(setup, mistake)
            yield self.is_of_its_own(mistake, solution)

    def must_pass(self, setup: str, source: str, field: str, what: str) -> Proof:
        """A proof that `source` is right."""

        def complaint(result: RunResult) -> str | Complaint:
            marks = self.judge(source, result).marks
            failed = [(number, mark) for number, mark in enumerate(marks) if not mark.passed]
            if not failed:
                return ""
            number, mark = failed[0]
            text = _failing(what, mark)
            if len(marks) > len(self.all_checks()):
                return text
            return self._at_check(number, text)

        return Proof((self.request_for(setup, source),), complaint, field)

    def _at_check(self, number: int, text: str) -> Complaint:
        """A complaint where that one of `all_checks` stands."""
        check = self.all_checks()[number]
        if check.where.fields:
            return Complaint(text, "", check)
        return Complaint(text, "prints" if isinstance(check, PrintsCheck) else "raises")

    def must_fail(self, setup: str, source: str, field: str, what: str) -> Proof:
        """A proof that `source` is not right."""

        def complaint(result: RunResult) -> str:
            verdict = self.judge(source, result)
            return _("{what} passes all checks").format(what=what) if verdict.right else ""

        return Proof((self.request_for(setup, source),), complaint, field)

    def _meets(self, setup: str, mistake: Mistake) -> Proof:
        def complaint(result: RunResult) -> str | Complaint:
            if why := self.why_no_answer(mistake.example):
                text = _("this example is no answer: {why}")
                return Complaint(text.format(why=why), "example", mistake)
            verdict = self.judge(mistake.example, result)
            if verdict.right:
                return _("the example of a mistake passes all checks")
            if verdict.message == mistake.say:
                return ""
            if missed := mistake.missed_by(mistake.example, result):
                return Complaint(missed[1], missed[0], mistake)
            text = _("the example of a mistake meets another message: {message}")
            return text.format(message=checks.shorten(verdict.message or _("none")))

        return Proof((self.request_for(setup, mistake.example),), complaint, "example", mistake)

    def is_of_its_own(self, mistake: Mistake, solution: str) -> Proof:
        """A proof that the mistake is said of those who made it, and of nobody else."""

        def complaint() -> str:
            if not mistake.fits_any(solution, free=self.free):
                return ""
            return _(
                "this would also be said of the solution with any other fault: let `source`, "
                "`lacks` or more of the `error` show what it is about"
            )

        return Proof((), complaint, "say", mistake)


def _failing(what: str, mark: Mark) -> str:
    instead = mark.fault or checks.shorten(mark.seen)
    text = (
        _("{what} fails: {criterion}; instead: {seen}")
        if instead
        else _("{what} fails: {criterion}")
    )
    return text.format(what=what, criterion=mark.criterion, seen=instead)


def _spaced(marks: tuple[Mark, ...]) -> str:
    """That nothing but spaces is amiss, where that is so."""
    failed = [mark for mark in marks if not mark.passed]
    if not all(mark.spaced for mark in failed):
        return ""
    return _("All is as asked but the spaces or line breaks: they count here.")


def _first_fail(marks: tuple[Mark, ...]) -> str:
    return next((mark.fail for mark in marks if mark.state == "failed" and mark.fail), "")

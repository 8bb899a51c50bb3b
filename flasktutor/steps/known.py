"""Owns the mistakes that a step's author knows, and which of them a failed answer is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from flasktutor import checks, patterns
from flasktutor.language import _
from flasktutor.schema import Code, Data, Key, Report, Spec, Words
from flasktutor.values import frozen

if TYPE_CHECKING:
    from flasktutor.runner.protocol import Raised, RunResult


@frozen(kw_only=True)
class Mistake(Spec):
    """A mistake that learners are known to make, recognised by code, by error, or by both.

    `example` must fail the step's checks and meet this mistake first.
    """

    say: Words
    """What to say of it."""
    example: Code
    """An answer with this mistake."""
    source: tuple[str, ...] = ()
    """Patterns in the code that show it; all of them are there."""
    lacks: tuple[str, ...] = ()
    """Patterns that are missing in the code, all of them."""
    error: Data | None = None
    """How the error of the run, or of a request that failed, begins: `Type: message`."""
    misconception: Key | None = None
    """The idea of `course.yaml` that this mistake stands for."""

    def check(self, report: Report) -> None:
        if not self.source and not self.lacks and self.error is None:
            report("say", _("say how to recognise it: `source`, `lacks` or `error`"))
        for name in ("source", "lacks"):
            if not all(map(patterns.is_pattern, getattr(self, name))):
                report(name, patterns.what_it_is())

    def is_in(self, source: str, result: RunResult) -> bool:
        """Whether code and run show this mistake."""
        return self._stands_in(source) and (
            self.error is None or any(e.startswith(self.error) for e in checks.errors(result))
        )

    def _stands_in(self, source: str) -> bool:
        return all(patterns.found(each, source) for each in self.source) and not any(
            patterns.found(each, source) for each in self.lacks
        )

    def missed_by(self, source: str, result: RunResult) -> tuple[str, str] | None:
        """The field that does not recognise `source` and its run, and why; None where all do."""
        for pattern in self.source:
            if not patterns.found(pattern, source):
                text = _("the example does not show the mistake: `{pattern}` is not found in it")
                return "source", text.format(pattern=pattern)
        for pattern in self.lacks:
            if patterns.found(pattern, source):
                text = _("the example does not show the mistake: `{pattern}` is found in it")
                return "lacks", text.format(pattern=pattern)
        if self.error is None or self.is_in(source, result):
            return None
        seen = "; ".join(filter(None, checks.errors(result))) or _("no error")
        text = _("the example does not show the mistake: its run ends with {seen}")
        return "error", text.format(seen=checks.shorten(seen))

    def fits_any(self, solution: str, *, free: bool) -> bool:
        """Whether the solution itself would show it, once something else goes wrong in it.

        In code that is written `free`ly the mere type of an error may come from anywhere.
        """
        named = (self.error or "").partition(":")[2].strip() if free else self.error
        return self._stands_in(solution) and not named


def told(known: Iterable[Mistake], source: str, result: RunResult, *, free: bool) -> Mistake | None:
    """The first that fits, unless the run shows that something else went wrong.

    What only stands in the code is a guess: a name that it does not know, or, in code that is
    written `free`ly, an error of a line that has nothing of it, is told instead, by a mistake that
    knows the error, or by what holds for every error of its kind.
    """
    fitting = [one for one in known if one.is_in(source, result)]
    if not fitting or fitting[0].error is not None:
        return next(iter(fitting), None)
    guess, errors = fitting[0], [one for one in _errors(result) if one.where == "snippet"]
    elsewhere = list(_elsewhere(guess, source, errors)) if free else []
    shown = next((one for one in fitting if one.error is not None), None)
    if elsewhere and shown:
        return shown
    # A name that is not known is no use of what is meant, wherever it stands.
    unknown = [error for error in errors if error.type == "NameError"]
    slips = (error for error in (*elsewhere, *unknown) if _is_slip(error, source))
    return guess if all(_speaks_of(guess, str(error.detail["name"])) for error in slips) else shown


def _errors(result: RunResult) -> Iterator[Raised]:
    """What the run, and each request, ended with."""
    yield from filter(None, (result.exception, *(one.exception for one in result.observations)))


def _elsewhere(guess: Mistake, source: str, errors: Iterable[Raised]) -> Iterator[Raised]:
    """The errors of lines in which nothing of `guess` stands."""
    lines = {line for each in guess.source for line in patterns.lines(each, source)}
    return (error for error in errors if lines and error.line not in lines)


def _is_slip(error: Raised, source: str) -> bool:
    """Whether a name was asked for that is not there, in so many words."""
    name = str(error.detail.get("name") or "")
    line = "".join(source.split("\n")[error.line - 1 : error.line])
    written = {"NameError": name, "AttributeError": f".{name}"}.get(error.type, "")
    return bool(name and written and written in line)


def _speaks_of(mistake: Mistake, name: str) -> bool:
    known = (mistake.example, *mistake.source, *mistake.lacks)
    return any(re.search(rf"\b{re.escape(name)}\b", text) for text in known)

"""Owns the `order` step: a Parsons problem, graded by running the lines as ordered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flasktutor.language import _
from flasktutor.schema import Code, Report
from flasktutor.steps.base import Answer, Proof
from flasktutor.steps.exercise import Exercise
from flasktutor.steps.known import Mistake
from flasktutor.values import frozen
from flasktutor.yamlsource import Scalar


@frozen(kw_only=True)
class OrderStep(Exercise):
    """Lines to put in order, indentation given, with lines that do not belong."""

    kind: ClassVar[str] = "order"
    solved_in: ClassVar[str] = "lines"

    lines: Code
    """The lines in their right order, indented."""
    distractors: Code = Code("")
    """Lines that do not belong."""

    def check(self, report: Report) -> None:
        super().check(report)
        if self.key_length() < 2:
            report("lines", _("an order needs at least two lines"))
        self._check_margins(report)

    def _check_margins(self, report: Report) -> None:
        """`|` takes the indentation of a block away: those of two blocks have to be the same."""
        margins = {
            name: node.margin
            for name in ("lines", "distractors")
            if isinstance(node := self.where.fields.get(name), Scalar) and node.literal
        }
        written = {"lines": self.lines, "distractors": self.distractors}
        # What a number behind `|` has left is not lost.
        lost = {n: at - _indent(written[n]) for n, at in margins.items()}
        if len(set(lost.values())) < 2:
            return
        deeper, least = max(lost, key=lambda name: lost[name]), min(lost.values())
        text = _(
            "`|` takes away how far these lines stand in, which is more than in `{other}`: "
            "write `|{n}`, or begin both in one column"
        )
        (other,) = set(lost) - {deeper}
        report(deeper, text.format(other=other, n=least - self.where.column + 1))

    def pool(self) -> tuple[str, ...]:
        """All lines to choose from: those of the solution in order, then the others."""
        return (*_split(self.lines), *_split(self.distractors))

    def key_length(self) -> int:
        """How many lines of the pool make the solution."""
        return len(_split(self.lines))

    def source_of(self, answer: Answer) -> str:
        pool = self.pool()
        chosen = answer if isinstance(answer, tuple) else ()
        return "".join(f"{pool[i]}\n" for i in chosen if isinstance(i, int))

    def model_answer(self) -> tuple[int, ...]:
        return tuple(range(self.key_length()))

    def why_no_answer(self, source: str) -> str:
        left = list(self.pool())
        for line in _split(source):
            if line not in left:
                return _("`{line}` is no line to choose, or is there twice").format(line=line)
            left.remove(line)
        return "" if len(left) < len(self.pool()) else _("nothing is written in it")

    def is_of_its_own(self, mistake: Mistake, solution: str) -> Proof:
        # The order itself is what is wrong, and no pattern shows that.
        return Proof((), lambda: "", "say", mistake)

    def proofs(self, setup: str) -> Iterator[Proof]:
        yield from super().proofs(setup)
        key = self.model_answer()
        for extra in range(self.key_length(), len(self.pool())):
            what = _("with the line {line!r} in it, the order").format(line=self.pool()[extra])
            for place in range(len(key) + 1):
                answer = (*key[:place], extra, *key[place:])
                yield self.must_fail(setup, self.source_of(answer), "distractors", what)
        for number in key:
            what = _("without the line {line!r}, the order").format(line=self.pool()[number])
            rest = self.source_of(tuple(each for each in key if each != number))
            yield self.must_fail(setup, rest, "lines", what)
        yield self.must_fail(setup, self.source_of(key[::-1]), "lines", _("the reversed order"))


def _indent(code: str) -> int:
    """How far the first line of `code` stands in."""
    first = next((line for line in code.split("\n") if line.strip()), "")
    return len(first) - len(first.lstrip(" "))


def _split(code: str) -> tuple[str, ...]:
    return tuple(line.rstrip() for line in code.split("\n") if line.strip())

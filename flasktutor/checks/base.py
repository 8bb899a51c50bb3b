"""Owns what all checks share: what each has to say of a run, and the mark it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flasktutor.language import _
from flasktutor.runner.protocol import Observation, Probe, RunResult
from flasktutor.schema import Reader, Spec, Words
from flasktutor.yamlsource import Mapping, Node


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One criterion and whether it was met; `fault` is set when the check itself is broken.

    `fail` is what the lesson's author says of a failure; `expected` and `seen`
    are set where there are two things to lay side by side.
    """

    criterion: str
    state: Literal["passed", "failed", "not-reached"]
    expected: str = ""
    seen: str = ""
    fail: str = ""
    fault: str = ""

    @property
    def passed(self) -> bool:
        return self.state == "passed"


@dataclass(frozen=True, kw_only=True)
class Check(Spec):
    """One thing that an answer must do."""

    fail: Words = Words("")
    """Said when the check is not met."""

    @classmethod
    def choose(cls, node: Node, reader: Reader) -> type[Spec] | None:
        from flasktutor.checks import CHECKS

        if cls is not Check:
            return cls
        assert isinstance(node, Mapping)
        kinds = [name for name in CHECKS if name in node.entries]
        if len(kinds) > 1:
            text = _("`{one}` and `{other}` are two checks; begin the second with `- `")
            place, _value = node.entries[kinds[1]]
            reader.report(place, text.format(one=kinds[0], other=kinds[1]))
        elif not kinds:
            text = _("a check holds one of these: {listed}")
            reader.report(node, text.format(listed=", ".join(CHECKS)))
        return CHECKS[kinds[0]] if len(kinds) == 1 else None

    @property
    def probe(self) -> Probe | None:
        """What the worker has to look at for this check, if anything."""
        return None

    def criterion(self) -> str:
        """What is asked, in the learner's language."""
        raise NotImplementedError

    def judge(self, source: str, result: RunResult, seen: Observation | None) -> Mark:
        """Whether `source`, whose run gave `result`, does it."""
        raise NotImplementedError

    def mark(self, passed: bool, *, expected: str = "", seen: str = "") -> Mark:
        return Mark(
            criterion=self.criterion(),
            state="passed" if passed else "failed",
            expected=expected,
            seen=seen,
            fail="" if passed else self.fail,
        )

    def broken(self, why: str) -> Mark:
        return Mark(criterion=self.criterion(), state="failed", fault=why)

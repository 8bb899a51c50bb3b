"""Owns what all checks share: what each has to say of a run, and the mark it gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal, TypeVar

from flasktutor.checks.compare import raised
from flasktutor.language import _
from flasktutor.schema import Reading, Spec, Words
from flasktutor.values import frozen
from flasktutor.yamlsource import Mapping as MappingNode
from flasktutor.yamlsource import Node

if TYPE_CHECKING:
    from flasktutor.runner.protocol import Observation, Probe, RunResult


@frozen(kw_only=True)
class Mark:
    """One criterion and whether it was met; `fault` is set when the check itself is broken.

    `fail` is what the lesson's author says of a failure; `expected` and `seen`
    are set where there are two things to lay side by side. `error` is the text of an
    error that stood in the way, as the learner's own program printed it. `spaced` says that
    only spaces or line breaks are other than asked.
    """

    criterion: str
    state: Literal["passed", "failed", "not-reached"]
    expected: str = ""
    seen: str = ""
    fail: str = ""
    fault: str = ""
    error: str = ""
    spaced: bool = False

    @property
    def passed(self) -> bool:
        return self.state == "passed"


C = TypeVar("C", bound=Spec)


def chosen(node: Node, reader: Reading, kinds: Mapping[str, type[C]], none: str) -> type[C] | None:
    """The one of `kinds` whose name is a key of `node`; `none` says that there is none."""
    assert isinstance(node, MappingNode)
    found = [name for name in kinds if name in node.entries]
    if len(found) > 1:
        text = _("`{one}` and `{other}` are two checks; begin the second with `- `")
        place, _value = node.entries[found[1]]
        reader.report(place, text.format(one=found[0], other=found[1]))
    elif not found:
        reader.report(node, none.format(listed=", ".join(kinds)))
    return kinds[found[0]] if len(found) == 1 else None


@frozen(kw_only=True)
class Criterion(Spec):
    """One thing that has to hold, and the mark for it."""

    fail: Words = Words("")
    """Said when the check is not met."""

    def criterion(self) -> str:
        """What is asked, in the learner's language."""
        raise NotImplementedError

    def mark(
        self,
        passed: bool,
        *,
        expected: str = "",
        seen: str = "",
        error: str = "",
        spaced: bool = False,
    ) -> Mark:
        return Mark(
            criterion=self.criterion(),
            state="passed" if passed else "failed",
            expected=expected,
            seen=seen,
            fail="" if passed else self.fail,
            error=error,
            spaced=spaced and not passed,
        )

    def broken(self, why: str) -> Mark:
        return Mark(criterion=self.criterion(), state="failed", fault=why)


@frozen(kw_only=True)
class Check(Criterion):
    """One thing that an answer must do."""

    kinds: ClassVar[Mapping[str, type[Check]]] = {}
    """The checks that there are, by name; `flasktutor.checks` names them."""

    @classmethod
    def choose(cls, node: Node, reader: Reading) -> type[Spec] | None:
        if cls is not Check:
            return cls
        return chosen(node, reader, cls.kinds, _("a check holds one of these: {listed}"))

    @property
    def probe(self) -> Probe | None:
        """What the worker has to look at for this check, if anything."""
        return None

    def asked(self) -> str:
        """What the worker looks at, as code: a request, an expression."""
        return ""

    def came(self, seen: Observation) -> str:
        """What the worker saw there, in words."""
        return raised(seen)

    def wants(self, seen: Observation) -> bool:
        """Whether the status that was seen is the one that the check asks for."""
        return False

    def judge(self, source: str, result: RunResult, seen: Observation | None) -> Mark:
        """Whether `source`, whose run gave `result`, does it."""
        raise NotImplementedError

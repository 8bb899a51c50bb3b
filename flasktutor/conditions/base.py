"""Owns what all conditions share: what each wants looked at, and judging what was seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flasktutor.checks import Mark
from flasktutor.checks.base import Criterion, chosen
from flasktutor.conditions.looks import Look
from flasktutor.language import _
from flasktutor.schema import Reading, Spec
from flasktutor.values import frozen
from flasktutor.yamlsource import Node


@frozen(kw_only=True)
class Condition(Criterion):
    """One thing that has to be so on the learner's machine, whichever way it came to be so."""

    slow: ClassVar[bool] = False
    """Whether looking starts a program of the learner's."""

    kinds: ClassVar[Mapping[str, type[Condition]]] = {}
    """The conditions that there are, by name; `flasktutor.conditions` names them."""

    @classmethod
    def choose(cls, node: Node, reader: Reading) -> type[Spec] | None:
        if cls is not Condition:
            return cls
        return chosen(node, reader, cls.kinds, _("a condition holds one of these: {listed}"))

    def look(self) -> Look:
        """What has to be looked at."""
        raise NotImplementedError

    def judge(self, seen: Any) -> tuple[Mark, ...]:
        """Marks for what was seen by `look`: a `Seen` of the same name."""
        raise NotImplementedError

    def waiting(self) -> tuple[Mark, ...]:
        """Its marks while nothing was looked at, because what it stands on does not hold yet."""
        return (Mark(criterion=self.criterion(), state="not-reached"),)

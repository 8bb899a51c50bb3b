"""Owns the values of a varied question: what a lesson says they may be, and which a seed draws."""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from typing import ClassVar

from flasktutor.language import _
from flasktutor.schema import Json, Report, Spec
from flasktutor.values import frozen
from flasktutor.yamlsource import Mapping as MappingNode
from flasktutor.yamlsource import Node, Scalar, Sequence

LEVELS = 3
"""How hard a program may be: each seed has its level, from 0."""
MOST_VALUES = 50
LONGEST_VALUE = 200
"""Characters in one value."""
TAKEN = frozenset({"loop", "range", *keyword.kwlist})
"""Names that no value may have: those of templates, and Python's own words."""


@frozen(kw_only=True)
class Value(Spec):
    """What one value of a varied question may be; a list for short: one of these."""

    alone: ClassVar[bool] = True
    listed: ClassVar[str] = "of"

    of: tuple[Json, ...] = ()
    """One of these; with `pick`, so many of them."""
    pick: int = 0
    """How many of them, each once, in any order."""
    between: tuple[int, ...] = ()
    """The lowest and the highest whole number that it may be."""
    levels: tuple[Json, ...] = ()
    """What it is in an easy program, in a harder one, and in a hard one."""

    @classmethod
    def unfold(cls, node: Node) -> Node:
        if not isinstance(node, Sequence):
            return node
        key = Scalar(node.line, node.column, cls.listed, True)
        return MappingNode(node.line, node.column, {cls.listed: (key, node)})

    def check(self, report: Report) -> None:
        if len(self.of) > MOST_VALUES or any(len(str(one)) > LONGEST_VALUE for one in self.of):
            text = _("at most {n} values, each of at most {m} characters")
            report("of", text.format(n=MOST_VALUES, m=LONGEST_VALUE))
        if sum(map(bool, (self.of, self.between, self.levels))) != 1:
            report("of", _("a value is a list, `of` with `pick`, `between`, or `levels`"))
        if len({str(one) for one in self.of}) < len(self.of):
            report("of", _("the same value stands here twice"))
        if self.pick > len(self.of):
            text = _("{n} of {m} cannot be picked")
            report("pick", text.format(n=self.pick, m=len(self.of)))
        if self.between and not (len(self.between) == 2 and self.between[0] < self.between[1]):
            report("between", _("write the lowest and the highest number: `[2, 9]`"))
        if self.levels and len(self.levels) != LEVELS:
            text = _("write {n} values: for an easy program, a harder one, a hard one")
            report("levels", text.format(n=LEVELS))

    def drawn(self, name: str, seed: int) -> object:
        """What it is, under this name, in the program of that seed."""
        if self.levels:
            return self.levels[level(seed)]
        if self.between:
            lowest, highest = self.between
            return lowest + _number(name, seed) % (highest - lowest + 1)
        if self.pick:
            chance = [_number(f"{name} {one}", seed) for one in self._written()]
            order = sorted(range(len(chance)), key=chance.__getitem__)
            return [self.of[place] for place in order[: self.pick]]
        return self.of[_number(name, seed) % len(self.of)]

    def _written(self) -> list[str]:
        """What each of `of` is told from the others by, the same in each language.

        That is how the file has it, where words are asked for by name; or else its place.
        """
        node = self.where.fields.get("of")
        items = node.items if isinstance(node, Sequence) else self.of
        return [
            one.text if isinstance(one, Scalar) else str(place) for place, one in enumerate(items)
        ]


def level(seed: int) -> int:
    """How hard the program of that seed is, from 0."""
    return seed % LEVELS


def values_of(vary: Mapping[str, Value], seed: int) -> dict[str, object]:
    """The values in the program of that seed."""
    return {name: value.drawn(name, seed) for name, value in vary.items()}


def check_names(vary: Mapping[str, Value], report: Report) -> None:
    """Report each value that no template can name."""
    for name, value in vary.items():
        if not name.isidentifier() or name in TAKEN:
            text = _("`{name}` is no name for a value: letters, digits and `_`, no word of Python")
            report("", text.format(name=name), value)


def _number(name: str, seed: int) -> int:
    """A number that looks like chance, and is the same on each Python."""
    import hashlib  # lessons are read without drawing

    return int.from_bytes(hashlib.sha256(f"{seed} {name}".encode()).digest()[:8], "big")

"""Step kinds: one module each, and the table that names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from flasktutor.steps.base import Step


class _Kinds(Mapping[str, type[Step]]):
    """Imports a kind when it is met: with `do` comes all that can be looked at on a machine."""

    _names = ("text", "run", "predict", "choice", "fill", "order", "code", "do")

    def __getitem__(self, kind: str) -> type[Step]:
        if kind not in self._names:
            raise KeyError(kind)
        module = import_module(f"{__name__}.{kind}")
        found: type[Step] = getattr(module, f"{kind.capitalize()}Step")
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


KINDS: Mapping[str, type[Step]] = _Kinds()
"""A step kind's name in lesson files → the class that reads, grades and proves it."""
Step.kinds = KINDS

__all__ = ["KINDS", "Step"]

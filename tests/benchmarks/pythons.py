"""Owns on which Pythons recording is measured: it costs more before 3.12."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.flasks.versions import PYTHONS, THIS, interpreter, python_with


def pythons() -> Iterator[tuple[str, Path]]:
    """This Python, and the newest of this machine, each by its number."""
    yield THIS, Path(sys.executable)
    newest = next((one for one in reversed(PYTHONS) if interpreter(one)), THIS)
    if newest != THIS:
        yield newest, python_with("3.1", newest)


def has_monitoring(number: str) -> bool:
    """Whether that Python tells of calls by `sys.monitoring`; before, all code is traced."""
    return tuple(map(int, number.split(".")[:2])) >= (3, 12)

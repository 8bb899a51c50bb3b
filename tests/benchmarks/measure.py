"""How benchmarks measure: alternating rounds, medians, ratios of what ran side by side."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

_SCRIPT = Path(sys.executable).with_name("flasktutor")
PROGRAM = (str(_SCRIPT),) if _SCRIPT.exists() else ("-m", "flasktutor")
"""What Python is given to start the tutor: the command as it was installed, else the package."""


@dataclass(frozen=True)
class Row:
    """One line of the table. `at_most` tells which side of `bound` is the good one."""

    name: str
    value: float
    bound: float
    at_most: bool = True
    unit: str = "×"

    @property
    def holds(self) -> bool:
        """Whether the value keeps to its bound."""
        return self.value <= self.bound if self.at_most else self.value >= self.bound


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def medians(works: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """The median seconds of each, all run in turn, so that a busy machine slows all alike."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for taken, work in zip(times, works, strict=True):
            taken.append(seconds(work))
    return [statistics.median(taken) for taken in times]

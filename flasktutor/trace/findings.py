"""Owns what is found wrong in a trace: faults with their words, and the files they are seen in."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flasktutor import faults
from flasktutor.causes import Explanation, describe
from flasktutor.causes.system import detect
from flasktutor.contexts import timeline
from flasktutor.runner.protocol import ContextEvent
from flasktutor.trace.seen import Trace
from flasktutor.trace.sources import sources
from flasktutor.values import frozen

_SHOWN = ("number", "lane", "kind", "label", "file", "line")


@frozen
class ExplainedFault:
    """A fault, with what is said of it."""

    told: Explanation
    seen: tuple[ContextEvent, ...]

    def as_data(self) -> dict[str, Any]:
        """Everything as plain data for JSON."""
        return {
            "id": self.told.id,
            "means": self.told.means,
            "why": self.told.why,
            "fixes": [asdict(fix) for fix in self.told.fixes],
            "lesson": self.told.lesson,
            "seen": [{name: getattr(one, name) for name in _SHOWN} for one in self.seen],
        }


def findings(seen: Trace, root: Path) -> tuple[ExplainedFault, ...]:
    """What is wrong in what was `seen` of an app whose files lie in `root`."""
    found = faults.find(timeline(seen.events), sources(seen.events, root))
    if not found:
        return ()
    system = detect(os.environ)
    return tuple(ExplainedFault(describe(one.id, one.facts, system), one.seen) for one in found)

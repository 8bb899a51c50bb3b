"""Owns the fault of a name that is looked for in the g of another context."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flasktutor.contexts import Moment
from flasktutor.faults.model import Fault, Run
from flasktutor.runner.protocol import ContextEvent

_MISSING = re.compile(
    r"^AttributeError: (?:'?_AppCtxGlobals'? object has no attribute ')?(?P<name>\w+)'?$"
)


def of_another_request(run: Run) -> Iterator[Fault]:
    """A name in g that was read in one context, and put only into the g of another."""
    for raised, _left in run.escaped():
        missing = _MISSING.match(raised.label)
        if missing is None or raised.current_app is None:
            continue
        name = missing["name"]
        if run.code(raised.file).reads_from(raised.line, "g", name):
            put = [one for one in _put(run, name) if one.number < raised.number]
            if put and all(one.frame != raised.frame for one in put):
                facts = {"name": name, **({"line": str(put[-1].line)} if put[-1].line else {})}
                yield Fault("g-attribute-elsewhere", (raised, _event(run, put[-1])), facts)


def _put(run: Run, name: str) -> Iterator[Moment]:
    for moment in run.timeline.moments:
        if moment.kind == "g-set" and moment.label.split(" = ")[0] == name:
            yield moment


def _event(run: Run, moment: Moment) -> ContextEvent:
    """The line that did what the moment tells: the one before the event that shows it."""
    before = run.timeline.latest(moment.lane, moment.number - 1)
    return before if before is not None else run.event(moment.number)

"""Owns faults of contexts that are pushed in two places, or popped in the wrong order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from flasktutor.faults.model import Fault, Run

_OUT_OF_ORDER = ("Popped wrong ", "is not the active context", "instead of")
_NOT_PUSHED = ("LookupError: <ContextVar name='flask.", "it is not pushed")


def shared(run: Run) -> Iterator[Fault]:
    """One copy of a context that several threads are in at the same time."""
    for event in run.events:
        if event.kind == "context-shared" and run.serving.isdisjoint((event.lane, event.label)):
            after = (e for e in run.by_lane[event.lane] if e.number > event.number and e.line)
            yield Fault("context-copied-once", (event, *islice(after, 1)), {})


def popped_out_of_order(run: Run) -> Iterator[Fault]:
    """A pop() that Flask refused, in a line of the learner's."""
    for raised, _left in run.escaped():
        if not run.code(raised.file).calls(raised.line, "pop"):
            continue
        if any(words in raised.label for words in _OUT_OF_ORDER):
            yield Fault("popped-wrong-context", (raised,), {})
        elif any(words in raised.label for words in _NOT_PUSHED):
            yield Fault("context-popped-twice", (raised,), {})

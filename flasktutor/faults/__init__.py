"""Owns what a recorded run shows to be wrong: one rule for each fault (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flasktutor.contexts import Timeline
from flasktutor.faults import copies, fixtures, names, outside, pushed, sessions, setup, teardowns
from flasktutor.faults.model import Fault, Rule, Run

__all__ = ["RULES", "Fault", "Run", "find"]

RULES: tuple[Rule, ...] = (
    pushed.left_at_import,
    pushed.inside_a_request,
    outside.in_a_thread,
    outside.in_a_stream,
    outside.sent_by_a_proxy,
    copies.shared,
    copies.popped_out_of_order,
    teardowns.raised,
    teardowns.slow,
    teardowns.kept,
    sessions.not_saved,
    names.of_another_request,
    setup.too_late,
    fixtures.held_over_tests,
)


def find(seen: Timeline, sources: Mapping[str, str]) -> tuple[Fault, ...]:
    """What is wrong in a run, in the order of time.

    `sources` are the learner's files by their names in the events.
    """
    run = Run(seen, sources)
    found = [fault for rule in RULES for fault in rule(run)]
    return tuple(sorted(_once(found), key=lambda fault: fault.seen[0].number))


def _once(found: list[Fault]) -> Iterator[Fault]:
    """Each fault at the first of its times: what stands in a line happens at each request."""
    known = set()
    for fault in found:
        key = (fault.id, fault.seen[-1].file, fault.seen[-1].line)
        if key not in known:
            known.add(key)
            yield fault

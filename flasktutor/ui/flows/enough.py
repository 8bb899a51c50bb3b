"""Owns when practice without end is offered: where begun lessons have questions enough for it."""

from __future__ import annotations

from flasktutor.ui.flows.desk import Desk

ENOUGH = 8
"""So many varied questions are enough to practise without end."""


def may_drill(desk: Desk) -> bool:
    """Whether the learner has begun lessons with questions enough to practise."""
    begun = {place.lesson for place in desk.progress.places()}
    known = (one for one in desk.outlines.values() if one.name in begun and not one.flaw)
    return sum(len(one.varied) for one in known) >= ENOUGH

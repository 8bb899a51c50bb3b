"""Owns the maps of the courses at hand: outlines and places in, blocks out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from flasktutor.language import _
from flasktutor.sources import OWN
from flasktutor.ui.protocol import where
from flasktutor.ui.protocol.blocks import Block, CourseMap, MapStop, Note

if TYPE_CHECKING:
    from flasktutor.outlines import Outline


def of(
    outlines: Mapping[str, Outline],
    places: where.Places,
    level: str | None,
    *,
    named: bool = False,
    beside: int = 0,
) -> Iterator[Block]:
    """A map for each course, ours first; see `CourseMap` for `named` and `beside`."""
    states = where.states(places, level, outlines)
    for source, members in groupby(outlines.values(), attrgetter("source")):
        if source != OWN:
            yield Note(_("From {source}:").format(source=source), "plain")
        listed = list(members)
        for here, course in dict.fromkeys((one.course, one.beside) for one in listed):
            if course:
                yield Note(where.beside(here, course), "dim")
        stops = [_stop(one, outlines, places, states[one.name]) for one in listed]
        yield CourseMap(tuple(stops), named, beside)


def _stop(
    outline: Outline, outlines: Mapping[str, Outline], places: where.Places, state: where.State
) -> MapStop:
    flaw = _("cannot be taken: {flaw}").format(flaw=outline.flaw) if outline.flaw else ""
    return MapStop(
        outline.name,
        outline.title,
        state,
        where.steps_done(outline, places),
        len(outline.keys),
        _("{n} min").format(n=outline.minutes),
        tuple(where.needs(outline, outlines)),
        flaw,
    )

"""Owns what a page is made of: a recorded run, and what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flasktutor.contexts import Timeline
from flasktutor.values import frozen

if TYPE_CHECKING:
    from flasktutor.causes import Explanation
    from flasktutor.trace.findings import ExplainedFault


@frozen(kw_only=True)
class Part:
    """A request or a test: the cells of its row, and the event it begins with; 0 for none.

    It is over after the event `last` of its `lane`; a part without one has all lanes.
    """

    cells: tuple[str, ...]
    first: int
    last: int
    lane: str = ""
    is_bad: bool = False


@frozen(kw_only=True)
class Parts:
    """Requests or tests under a title, with headings over their cells."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[Part, ...]


@frozen(kw_only=True)
class StoryTrouble:
    """An error that ended something: what is known of it, or its `text`; its event, 0 for none."""

    text: str
    told: Explanation | None = None
    number: int = 0


@frozen(kw_only=True)
class Printed:
    """What a program has printed, and where."""

    caption: str
    text: str


@frozen(kw_only=True)
class Story:
    """A recorded run, with a title and its `sources`, text by file name as in the events.

    Lines of a `prologue`, a file that ran before the learner's own, are not gone through. `about`
    is said under the title; `notes` say what could not be seen.
    """

    title: str
    timeline: Timeline
    sources: Mapping[str, str]
    found: tuple[ExplainedFault, ...] = ()
    prologue: str = ""
    about: str = ""
    parts: Parts | None = None
    troubles: tuple[StoryTrouble, ...] = ()
    notes: tuple[str, ...] = ()
    printed: tuple[Printed, ...] = ()

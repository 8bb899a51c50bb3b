"""A made-up recording with a bit of everything, to be drawn in pictures."""

from __future__ import annotations

from flasktutor.contexts import Timeline, timeline
from flasktutor.runner.protocol import ContextEvent

_EVENTS = (
    ("main", "app-pushed", 1, "bookshop", 1),
    ("main", "request-pushed", 2, "GET /books/search?title=a+rather+long+title", 2),
    ("worker", "app-inherited", 3, "bookshop", 9),
    ("main", "view-entered", 2, "search", 4),
    ("worker", "exception-raised", 3, "RuntimeError: Working outside of request context.", 10),
    ("main", "request-popped", 2, "GET /books/search?title=a+rather+long+title", 2),
)


def sample() -> Timeline:
    """Two lanes; a title that is long; one frame that came along, one that is never popped."""
    return timeline(
        ContextEvent(
            number=number, lane=lane, kind=kind, frame=frame, label=label, line=line,
            file="snippet.py", current_app="bookshop", g={"user": "'Ayu'"},
        )
        for number, (lane, kind, frame, label, line) in enumerate(_EVENTS, 1)
    )  # fmt: skip

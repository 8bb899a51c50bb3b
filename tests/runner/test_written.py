"""Events are told as `json` would write them, in frames that are taken."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flasktutor.runner.worker import wire, written

TEXT = st.text(alphabet=st.characters(categories=None), max_size=8)
EVENT = st.fixed_dictionaries(
    {
        "number": st.integers(min_value=1),
        "kind": st.sampled_from(["line", "app-pushed"]),
        "lane": st.sampled_from(["main", "request-1", 'a "thread"']),
        "frame": st.none() | st.integers(min_value=1),
        "line": st.integers(min_value=0),
        "file": st.sampled_from(["", "app.py"]),
        "label": TEXT,
        "current_app": st.none() | TEXT,
        "g": st.none() | st.dictionaries(TEXT, TEXT, max_size=2),
        "request": st.none() | TEXT,
        "session": st.none() | st.lists(TEXT, max_size=2),
        "at_ms": st.floats(min_value=0, max_value=1e7).map(lambda one: round(one, 3)),
    }
)


@given(st.lists(st.sampled_from(range(3)), max_size=12), st.lists(EVENT, min_size=3, max_size=3))
def test_events_come_out_as_they_went_in(order: list[int], events: list[dict[str, Any]]) -> None:
    told = [events[number] for number in order]
    assert _heard(told) == told


def test_events_of_a_request_name_it() -> None:
    (frame,) = written.frames([_event(g={"user": "'Ayu'"})], of=7)
    assert json.loads(frame) == {"events": {"of": 7, "events": [_event(g={"user": "'Ayu'"})]}}


def test_a_long_event_is_told_without_what_g_held() -> None:
    (told,) = _heard([_event(g={"note": "\u2713" * 5000})])
    assert told["g"] == {"note": "…"}


def test_no_frame_is_too_long_and_what_is_too_much_is_said() -> None:
    long = _event(g={"note": "\u2713" * 2000})
    frames = list(written.frames([dict(long, number=n) for n in range(1500)]))
    assert max(map(len, frames)) < wire.LARGEST_REPORT
    assert sum(map(len, frames)) < 16 * 1024 * 1024
    assert _taken(frames)[-1]["kind"] == "recording-full"


def _event(**more: Any) -> dict[str, Any]:
    none = dict.fromkeys(("frame", "current_app", "request", "session"))
    about = {"number": 1, "kind": "line", "lane": "main", "line": 3, "file": "app.py", "label": ""}
    return {**none, **about, "at_ms": 0.5, **more}


def _heard(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return _taken(list(written.frames(events)))


def _taken(frames: list[bytes]) -> list[dict[str, Any]]:
    """What the other end reads."""
    data = b"".join(map(wire.pack, frames))
    return [event for frame in wire.Frames().feed(data) for event in frame["events"]]

"""Where rows and boxes stand: lanes leave their columns, boxes go on in the next chunk."""

from __future__ import annotations

from flasktutor.contexts import Timeline, timeline
from flasktutor.page.rows import TOGETHER, Layout, picture
from flasktutor.runner.protocol import ContextEvent
from flasktutor.stops import stops


def drawn(seen: Timeline) -> Layout:
    found = [stop for lane in seen.lanes for stop in stops(seen, {}, lane)]
    return picture(seen, sorted(found, key=lambda stop: stop.number), {})


def event(number: int, lane: str, kind: str, frame: int) -> ContextEvent:
    return ContextEvent(number=number, lane=lane, kind=kind, frame=frame, label="app")


def test_a_lane_that_has_ended_leaves_its_column_to_the_next() -> None:
    seen = timeline(
        [
            event(1, "main", "app-pushed", 1),
            event(2, "one", "app-pushed", 2),
            event(3, "one", "app-popped", 2),
            event(4, "two", "app-pushed", 3),
            event(5, "three", "app-pushed", 4),
            event(6, "two", "app-popped", 3),
            event(7, "main", "app-popped", 1),
        ]
    )
    made = drawn(seen)
    (chunk,) = made.chunks
    lanes = {row.lane: row.column for row in chunk.rows if row.is_first}
    assert lanes == {"main": 0, "one": 1, "two": 1, "three": 2}
    assert made.columns == 3
    (open_one,) = (box for box in chunk.boxes if box.is_open)
    assert (open_one.column, open_one.first, open_one.last) == (2, 5, 7)


def test_a_box_that_is_longer_than_a_chunk_goes_on_in_the_next() -> None:
    count = 2 * TOGETHER + 10
    inside = [event(number, "main", "view-entered", 1) for number in range(2, count)]
    ends = [event(1, "main", "app-pushed", 1), event(count, "main", "app-popped", 1)]
    chunks = drawn(timeline([*ends, *inside])).chunks
    assert [len(chunk.rows) for chunk in chunks] == [TOGETHER, TOGETHER, 10]
    pieces = [box for chunk in chunks for box in chunk.boxes]
    assert [(box.first, box.last, box.begins, box.ends) for box in pieces] == [
        (1, TOGETHER, True, False),
        (1, TOGETHER, False, False),
        (1, 10, False, True),
    ]

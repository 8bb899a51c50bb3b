"""The timeline: events in, frames and moments out."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from flasktutor.contexts import timeline
from flasktutor.runner.protocol import ContextEvent


def event(number: int, kind: str, **more: object) -> ContextEvent:
    """An event of the main lane."""
    return ContextEvent(**{"number": number, "kind": kind, "lane": "main", **more})  # type: ignore[arg-type]  # fields of mixed types


def test_frames_know_their_parent_and_their_time() -> None:
    seen = timeline(
        [
            event(1, "app-pushed", frame=1, label="shop"),
            event(2, "request-pushed", frame=2, label="GET /"),
            event(3, "view-entered", frame=2, label="index"),
            event(4, "request-popped", frame=2),
            event(5, "app-popped", frame=1),
        ]
    )
    outer, inner = seen.frames[1], seen.frames[2]
    assert (outer.opened, outer.closed, outer.parent, outer.depth) == (1, 5, None, 0)
    assert (inner.opened, inner.closed, inner.parent, inner.depth) == (2, 4, 1, 1)
    assert [moment.depth for moment in seen.moments] == [0, 1, 2, 1, 0]
    assert [len(seen.stack("main", number)) for number in range(7)] == [0, 1, 2, 2, 1, 0, 0]


def test_changes_of_g_and_session_are_told_at_the_line_that_made_them() -> None:
    common = {"frame": 1, "current_app": "shop", "request": "GET /", "file": "a.py"}
    seen = timeline(
        [
            event(1, "request-pushed", g={}, session=("old",), **common),
            event(2, "line", line=4, g={}, session=("old",), **common),
            event(3, "line", line=5, g={"user": "'Ayu'"}, session=("old", "n"), **common),
            event(4, "line", line=6, g={"user": "'Budi'"}, session=("n",), **common),
            event(5, "line", line=7, g={}, session=("n",), **common),
        ]
    )
    assert [(one.kind, one.label, one.line) for one in seen.moments[1:]] == [
        ("g-set", "user = 'Ayu'", 4),
        ("session-set", "n", 4),
        ("g-set", "user = 'Budi'", 5),
        ("session-removed", "old", 5),
        ("g-removed", "user", 6),
    ]


def test_another_request_in_the_same_lane_is_no_change() -> None:
    seen = timeline(
        [
            event(1, "app-pushed", frame=1, current_app="shop", g={"a": "1"}),
            event(2, "app-popped", frame=1),
            event(3, "app-pushed", frame=2, current_app="shop", g={}),
            event(4, "line", frame=2, current_app="shop", g={}),
        ]
    )
    assert [one.kind for one in seen.moments] == ["app-pushed", "app-popped", "app-pushed"]


def test_a_thread_is_announced_when_no_context_came_along() -> None:
    seen = timeline(
        [
            event(1, "line"),
            event(2, "line", lane="worker"),
            event(3, "app-inherited", lane="task", frame=1, label="shop"),
        ]
    )
    assert [(one.lane, one.kind) for one in seen.moments] == [
        ("worker", "lane-began"),
        ("task", "app-inherited"),
    ]
    assert seen.lanes == ("main", "worker", "task")


def test_a_recording_that_broke_off_claims_nothing_of_its_end() -> None:
    pushed = event(1, "app-pushed", frame=1, label="shop")
    assert [frame.number for frame in timeline([pushed]).still_pushed()] == [1]
    assert timeline([pushed, event(2, "recording-full")]).still_pushed() == ()


def test_everything_can_be_written_as_json() -> None:
    seen = timeline([event(1, "app-pushed", frame=1, g={"a": "1"}, session=("n",))])
    data = json.loads(json.dumps(seen.as_data()))
    assert data["lanes"] == ["main"]
    assert data["frames"][0]["opened"] == 1
    assert data["events"][0]["g"] == {"a": "1"}


def histories() -> st.SearchStrategy[list[ContextEvent]]:
    """Any well-nested pushes and pops in up to three lanes."""
    steps = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["push", "pop", "line", "say"])))
    return steps.map(lambda given: list(_events(given)))


def _events(steps: list[tuple[int, str]]) -> Iterator[ContextEvent]:
    stacks: dict[int, list[int]] = {0: [], 1: [], 2: []}
    frame = 0
    for number, (lane, step) in enumerate(steps, 1):
        about = stacks[lane][-1] if stacks[lane] else None
        kind = {"line": "line", "say": "view-entered"}.get(step, "")
        if step == "push":
            frame += 1
            stacks[lane].append(frame)
            kind, about = "app-pushed", frame
        elif step == "pop":
            if not stacks[lane]:
                continue
            kind, about = "app-popped", stacks[lane].pop()
        yield ContextEvent(
            number=number, kind=kind, lane=f"lane {lane}", frame=about, label="a label", line=number
        )


@given(histories())
def test_any_history_gives_frames_that_nest(events: list[ContextEvent]) -> None:
    seen = timeline(events)
    assert len(seen.frames) == sum(one.kind == "app-pushed" for one in events)
    for frame in seen.frames.values():
        assert frame.depth == (0 if frame.parent is None else seen.frames[frame.parent].depth + 1)
        assert frame.closed is None or frame.closed > frame.opened
    for number in range(len(events) + 2):
        for lane in seen.lanes:
            stack = seen.stack(lane, number)
            assert [frame.depth for frame in stack] == list(range(len(stack)))

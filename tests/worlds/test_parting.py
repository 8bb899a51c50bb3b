"""Where two runs of one program part: the line, whatever threads did meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasktutor.parting import output_line, parted
from flasktutor.runner.protocol import ContextEvent

KINDS = st.sampled_from(["line", "app-pushed", "g-set"])
EVENTS = st.lists(
    st.builds(
        lambda kind, lane, line: (kind, lane, line),
        KINDS,
        st.sampled_from(["main", "Thread-1"]),
        st.integers(1, 9),
    ),
    max_size=20,
)


def events(told: list[tuple[str, str, int]]) -> list[ContextEvent]:
    return [
        ContextEvent(number=number, kind=kind, lane=lane, line=line, file="snippet.py")
        for number, (kind, lane, line) in enumerate(told, start=1)
    ]


@given(EVENTS)
def test_a_run_does_not_part_from_itself(told: list[tuple[str, str, int]]) -> None:
    assert parted(events(told), events(told)) is None


@given(EVENTS, st.data())
def test_the_first_difference_is_found(
    told: list[tuple[str, str, int]], data: st.DataObject
) -> None:
    one = events(told)
    if not one:
        return
    at = data.draw(st.integers(0, len(one) - 1))
    other = [*one[:at], replace(one[at], g={"city": "Bandung"}), *one[at + 1 :]]
    assert parted(one, other) == one[at]


@given(EVENTS)
def test_the_order_of_threads_is_no_difference(told: list[tuple[str, str, int]]) -> None:
    by_lane = sorted(told, key=lambda one: one[1])
    assert parted(events(told), events(by_lane)) is None


def test_addresses_are_no_difference() -> None:
    one = events([("line", "main", 1)])
    held = [replace(one[0], g={"db": f"<Connection at {place}>"}) for place in ("0x7f01", "0x7e99")]
    assert parted(held[:1], held[1:]) is None


@pytest.mark.parametrize(
    "there",
    [
        pytest.param([("exception-raised", "main", 8)], id="an error"),
        pytest.param([("line", "main", 9), ("line", "main", 5)], id="another branch"),
    ],
)
def test_runs_part_where_they_were_together_last(there: list[tuple[str, str, int]]) -> None:
    together = [("line", "main", 7), ("line", "main", 8)]
    gone_on = events([*together, ("line", "main", 5)])
    elsewhere = events([*together, *there])
    for one, other in [(gone_on, elsewhere), (elsewhere, gone_on)]:
        event = parted(one, other)
        assert event is not None
        assert event.line == 8


@pytest.mark.parametrize(
    ("one", "other", "line"),
    [("a\nb\n", "a\nb\n", 0), ("a\nb\n", "a\nc\n", 2), ("a\n", "a\nb\n", 2), ("", "", 0)],
)
def test_outputs_part_in_a_line(one: str, other: str, line: int) -> None:
    assert output_line(one, other) == line

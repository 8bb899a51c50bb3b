"""What is drawn together, when, and how much of it, by times that are given."""

from __future__ import annotations

from flasktutor.runner.protocol import ContextEvent
from flasktutor.trace.counting import MOST_ROWS, Counts
from flasktutor.trace.judging import error_in
from flasktutor.trace.pace import Pace
from flasktutor.trace.served import Answered, Batch, Began
from flasktutor.trace.visits import HOLD, Group, Later, Visits


def began(number: int, at: float) -> Began:
    return Began(number=number, method="GET", path=f"/{number}", at_ms=at)


def answered(number: int, at: float, ended: float, **more: object) -> Answered:
    told = {"method": "GET", "path": f"/{number}", "lane": f"request-{number}", **more}
    return Answered(number=number, at_ms=at, ended_ms=ended, status="200 OK", **told)  # type: ignore[arg-type]  # each is what its name says


def groups(visits: Visits, now: float) -> list[list[int]]:
    found = [one for one in visits.due(now) if isinstance(one, Group)]
    return [[visit.answered.number for visit in one.visits] for one in found]


def test_one_that_nothing_runs_beside_is_due_at_once() -> None:
    visits = Visits(every=False)
    visits.began(began(1, 0))
    visits.answered(answered(1, 0, 10), 0.0)
    assert groups(visits, 0.0) == [[1]]
    assert groups(visits, 9.0) == []


def test_those_that_overlap_wait_for_each_other_but_not_for_long() -> None:
    visits = Visits(every=False)
    for number in (1, 2, 3):
        visits.began(began(number, number))
    visits.answered(answered(1, 1, 10), 0.0)
    assert groups(visits, 0.1) == []
    visits.answered(answered(2, 2, 11), 0.2)
    assert groups(visits, 0.3) == []
    (group,) = visits.due(HOLD)
    assert isinstance(group, Group)
    assert [one.answered.number for one in group.visits] == [1, 2]
    assert [one.number for one in group.visits[0].beside] == [2, 3]
    visits.answered(answered(3, 3, 900), 1.0)
    (last,) = visits.due(1.0)
    assert isinstance(last, Group)
    assert [one.number for one in last.visits[0].beside] == [1, 2]


def test_a_request_that_came_when_the_answer_was_sent_is_not_beside_it() -> None:
    visits = Visits(every=False)
    visits.began(began(1, 0))
    visits.began(began(2, 10.5))
    visits.answered(answered(1, 0, 10), 0.0)
    assert groups(visits, 0.0) == [[1]]


def test_static_files_are_left_out_unless_every_one_is_wanted() -> None:
    for every, wanted in ((False, []), (True, [[1]])):
        visits = Visits(every=every)
        visits.answered(answered(1, 0, 1, endpoint="shop.static"), 0.0)
        assert groups(visits, 0.0) == wanted


def test_what_a_thread_does_after_the_picture_is_drawn_is_told_later() -> None:
    visits = Visits(every=False)
    visits.answered(answered(1, 0, 1), 0.0)
    assert groups(visits, 0.0) == [[1]]
    event = ContextEvent(number=7, kind="app-pushed", lane="worker", frame=3, label="app")
    visits.batch(Batch(of=1, events=(event,)), 0.1)
    assert list(visits.due(0.2)) == []
    (later,) = visits.due(0.5)
    assert isinstance(later, Later)
    assert later.of is not None
    assert later.of.number == 1
    popped = ContextEvent(number=9, kind="app-popped", lane="worker", frame=3, label="app")
    visits.batch(Batch(of=1, events=(popped,)), 1.0)
    (end,) = visits.due(2.0)
    assert isinstance(end, Later)
    # The box that it closes is drawn around it.
    assert [one.kind for one in end.timeline.moments] == ["app-there", "app-popped"]


def test_pictures_are_few_when_requests_are_many_and_come_back() -> None:
    pace = Pace(0.0)
    assert [pace.may_draw(0.0) for _one in range(8)] == [True] * 6 + [False] * 2
    assert not pace.may_draw(0.6)
    assert pace.may_draw(5.0)


def test_counts_need_no_more_room_for_more_paths() -> None:
    counts = Counts()
    for number in range(MOST_ROWS + 50):
        counts.add(answered(number, 0, number))
    assert (len(counts.rows()), counts.others, counts.requests) == (MOST_ROWS, 50, MOST_ROWS + 50)
    assert counts.slowest is not None
    assert counts.slowest.number == MOST_ROWS + 49


def test_the_error_of_a_traceback_is_its_first_line_behind_the_places() -> None:
    text = (
        'Traceback (most recent call last):\n  File "a.py", line 1, in f\n    x\n    ^\nE: one\ntwo'
    )
    assert error_in(text) == "E: one"

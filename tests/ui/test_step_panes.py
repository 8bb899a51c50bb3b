"""What stands on the screen at each stop of a run, on terminals of all sizes."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent

import pytest

from flasktutor.contexts import timeline
from flasktutor.runner.protocol import Context, RunRequest
from flasktutor.runner.runner import Runner
from flasktutor.stops import Stop
from flasktutor.ui.protocol.blocks import Recording
from flasktutor.ui.terminal.walk.cells import fitted, limited, plain, width_of
from flasktutor.ui.terminal.walk.viewer import Viewer
from flasktutor.ui.views.context_words import told
from tests.contexts.programs import APPS, PROGRAMS

SIZES = [(80, 24), (40, 24), (40, 9), (30, 8), (120, 40), (200, 10)]
NAMES = ["a request", "nested apps", "a thread without a context", "a thread with a copied context"]


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as runner:
        yield runner


def recorded(runner: Runner, source: str) -> Recording:
    request = RunRequest(source=source, setup=APPS, record=True, context=Context(kind="none"))
    events = runner.run(request).events
    sources = {"setup.py": APPS, "snippet.py": source}
    return Recording(timeline(events), sources, prologue="setup.py")


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_each_stop_shows_its_line_and_what_happens_there(
    name: str, size: tuple[int, int], runner: Runner
) -> None:
    viewer = Viewer([recorded(runner, dedent(PROGRAMS[name].source))])
    splits = set()
    for lane in viewer.walk.lanes:
        viewer.change_lane(lane)
        viewer.move(-(10**6))
        for stop in viewer.walk.stops:
            assert viewer.walk.stop == stop
            shown = _screen(viewer, size)
            _shows_line(viewer, stop, shown)
            _shows_moments(stop, shown)
            splits.add(shown[-1].find("│") if "│" in shown[-1] else _split(shown))
            viewer.move(1)
    assert len(splits) == 1


def _screen(viewer: Viewer, size: tuple[int, int]) -> list[str]:
    """The rows as text, each of which takes the whole width."""
    columns, rows = size
    drawn = [*viewer.rows(columns, rows), viewer.last(columns)]
    assert len(drawn) == rows
    assert {width_of(row) for row in drawn} == {columns}
    return ["".join(text for _style, text in row) for row in drawn]


def _shows_line(viewer: Viewer, stop: Stop, shown: list[str]) -> None:
    assert stop.line > 0
    sign = {"next": "→", "within": "●"}.get(stop.standing, "·")
    marked = [row for row in shown if row.startswith(sign) and row[1:4].strip().isdecimal()]
    (row,) = marked
    assert int(row[1:4]) == stop.line
    code = viewer.walk.code(stop)
    assert row[4:].lstrip().startswith(code.strip()[:15])


def _shows_moments(stop: Stop, shown: list[str]) -> None:
    """All that is told, or as much as there is room for, with the key that shows the rest."""
    text = " ".join("".join(shown).split())
    for moment in stop.moments[:1]:
        assert told(moment)[:20] in text
    if any(" ".join(told(moment).split()) not in text for moment in stop.moments):
        assert "…" in text


def _split(shown: list[str]) -> int:
    """The column of the line between code and contexts; -1 where they stand one below the other."""
    columns = {row.find("│") for row in shown[2:6]}
    return max(columns)


def test_each_push_draws_its_box_and_each_pop_takes_it_away(runner: Runner) -> None:
    source = "app.test_client().get('/nope')\n"
    viewer = Viewer([recorded(runner, source)])
    boxes = []
    for _stop in viewer.walk.stops:
        boxes.append("\n".join(_screen(viewer, (80, 24))).count("╭─"))
        viewer.move(1)
    assert boxes[0] == boxes[-1] == 0
    assert max(boxes) == len(viewer.walk.timeline.frames)


def test_the_place_is_kept_while_other_lanes_are_looked_at(runner: Runner) -> None:
    source = dedent(PROGRAMS["a thread without a context"].source)
    viewer = Viewer([recorded(runner, source)])
    viewer.move(1)
    before = viewer.walk.stop
    viewer.next_lane(1)
    assert viewer.walk.lane == "worker"
    assert "begins only later" in _screen(viewer, (80, 24))[-1]
    viewer.next_lane(1)
    assert viewer.walk.stop == before


def test_a_lane_shows_where_it_was_when_the_other_stood_there(runner: Runner) -> None:
    source = dedent(PROGRAMS["a thread without a context"].source)
    viewer = Viewer([recorded(runner, source)])
    viewer.move(10**6)
    last = viewer.walk.stop.number
    viewer.lane_number(2)
    found = viewer.walk.lanes["worker"]
    assert viewer.walk.stop == [one for one in found if one.number <= last][-1]


def test_long_lines_are_marked_where_they_are_cut_and_can_be_moved(runner: Runner) -> None:
    source = "x = " + " + ".join(map(str, range(1000, 1060))) + "\n"
    viewer = Viewer([recorded(runner, source)])
    row = _screen(viewer, (80, 24))[2]
    assert row.partition("│")[0].endswith("…")
    viewer.aside(10**6)
    moved = _screen(viewer, (80, 24))[2].partition("│")[0]
    assert "…" in moved[:6]
    assert source.rstrip()[-4:] in moved
    viewer.aside(-(10**6))
    assert _screen(viewer, (80, 24))[2] == row


def test_what_is_wrong_stands_at_its_stop_and_can_be_sought(runner: Runner) -> None:
    plain_run = recorded(runner, dedent(PROGRAMS["a request"].source))
    entered = next(one for one in plain_run.timeline.moments if one.kind == "view-entered")
    remark = "Something is quite wrong here. " * 12
    run = Recording(plain_run.timeline, plain_run.sources, "setup.py", {entered.number: (remark,)})
    for size in SIZES:
        viewer = Viewer([run])
        assert "quite wrong" not in "".join(_screen(viewer, size))
        viewer.next_wrong(1)
        assert viewer.walk.stop.number == entered.number
        assert "✗ Something is quite wrong" in "".join(_screen(viewer, size))
        viewer.open("all")
        whole = "".join(_screen(viewer, (80, 60)))
        assert whole.count("quite wrong") == 12


def test_a_search_finds_lines_and_events_and_says_where_it_finds_none(runner: Runner) -> None:
    viewer = Viewer([recorded(runner, dedent(PROGRAMS["a request"].source))])
    viewer.search("session[")
    assert viewer.walk.code(viewer.walk.stop).strip().startswith("session[")
    viewer.search("VIEW ENTERED")
    assert "Gone on from the beginning" in _screen(viewer, (80, 24))[-1]
    assert viewer.walk.stop.kind == "view-entered"
    place = viewer.walk.place
    viewer.again(-1)
    assert viewer.walk.place == place
    assert "only place" in _screen(viewer, (80, 24))[-1]
    viewer.search("no such thing")
    assert "“no such thing” is not found in main." in _screen(viewer, (80, 24))[-1]
    assert viewer.walk.place == place


def test_tests_are_gone_through_one_after_another(runner: Runner) -> None:
    first = recorded(runner, "x = 1\n")
    second = Recording(first.timeline, first.sources, "setup.py", title="test_two")
    viewer = Viewer(
        [Recording(first.timeline, first.sources, "setup.py", title="test_one"), second]
    )
    for title in ("test_one (1 of 2)", "test_two (2 of 2)", "test_one (1 of 2)"):
        assert title in _screen(viewer, (80, 24))[0]
        viewer.next_run(1)


def test_a_row_is_cut_to_cells_and_says_so() -> None:
    assert fitted(plain("abc"), 5) == [("", "abc"), ("", "  ")]
    for width in range(1, 12):
        for first in range(12):
            for text in ("plain text", "広い文字列だ", "a広b文c字"):
                row = fitted([("bold", text[:3]), ("", text[3:])], width, first)
                assert width_of(row) == width
                if first == 0 and width_of(plain(text)) > width:
                    assert "…" in "".join(part for _style, part in row)


def test_rows_left_out_are_marked() -> None:
    rows = [plain(str(n)) for n in range(5)]
    assert limited(rows, 5) == rows
    assert limited(rows, 0) == []
    assert [row[-1][1].strip() for row in limited(rows, 3)] == ["0", "1", "…"]
    assert [part for row in limited(rows, 1) for _style, part in row] == ["0", " …"]

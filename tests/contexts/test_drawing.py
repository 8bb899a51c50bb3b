"""The pictures: boxes in lanes, a list where it is narrow, words for a screen reader."""

from __future__ import annotations

import io
import re
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from flasktutor import language
from flasktutor.contexts import Timeline, timeline
from flasktutor.runner.protocol import ContextEvent
from flasktutor.runner.runner import Runner
from flasktutor.ui.views.context_words import listed, resolved, stepped
from flasktutor.ui.views.timeline import Picture, boxes, lines
from tests.contexts.conftest import recorded
from tests.contexts.programs import APPS, PROGRAMS
from tests.contexts.test_timeline import histories


@pytest.fixture(scope="module")
def pictures(runner: Runner) -> dict[str, Timeline]:
    """Timelines of real runs."""
    names = ("nested apps", "two requests at the same time", "a thread without a context")
    return {name: recorded(runner, dedent(PROGRAMS[name].source), APPS) for name in names}


def test_a_small_picture_is_drawn_as_it_should_be() -> None:
    seen = timeline(
        [
            ContextEvent(number=1, kind="app-pushed", lane="main", frame=1, label="shop", line=1),
            ContextEvent(number=2, kind="request-pushed", lane="main", frame=2, label="GET /"),
            ContextEvent(
                number=3, kind="view-entered", lane="main", frame=2, label="index", line=9
            ),
            ContextEvent(number=4, kind="request-popped", lane="main", frame=2),
            ContextEvent(number=5, kind="app-popped", lane="main", frame=1),
        ]
    )
    drawn = [line.plain.rstrip() for line in lines(seen, 60)]
    assert drawn[0] == "1 ╭─ app context: shop " + "─" * 36 + "╮"
    assert drawn[1] == "  │╭─ request context: GET / " + "─" * 29 + "╮│"
    assert drawn[2].startswith("9 ││ view entered: index ")
    assert drawn[3].startswith("  │╰─ popped ─")
    assert drawn[4].startswith("  ╰─ popped ─")


def on_terminal(seen: Timeline, rows: int) -> list[str]:
    """The picture as a terminal of so many rows shows it."""
    out = io.StringIO()
    Console(file=out, width=100, height=rows, force_terminal=True, color_system=None).print(
        Picture(seen)
    )
    return [line.rstrip() for line in out.getvalue().rstrip("\n").split("\n")]


def test_the_end_of_a_long_picture_says_what_its_head_said(pictures: dict[str, Timeline]) -> None:
    seen = pictures["two requests at the same time"]
    short, long = on_terminal(seen, 200), on_terminal(seen, 20)
    assert len(short) > 20
    assert long[0] == long[-1] == short[0] != short[-1]
    assert not any("context popped: " in line for line in short)
    last = next(line for line in reversed(long) if "╰" in line)
    assert "context popped: " in last
    assert [line for line in long if "╰" not in line][:-1] == [x for x in short if "╰" not in x]


@pytest.mark.parametrize("width", [60, 72, 80, 120])
def test_boxes_line_up_at_every_width(pictures: dict[str, Timeline], width: int) -> None:
    for seen in pictures.values():
        drawn = list(lines(seen, width))
        assert max(cell_len(line.plain) for line in drawn) <= width
        assert len({cell_len(line.plain) for line in drawn}) == 1
        text = "\n".join(line.plain for line in drawn)
        for corner in ("╭", "╰"):
            assert text.count(corner) == len(seen.frames)


def test_lanes_stand_side_by_side(pictures: dict[str, Timeline]) -> None:
    seen = pictures["two requests at the same time"]
    first, *rest = (line.plain for line in lines(seen, 80))
    assert first.split() == ["first", "second"]
    both = [line for line in rest if line[:40].count("│") >= 2 and line[41:].count("│") >= 2]
    assert both, "no row shows both requests at once"


def test_below_sixty_columns_it_is_a_list(pictures: dict[str, Timeline]) -> None:
    for seen in pictures.values():
        drawn = [line.plain for line in lines(seen, 40)]
        assert not any("╭" in line for line in drawn)
        assert max(cell_len(line) for line in drawn) <= 40


def test_three_lanes_that_do_not_fit_are_a_list() -> None:
    lanes = ("one", "two", "three")
    events = [
        ContextEvent(number=n, kind="view-entered", lane=lane, label="index")
        for n, lane in enumerate(lanes, 1)
    ]
    drawn = "\n".join(line.plain for line in lines(timeline(events), 60))
    assert all(f"In {lane}:" in drawn for lane in lanes)


def test_without_unicode_the_boxes_are_ascii(pictures: dict[str, Timeline]) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    console = Console(file=out, width=80)
    console.print(Picture(pictures["two requests at the same time"]))
    out.flush()
    text = out.buffer.getvalue().decode("ascii")
    assert re.search(r"\+- (app )?context: shop", text)


def test_the_picture_says_the_same_without_colour(pictures: dict[str, Timeline]) -> None:
    for seen in pictures.values():
        printed = []
        for colours in (None, "standard"):
            out = io.StringIO()
            console = Console(
                file=out,
                width=80,
                height=200,
                color_system=colours,
                force_terminal=bool(colours),
            )
            console.print(Picture(seen))
            printed.append(out.getvalue())
        assert re.sub(r"\x1b\[[\d;]*m", "", printed[1]) == printed[0]
        assert printed[1] != printed[0]


def test_the_list_tells_every_moment_in_order(pictures: dict[str, Timeline]) -> None:
    seen = pictures["nested apps"]
    told = list(listed(seen))
    assert len(told) == len(seen.moments)
    assert re.match(r"- line 12: (app )?context pushed: shop", told[0])
    indents = [len(line) - len(line.lstrip()) for line in told]
    assert max(indents) == 2 * max(moment.depth for moment in seen.moments)


def test_steps_name_the_line_and_what_the_names_mean(pictures: dict[str, Timeline]) -> None:
    sources = {"setup.py": APPS, "snippet.py": "pass\n" * 40}
    told = list(stepped(pictures["nested apps"], sources))
    assert any("current_app: cafe" in line for line in told)
    assert any("request, session: nothing (RuntimeError)" in line for line in told)


def test_unbound_names_are_told_as_such() -> None:
    told = resolved(ContextEvent(number=1, kind="line", lane="main", current_app="shop", g={}))
    assert told == {
        "current_app": "shop",
        "g": "(empty)",
        "request": "nothing (RuntimeError)",
        "session": "nothing (RuntimeError)",
    }
    assert language.current() == "en"


@given(histories(), st.integers(20, 130))
def test_any_history_can_be_drawn_at_any_width(events: list[ContextEvent], width: int) -> None:
    seen = timeline(events)
    drawn = [line.plain for line in lines(seen, width)]
    assert all(cell_len(line) <= width for line in drawn)
    assert len(drawn) >= len(seen.moments)


@given(histories(), st.integers(20, 130))
def test_stacks_are_boxes_in_boxes(events: list[ContextEvent], width: int) -> None:
    seen = timeline(events)
    for lane in seen.lanes:
        for number in range(len(events) + 1):
            stack = seen.stack(lane, number)[:4]
            drawn = [text for _frame, text in boxes(stack, width)]
            assert len(drawn) == 2 * len(stack)
            assert all(cell_len(text) == width for text in drawn)

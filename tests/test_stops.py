"""The stops of a recorded run: every push and pop is one, and each has code to show."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent

import pytest
from hypothesis import given

from flasktutor.contexts import Timeline, timeline
from flasktutor.runner.protocol import Context, ContextEvent, RunRequest
from flasktutor.runner.runner import Runner
from flasktutor.stops import Stop, at, lines_of, stops
from tests.contexts.programs import APPS, PROGRAMS
from tests.contexts.test_timeline import event, histories
from tests.ui.timelines import sample

SETUP, SNIPPET = "setup.py", "snippet.py"


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as runner:
        yield runner


def recorded(
    runner: Runner, source: str, setup: str = APPS, context: Context | None = None
) -> tuple[Timeline, dict[str, str]]:
    """A run's timeline, and its sources."""
    request = RunRequest(
        source=source, setup=setup, record=True, context=context or Context(kind="none")
    )
    return timeline(runner.run(request).events), {SETUP: setup, SNIPPET: source}


def of(seen: Timeline, sources: dict[str, str], lane: str = "main") -> tuple[Stop, ...]:
    return stops(seen, sources, lane, prologue=SETUP)


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_push_and_pop_is_a_stop_that_has_code(name: str, runner: Runner) -> None:
    seen, sources = recorded(runner, dedent(PROGRAMS[name].source))
    _hold(seen, sources)
    first = of(seen, sources)[0]
    assert (first.file, first.line > 0) == (SNIPPET, True)


@pytest.mark.parametrize("sources", [{}, {SNIPPET: "\n".join("abcdefghij")}], ids=["none", "some"])
def test_a_made_up_run_is_gone_through_with_and_without_sources(sources: dict[str, str]) -> None:
    _hold(sample(), sources)


@given(histories())
def test_any_history_is_gone_through(events: list[ContextEvent]) -> None:
    _hold(timeline(events), {"a.py": "x = 1\n"})


def _hold(seen: Timeline, sources: dict[str, str]) -> None:
    """What is true of all stops of any run."""
    for lane in seen.lanes:
        found = of(seen, sources, lane)
        numbers = [stop.number for stop in found]
        assert numbers == sorted(set(numbers))
        moments = [one for one in seen.moments if one.lane == lane]
        assert [one for stop in found for one in stop.moments] == moments
        changes = [one.number for one in moments if one.opens or one.closes]
        assert set(changes) <= set(numbers)
        for index, stop in enumerate(found):
            assert stop.stack == seen.stack(lane, stop.number)
            assert stop.now == seen.latest(lane, stop.number)
            assert stop.file in sources or not sources
            assert stop.line <= len(lines_of(sources.get(stop.file, "")))
            assert (stop.line == 0) == (stop.standing == "none")
            assert at(found, stop.number) == index


def test_inside_flask_the_line_that_was_shown_stays_with_its_reason(runner: Runner) -> None:
    source = "client = app.test_client()\nclient.get('/nope')\nprint()\n"
    seen, sources = recorded(runner, source, "from flask import Flask\napp = Flask('shop')\n")
    told = [(stop.kind, stop.line, stop.standing, stop.away) for stop in of(seen, sources)]
    pushes = ["app-pushed", "request-pushed", "request-started", "request-finished"]
    assert told == [
        ("line", 1, "next", ""),
        ("line", 2, "next", ""),
        ("client-sent", 2, "within", ""),
        *((kind, 2, "within", "flask") for kind in pushes),
        *((kind, 2, "within", "flask") for kind in ("request-popped", "app-popped")),
        ("client-answered", 2, "within", ""),
        ("line", 3, "next", ""),
    ]


def test_before_the_first_line_it_is_shown_and_after_the_last_it_stays(runner: Runner) -> None:
    seen, sources = recorded(runner, "x = 1\n", context=Context(kind="request"))
    found = of(seen, sources)
    assert [(one.standing, one.away, one.file, one.line) for one in found] == [
        *[("first", "flask", SNIPPET, 1)] * 2,
        ("next", "", SNIPPET, 1),
        *[("last", "flask", SNIPPET, 1)] * 2,
    ]
    assert [len(one.stack) for one in found] == [1, 2, 2, 1, 0]


def test_a_setup_that_says_nothing_is_no_stop_and_one_that_pushes_is(runner: Runner) -> None:
    quiet = of(*recorded(runner, "x = 1\n", setup=""))
    assert [(one.file, one.line) for one in quiet] == [(SNIPPET, 1)]
    pushes = "from flask import Flask\napp = Flask('shop')\napp.app_context().push()\n"
    loud = of(*recorded(runner, "x = 1\n", setup=pushes))
    assert [(one.kind, one.file, one.line) for one in loud][:2] == [
        ("app-pushed", SETUP, 3),
        ("line", SNIPPET, 1),
    ]


def test_code_of_the_setup_that_is_called_later_is_stopped_at(runner: Runner) -> None:
    setup = dedent(
        """\
        from flask import Flask
        app = Flask("shop")
        @app.get("/")
        def index():
            return "ok"
        """
    )
    seen, sources = recorded(runner, "app.test_client().get('/')\n", setup)
    lines = [(one.file, one.line) for one in of(seen, sources) if one.kind == "line"]
    assert lines == [(SNIPPET, 1), (SETUP, 5)]


def test_where_lines_are_no_longer_followed_it_is_said(runner: Runner) -> None:
    source = "for n in range(5000):\n    n += 1\nwith app.app_context():\n    pass\n"
    seen, sources = recorded(runner, source)
    *_lines, full, pushed, popped = of(seen, sources)
    assert (full.kind, full.standing) == ("lines-full", "next")
    assert [(one.kind, one.standing, one.away) for one in (pushed, popped)] == [
        ("app-pushed", "last", "unfollowed"),
        ("app-popped", "last", "unfollowed"),
    ]


def test_the_next_test_is_followed_again() -> None:
    seen = timeline(
        [
            event(1, "lines-full", file="a.py", line=1),
            event(2, "test-began", label="test_b"),
            event(3, "view-entered", file="a.py", line=2),
        ]
    )
    assert [one.away for one in stops(seen, {"a.py": "1\n2\n"}, "main")] == ["", "outside", ""]


def test_a_line_whose_file_is_gone_is_said_where_something_is_told() -> None:
    seen = timeline(
        [
            event(1, "line", file="a.py", line=1),
            event(2, "line", file="gone.py", line=1),
            event(3, "view-entered", file="gone.py", line=2),
        ]
    )
    found = stops(seen, {"a.py": "1\n", "gone.py": ""}, "main")
    assert [(one.number, one.file, one.line, one.standing, one.away) for one in found] == [
        (1, "a.py", 1, "next", ""),
        (3, "a.py", 1, "last", "unseen"),
    ]


def test_the_last_line_is_the_one_that_a_call_came_back_to() -> None:
    seen = timeline(
        [
            event(1, "line", file="a.py", line=2),
            event(2, "line", file="a.py", line=1),
            event(3, "returned", file="a.py", line=2),
            event(4, "returned"),
            event(5, "request-finished"),
        ]
    )
    last = stops(seen, {"a.py": "1\n2\n"}, "main")[-1]
    assert (last.number, last.line, last.standing) == (5, 2, "last")


def test_a_part_of_a_run_tells_at_its_first_stop_what_was_pushed_before() -> None:
    seen = timeline(
        [
            event(1, "app-pushed", frame=1, label="shop"),
            event(2, "line", file="a.py", line=1, frame=1),
            event(3, "line", file="a.py", line=2, frame=1),
            event(4, "view-entered", file="a.py", line=2, frame=1),
            event(5, "app-popped", frame=1),
        ]
    )
    first, second = stops(seen.part(3, 4), {"a.py": "1\n2\n"}, "main")
    assert [one.kind for one in first.moments] == ["app-there"]
    assert len(first.stack) == len(second.stack) == 1


@pytest.mark.parametrize("text", ["a\nb\n", "a\r\nb", "a\rb\r"])
def test_lines_are_counted_as_python_does(text: str) -> None:
    assert lines_of(text) == ["a", "b"]
    assert lines_of("a\x0cb\u2028c") == ["a\x0cb\u2028c"]

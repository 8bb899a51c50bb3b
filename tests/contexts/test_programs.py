"""Programs whose contexts are known, event by event, on each version of Flask."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest

from flasktutor.contexts import QUIET, Timeline
from flasktutor.runner.protocol import Context, RunRequest
from flasktutor.runner.runner import Runner
from tests.contexts.conftest import recorded, told
from tests.contexts.programs import APPS, PROGRAMS
from tests.flasks.versions import number

pytestmark = pytest.mark.sweep
_POOL = re.compile(r"^[\w-]+_\d+, Task-\d+(?=:)")
"""The thread that asgiref runs a coroutine in is named otherwise in each Python."""


@pytest.mark.parametrize("name", PROGRAMS)
def test_events_are_those_that_flask_makes(name: str, version: str, versioned: Runner) -> None:
    program = PROGRAMS[name]
    seen = recorded(versioned, dedent(program.source), APPS)
    assert as_on_any(told(seen)) == program.expected(number(version))
    _frames_are_nested(seen)


def as_on_any(lines: list[str]) -> list[str]:
    """Moments as each Python tells them."""
    return [_POOL.sub("executor", line) for line in lines]


def _frames_are_nested(seen: Timeline) -> None:
    """Every frame is closed, inside the one that was pushed before it."""
    for frame in seen.frames.values():
        assert frame.closed is not None or frame.inherited
        if frame.parent is not None and frame.closed is not None:
            parent = seen.frames[frame.parent]
            assert parent.opened < frame.opened
            assert parent.closed is None or frame.closed < parent.closed


def test_states_say_what_the_proxies_resolve_to(versioned: Runner) -> None:
    source = dedent(PROGRAMS["nested apps"].source)
    events = {
        (event.kind, event.label): event for event in recorded(versioned, source, APPS).events
    }
    outside = events["client-answered", "200 OK"]
    assert (outside.current_app, outside.g, outside.request, outside.session) == (None,) * 4
    inner = events["view-entered", "menu"]
    assert (inner.current_app, inner.g, inner.request, inner.session) == (
        "cafe",
        {},
        "GET /menu",
        (),
    )
    back = events["view-left", "index"]
    assert (back.current_app, back.request) == ("shop", "GET /")


def test_lines_are_those_of_the_learner(versioned: Runner) -> None:
    source = "with app.app_context():\n    g.a = 1\n    g.b = 2\nx = 3\n"
    seen = recorded(versioned, source, APPS)
    steps = [event.line for event in seen.events if event.file == "snippet.py"]
    assert [line for line in steps if line][:2] == [1, 1]
    assert {one.label: one.line for one in seen.moments if one.kind == "g-set"} == {
        "a = 1": 2,
        "b = 2": 3,
    }
    assert steps[-1] == 4


def test_recording_leaves_no_mark_on_the_session(versioned: Runner) -> None:
    """With the mark, Flask would add `Vary: Cookie` to every response."""
    source = dedent(
        """
        @app.get("/")
        def index():
            g.x = 1
            return "ok"

        @app.get("/used")
        def used():
            return str(session.get("a"))

        client = app.test_client()
        print(client.get("/").headers.get("Vary"), client.get("/used").headers.get("Vary"))
        """
    )
    none = Context(kind="none")
    runs = [
        versioned.run(RunRequest(source=source, setup=APPS, record=record, context=none)).stdout
        for record in (False, True)
    ]
    assert runs == ["None Cookie\n", "None Cookie\n"]


def test_a_run_is_the_same_recorded_or_not(versioned: Runner) -> None:
    source = dedent(
        """
        def deep(n):
            return n and deep(n - 1)
        try:
            deep(10**6)
        except RecursionError as error:
            print(type(error).__name__)
        class Odd:
            def __repr__(self):
                raise ValueError("no repr")
        with app.test_request_context("/?q=1"):
            g.odd = Odd()
            g.many = list(range(10**5))
            print(request.args["q"], len(g.many))
        """
    )
    none = Context(kind="none")
    plain, recorded_too = (
        versioned.run(RunRequest(source=source, setup=APPS, record=record, context=none))
        for record in (False, True)
    )
    assert (plain.stdout, plain.outcome) == ("RecursionError\n1 100000\n", "ok")
    assert (recorded_too.stdout, recorded_too.outcome) == (plain.stdout, plain.outcome)
    assert recorded_too.events
    assert not plain.events


def test_long_loops_are_cut_short_and_what_follows_is_still_seen(versioned: Runner) -> None:
    source = "for n in range(20000):\n    n += 1\nwith app.app_context():\n    pass\n"
    kinds = [event.kind for event in recorded(versioned, source, APPS).events]
    assert kinds.count("lines-full") == 1
    assert kinds[-2:] == ["app-pushed", "app-popped"]
    assert len(kinds) < 3000


def test_an_error_ends_the_recording_with_the_contexts_popped(
    version: str, versioned: Runner
) -> None:
    request = RunRequest(
        source="request.args['no']", setup=APPS, record=True, context=Context(kind="request")
    )
    result = versioned.run(request)
    assert result.exception is not None
    kinds = [event.kind for event in result.events if event.kind not in QUIET]
    assert "exception-raised" in kinds
    popped = ["context-popped"] if number(version) == "3.2" else ["request-popped", "app-popped"]
    assert kinds[-len(popped) :] == popped


def test_a_recording_that_is_full_says_so_and_the_run_goes_on(versioned: Runner) -> None:
    source = dedent(
        """
        client = app.test_client()
        print(sum(client.get("/").status_code == 404 for _ in range(100)))
        """
    )
    request = RunRequest(source=source, setup=APPS, record=True, context=Context(kind="none"))
    result = versioned.run(request)
    assert (result.outcome, result.stdout) == ("ok", "100\n")
    assert result.events[-1].kind == "recording-full"
    assert len(result.events) < 1000

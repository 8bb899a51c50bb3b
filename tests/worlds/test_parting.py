"""Where two runs of one program part: the line, whatever threads did meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasktutor.parting import PartingPlace, output_line, parted
from flasktutor.runner.protocol import Context, ContextEvent, Limits, RunRequest, RunResult
from flasktutor.runner.runner import Runner

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


def run_of(events: Sequence[ContextEvent]) -> RunResult:
    return RunResult(outcome="ok", events=tuple(events))


def events(told: list[tuple[str, str, int]]) -> list[ContextEvent]:
    return [
        ContextEvent(number=number, kind=kind, lane=lane, line=line, file="snippet.py")
        for number, (kind, lane, line) in enumerate(told, start=1)
    ]


@given(EVENTS)
def test_a_run_does_not_part_from_itself(told: list[tuple[str, str, int]]) -> None:
    assert parted(run_of(events(told)), run_of(events(told))) is None


@given(EVENTS, st.data())
def test_the_first_difference_is_found(
    told: list[tuple[str, str, int]], data: st.DataObject
) -> None:
    one = events(told)
    if not one:
        return
    at = data.draw(st.integers(0, len(one) - 1))
    other = [*one[:at], replace(one[at], g={"city": "Bandung"}), *one[at + 1 :]]
    place = parted(run_of(one), run_of(other))
    assert place is not None
    assert place.line == one[at].line


@given(EVENTS)
def test_the_order_of_threads_is_no_difference(told: list[tuple[str, str, int]]) -> None:
    by_lane = sorted(told, key=lambda one: one[1])
    assert parted(run_of(events(told)), run_of(events(by_lane))) is None


def test_addresses_are_no_difference() -> None:
    one = events([("line", "main", 1)])
    held = [replace(one[0], g={"db": f"<Connection at {place}>"}) for place in ("0x7f01", "0x7e99")]
    assert parted(run_of(held[:1]), run_of(held[1:])) is None


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
        place = parted(run_of(one), run_of(other))
        assert place is not None
        assert place.line == 8


@pytest.mark.parametrize(
    ("one", "other", "line"),
    [("a\nb\n", "a\nb\n", 0), ("a\nb\n", "a\nc\n", 2), ("a\n", "a\nb\n", 2), ("", "", 0)],
)
def test_outputs_part_in_a_line(one: str, other: str, line: int) -> None:
    assert output_line(one, other) == line


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as made:
        yield made


IN_THREAD = """
from threading import Thread
from flask import Flask, current_app

app = Flask("shop")


def in_thread(job):
    def run():
        try:
            print(job(), bool(current_app))
        except RuntimeError:
            print("refused")

    thread = Thread(target=run)
    thread.start()
    thread.join()
"""
INHERITED = """
import threading
from contextvars import copy_context

start = threading.Thread.start


def started(thread):
    run, context = thread.run, copy_context()
    thread.run = lambda: context.run(run)
    start(thread)


threading.Thread.start = started
"""
HOSTS = """
from flask import Config

get = Config.get
Config.get = lambda config, name, default=None: get(config, name.upper(), default)
"""
LOOPS = """
from flask import Flask, g

app = Flask("shop")
with app.app_context():
    g.cups = g.get("cups", 0) + 1
with app.app_context():
    while "cups" in g:
        pass
print("done")
"""
ONE_G = """
from flask import Flask
one = Flask.app_ctx_globals_class()
Flask.app_ctx_globals_class = staticmethod(lambda: one)
"""


def both(runner: Runner, source: str, world: str, setup: str = "") -> PartingPlace | None:
    limits = Limits(wall=1)
    request = RunRequest(
        source=source, setup=setup, context=Context(kind="none"), record=True, limits=limits
    )
    return parted(runner.run(request), runner.run(replace(request, world=world)))


def test_what_only_prints_otherwise_is_named_with_what_it_prints(runner: Runner) -> None:
    source = (
        "from flask import Flask\n"
        "app = Flask('shop')\n"
        "app.config['CITY'] = 'Garut'\n"
        "for name in ('CITY', 'city'):\n"
        "    print(name, app.config.get(name), end=' ')\n"
    )
    place = both(runner, source, HOSTS)
    assert place == PartingPlace(5, prints=("city None ", "city Garut "))


def test_a_function_s_print_is_named_where_it_stands_not_where_it_is_called(
    runner: Runner,
) -> None:
    source = (
        "from flask import Flask\n"
        "def look(name):\n"
        "    print(Flask('shop').config.get(name))\n"
        "look('DEBUG')\n"
        "look('debug')\n"
    )
    assert both(runner, source, HOSTS) == PartingPlace(3, prints=("None", "False"))


def test_code_around_the_program_is_named_by_the_line_that_led_there(runner: Runner) -> None:
    source = "with app.app_context():\n    in_thread(lambda: 1)\nprint('end')\n"
    place = both(runner, source, INHERITED, IN_THREAD)
    assert place is not None
    assert (place.line, place.in_program) == (2, True)


def test_what_nothing_of_the_program_led_to_is_told_apart(runner: Runner) -> None:
    setup = "from flask import Flask\nprint(Flask('shop').config.get('debug'))\n"
    place = both(runner, "print('end')\n", HOSTS, setup)
    assert place is not None
    assert (place.line, place.in_program) == (2, False)


def test_nothing_is_said_of_a_run_that_was_broken_off(runner: Runner) -> None:
    assert both(runner, LOOPS, ONE_G) is None


def test_nothing_is_concluded_from_where_a_recording_was_full(runner: Runner) -> None:
    """A loop that prints more than is kept, and differs only at its end."""
    source = (
        "from flask import Flask\n"
        "app = Flask('shop')\n"
        "for n in range(3000):\n"
        "    print(n)\n"
        "print(app.config.get('debug'))\n"
    )
    assert both(runner, source, HOSTS) is None

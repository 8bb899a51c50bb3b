"""What differs between two runs: what is compared, and what never counts."""

from __future__ import annotations

import pytest

from flasktutor.trace.differences import Change, RunPart, differences


def _changes(first: str, second: str) -> tuple[Change, ...]:
    """The changes between two texts that were printed."""
    one, other = (
        RunPart(about="stdout", lines=tuple(text.splitlines())) for text in (first, second)
    )
    found = differences([one], [other])
    return found[0].changes if found else ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("<object object at 0x7f8b1ada4ed0>", "<object object at 0x5571e2>"),
        ("<AppContext 140214 of shop>", "<AppContext 99 of shop>"),
        ("<Thread(job, started 139)>", "<Thread(job, started 7)>"),
        ("<Thread(job, started daemon 139)>", "<Thread(job, started daemon 7)>"),
        ("[2026-11-28 12:11:07,123] INFO in app: hi", "[2027-01-02 00:00:00,001] INFO in app: hi"),
        ("[28/Nov/2026 12:11:07] GET / 200 -", "[02/Jan/2027 00:00:00] GET / 200 -"),
        ("/tmp/flasktutor-run-ab_1/run-x9/app.py", "/tmp/flasktutor-run-zz/run-q/app.py"),
        ("/a/.venv/lib/python3.11/site-packages/flask/app.py: x",
         "/b/lib/python3.12/site-packages/flask/app.py: x"),
        (r"C:\a\Lib\site-packages\flask\app.py", r"D:\b\Lib\site-packages\flask\app.py"),
    ],
)  # fmt: skip
def test_what_differs_in_any_two_runs_does_not_count(first: str, second: str) -> None:
    assert _changes(first, second) == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Flask 3.1.3", "Flask 3.2.0"),
        ("12:11:07", "12:11:08"),  # a time that the program itself prints
        ("at 127.0.0.1:5000", "at 127.0.0.1:5001"),
        ("a ", "a"),
        ("<AppContext 1 of shop>", "<AppContext 1 of cafe>"),
        ("0x7f", "0x8f"),  # too short for an address
    ],
)
def test_what_a_program_says_itself_counts(first: str, second: str) -> None:
    assert _changes(first, second) == (Change((first,), (second,)),)


def test_lines_are_told_as_they_were() -> None:
    found = _changes("at 0x7f8b1ada4ed0: 1\nsame", "at 0x5571e2aa: 2\nsame")
    assert found == (Change(("at 0x7f8b1ada4ed0: 1",), ("at 0x5571e2aa: 2",)),)


def test_only_the_lines_that_differ_are_told() -> None:
    first = "\n".join(map(str, range(20)))
    second = first.replace("\n7\n", "\n7\nnew\n").replace("\n12\n", "\n")
    assert _changes(first, second) == (Change((), ("new",)), Change(("12",), ()))


def test_of_very_many_lines_it_is_said_how_many_were_not_compared() -> None:
    one = RunPart(about="stdout", lines=tuple(f"a{n}" for n in range(1000)))
    other = RunPart(about="stdout", lines=tuple(f"b{n}" for n in range(400)))
    (found,) = differences([one], [other])
    assert sum(len(change.first) for change in found.changes) + found.uncompared == 1000


def test_a_whole_part_is_told_in_full() -> None:
    one = RunPart(about="contexts", lines=("app", "request", "app"), whole=True)
    other = RunPart(about="contexts", lines=("context", "app"), whole=True)
    (found,) = differences([one], [other])
    assert found.changes == (Change(one.lines, other.lines),)


def test_what_one_run_lacks_altogether_counts_as_empty() -> None:
    lone = RunPart(about="status", subject="GET /", lines=("200 OK",), whole=True)
    assert differences([lone], [])[0].changes == (Change(("200 OK",), ()),)
    assert differences([], [lone])[0].changes == (Change((), ("200 OK",)),)
    assert differences([RunPart(about="stdout")], []) == ()

"""Each condition against what may be seen: which hold, which do not, and what is said then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasktutor.conditions.environment import EnvironmentCondition
from flasktutor.conditions.looks import (
    AppSeen,
    DoctorSeen,
    EnvironmentSeen,
    FileSeen,
    Problem,
    Seen,
    ServerSeen,
    SuiteRun,
    SuiteSeen,
)
from flasktutor.runner.protocol import ContextEvent, Observation, Raised
from flasktutor.steps.do import DoStep
from tests.conditions.judged import VENV, judged, lesson_of

OUTSIDE = """\
Traceback (most recent call last):
  File "/home/ana/shop/books.py", line 5, in <module>
    PER_PAGE = current_app.config["PER_PAGE"]
RuntimeError: Working outside of application context.

Set up an application context with app.app_context(). See the
documentation for more information.
"""


@pytest.mark.parametrize(
    ("check", "seen", "instead"),
    [
        ("- file: app.py", FileSeen(path="app.py", state="there"), None),
        ("- file: app.py", FileSeen(path="app.py"), "there is no `app.py`"),
        ("- file: a.sqlite", FileSeen(path="a.sqlite", state="unreadable", why="bytes"), None),
        (
            "- file: app.py\n  contains: x",
            FileSeen(path="app.py", state="unreadable", why="bytes"),
            "`app.py` cannot be read: bytes",
        ),
        ("- file: app.py", FileSeen(path="app.py", state="folder"), "`app.py` is a folder"),
        (
            "- file: app.py\n  uses: Flask(__name__)",
            FileSeen(path="app.py", state="there", text="import flask\na = flask.Flask(__name__)"),
            "`Flask(__name__)` does not stand there",
        ),
        (
            "- file: app.py\n  uses: .Flask(__name__)\n  avoids: app.run()",
            FileSeen(path="app.py", state="there", text="a = flask.Flask(__name__)\napp.run(1)"),
            "`app.run()` stands there",
        ),
        (
            "- file: app.py\n  uses: Flask()",
            FileSeen(path="app.py", state="there", text="from flask import (Flask\n"),
            "`app.py` is no Python yet",
        ),
        (
            "- file: requirements.txt\n  contains: flask",
            FileSeen(path="requirements.txt", state="there", text="Flask==3.1.3\n"),
            None,
        ),
        ("- gone: flask.py", FileSeen(path="flask.py"), None),
        ("- gone: flask.py", FileSeen(path="flask.py", state="there"), "`flask.py` is still there"),
        ("- environment: works", VENV, None),
        ("- environment: works", EnvironmentSeen(), "none is found in this folder"),
        ("- environment: works\n  packages: [flask>=3, Flask_Login]", VENV, None),
        (
            "- environment: works\n  packages: flask>=4",
            VENV,
            "`flask` is there in version 3.1.3",
        ),
        ("- environment: works\n  packages: pytest", VENV, "`pytest` is not in `.venv`"),
        ("- environment: works\n  without: Flask", VENV, "`Flask` is in `.venv`"),
        ("- doctor: well", DoctorSeen(works=True), None),
        ("- doctor: well", DoctorSeen(), "Flask does not work"),
        (
            "- doctor: port-taken",
            DoctorSeen(works=True, notes=(Problem("port-taken", "Port 5000 is taken."),)),
            None,
        ),
        (
            "- doctor: well",
            DoctorSeen(works=True, notes=(Problem("port-taken", "Port 5000 is taken."),)),
            None,
        ),
        (
            "- doctor: well",
            DoctorSeen(works=False, problems=(Problem("flask-missing", "No Flask here."),)),
            "No Flask here.",
        ),
        ("- stopped: server", ServerSeen(), None),
        (
            "- stopped: server",
            ServerSeen(state="answered", address="http://127.0.0.1:5000/", status=404),
            "it still runs at http://127.0.0.1:5000/",
        ),
        ("- doctor: port-taken", DoctorSeen(works=True), "nothing wrong"),
        (
            "- served: /\n  contains: Ayu",
            ServerSeen(state="answered", address="http://127.0.0.1:5000/", status=200, body="Ayu"),
            None,
        ),
        (
            "- served: /\n  contains: Ayu",
            ServerSeen(state="answered", address="http://127.0.0.1:5000/", status=200, body="Hi"),
            "http://127.0.0.1:5000/ answers without `Ayu`: Hi",
        ),
        (
            "- served: /\n  contains: [Ayu, Budi, H]",
            ServerSeen(state="answered", address="http://127.0.0.1:5000/", status=200, body="Hi"),
            "http://127.0.0.1:5000/ answers without `Ayu`, `Budi`: Hi",
        ),
        (
            "- served: /\n  contains: Ayu",
            ServerSeen(state="answered", address="http://127.0.0.1:5000/", status=404, body="No"),
            "http://127.0.0.1:5000/ answers with 404",
        ),
        (
            "- served: /\n  status: 404",
            ServerSeen(state="answered", address="http://127.0.0.1:5000/", status=500),
            "http://127.0.0.1:5000/ answers with 500; the error stands where the server runs",
        ),
        ("- served: /", ServerSeen(), "no server runs in this folder"),
        (
            "- served: /",
            ServerSeen(state="stranger", address="http://127.0.0.1:5000/", who="node in /srv"),
            "at http://127.0.0.1:5000/ answers a server that is not from this folder: node in /srv",
        ),
        (
            "- app:\n    - request: /",
            AppSeen(observations=(Observation(status=200, body="x"),)),
            None,
        ),
        (
            "- app:\n    - value: app.name\n      equals: shop",
            AppSeen(observations=(Observation(exception=Raised(type="NameError", message="app")),)),
            "NameError: app",
        ),
        (
            "- app:\n    - request: /",
            AppSeen(trouble="raised", error="Traceback…\nKeyError: 'DB'\n"),
            "loading it raises an error: KeyError: 'DB'",
        ),
        (
            "- app:\n    - request: /",
            AppSeen(trouble="raised", error=OUTSIDE),
            "loading it raises an error: RuntimeError: Working outside of application context.",
        ),
        (
            "- contexts: /",
            AppSeen(events=(ContextEvent(number=1, kind="app-pushed", lane="main", frame=1),)),
            "still pushed: ``",
        ),
        (
            "- contexts: /\n  teardown: close_db",
            AppSeen(
                events=(ContextEvent(number=1, kind="teardown-app", lane="main", label="close_db"),)
            ),
            None,
        ),
        ("- contexts: /\n  teardown: close_db", AppSeen(), "not called: `close_db`"),
        ("- tests: 2", SuiteSeen(own=SuiteRun(passed=2)), None),
        ("- tests: 2", SuiteSeen(own=SuiteRun(passed=1)), "1 passed, 0 failed"),
        ("- tests: 2", SuiteSeen(own=SuiteRun(end="none-found")), "pytest finds no tests"),
    ],
)
def test_a_condition_holds_or_says_what_was_seen_instead(
    tmp_path: Path, check: str, seen: Seen, instead: str | None
) -> None:
    verdict = judged(tmp_path, check, seen)
    assert verdict.right is (instead is None)
    if instead is not None:
        assert next(mark.seen for mark in verdict.marks if not mark.passed) == instead


@given(st.text(max_size=8) | st.sampled_from(["2004d", "1.0-x+y", "3.1.3", "v3"]))
def test_a_package_of_any_version_is_there(version: str) -> None:
    """What metadata says is what its author wrote, which packaging may call no version."""
    seen = replace(VENV, packages={"flask": version})
    (mark,) = EnvironmentCondition(environment="works", packages=("flask",)).judge(seen)
    assert mark.passed
    (mark,) = EnvironmentCondition(environment="works", packages=("flask>=3",)).judge(seen)
    assert mark.passed or version in mark.seen


CAUGHT = """\
- tests: 1
  catch:
    - what: the price is lost
      files: {shop.py: "price = None"}
      say: No test looks at the price."""


@pytest.mark.parametrize(
    ("faulty", "right"),
    [
        (SuiteRun(passed=1, failed=1), True),
        (SuiteRun(passed=2), False),
        (SuiteRun(end="broken"), False),
    ],
)
def test_tests_that_cannot_fail_do_not_count(tmp_path: Path, faulty: SuiteRun, right: bool) -> None:
    verdict = judged(tmp_path, CAUGHT, SuiteSeen(own=SuiteRun(passed=2), faulty=(faulty,)))
    assert verdict.right is right
    assert verdict.message == ("" if right else "No test looks at the price.")


MISTAKE = """\
    mistakes:
      - say: It lies one folder deeper.
        when: [{file: shop/app.py}]
        example: {files: {shop/app.py: "x = 1"}}
"""


def test_a_known_mistake_is_said_where_its_state_is_seen(tmp_path: Path) -> None:
    missing, there = FileSeen(path="app.py"), FileSeen(path="shop/app.py", state="there")
    verdict = judged(tmp_path, "- file: app.py", missing, there, more=MISTAKE)
    assert verdict.message == "It lies one folder deeper."
    other = judged(tmp_path, "- file: app.py", missing, missing, more=MISTAKE)
    assert other.message == ""


def test_what_was_not_looked_at_is_not_reached(tmp_path: Path) -> None:
    verdict = judged(tmp_path, "- file: app.py\n- app:\n    - request: /", FileSeen(path=""), None)
    assert [mark.state for mark in verdict.marks] == ["failed", "not-reached"]


@pytest.mark.parametrize(
    ("checks", "complaint"),
    [
        ("- file: ../app.py", "write a path inside the learner's folder"),
        ("- file: /etc/passwd", "write a path inside the learner's folder"),
        ("- file: app.py\n  uses: 'def'", "write a Python expression"),
        ("- environment: works\n  packages: 'flask ='", "write a package as pip does"),
        ("- doctor: cough", "`cough` is no problem that check-install knows"),
        ("- served: POST /", "a running server is only asked with GET"),
        ("- app:\n    - uses: g", "of an app only `request` and `value` can be checked"),
        ("- file: a.py\n  gone: b.py", "`file` and `gone` are two checks"),
        ("- knows: a.py", "a condition holds one of these: file, gone"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, checks: str, complaint: str) -> None:
    lines = "".join(f"      {line}\n" for line in checks.splitlines())
    text = f"  - key: one\n    kind: do\n    body: Do.\n    checks:\n{lines}    solution: {{}}\n"
    _lesson, issues = lesson_of(tmp_path, text)
    assert any(complaint in issue for issue in issues), issues


def test_commands_may_be_the_same_in_every_shell_or_one_for_each(tmp_path: Path) -> None:
    more = """\
  - key: two
    kind: do
    body: Do it.
    checks: [{file: a.py}]
    solution:
      run: pip install flask
      serve: {unix: flask run, powershell: flask run --debug, cmd: flask run}
"""
    lesson, issues = lesson_of(tmp_path, more)
    assert lesson is not None, issues
    two = cast(DoStep, lesson.steps[0])
    assert two.solution.run.lines("cmd") == ("pip install flask",)
    assert two.solution.serve.lines("powershell") == ("flask run --debug",)
    one_shell = more.replace("run: pip install flask", "run: {unix: ls}")
    _lesson, issues = lesson_of(tmp_path, one_shell)
    assert issues == ["the same is needed for `powershell`"]

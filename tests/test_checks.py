"""Checks of every kind, judging what real runs showed."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasktutor.checks import CHECKS, same_json, same_output
from flasktutor.runner.protocol import Limits, RunRequest
from flasktutor.runner.runner import Runner
from flasktutor.steps.base import Verdict
from flasktutor.steps.code import CodeStep
from flasktutor.text import escape
from tests.reading import SETUP, graded, spec_of, step_of

STEP = """
key: write
kind: code
body: Write it.
context: none
starter: pass
solution: pass
checks:
"""
MAKE = "def make():\n    return app\n"
HOME = '@app.get("/")\ndef home():\n    return {}\n'


def judged(runner: Runner, checks: str, code: str) -> Verdict:
    indented = "".join(f"  {line}\n" for line in checks.strip().split("\n"))
    return graded(runner, step_of(STEP + indented), code)


EACH = [
    ("- request: /\n  body: Hi", HOME.format("'Hi'"), True),
    ("- request: /\n  body: Hi", HOME.format("'Hi\\n'"), True),
    ("- request: /\n  body: Hi", HOME.format("'hi'"), False),
    ("- request: /\n  contains: [H, i]", HOME.format("'Hi'"), True),
    ("- request: /\n  contains: [H, o]", HOME.format("'Hi'"), False),
    ("- request: /\n  status: 201", HOME.format("'Hi', 201"), True),
    ("- request: /\n  status: 201", HOME.format("'Hi'"), False),
    ("- request: /nowhere\n  status: 404", HOME.format("'Hi'"), True),
    ("- request: /nowhere", HOME.format("'Hi'"), False),
    ("- request: /", HOME.format("'Hi'"), True),
    ("- request: /", HOME.format("1 / 0"), False),
    ("- request: /\n  json: {n: 1, ok: true}", HOME.format("{'ok': True, 'n': 1.0}"), True),
    ("- request: /\n  json: {n: 1}", HOME.format("{'n': '1'}"), False),
    ("- request: /\n  json: {n: 1}", HOME.format("{'n': True}"), False),
    ("- request: /\n  json: null", HOME.format("app.json.response(None)"), True),
    ("- request: /\n  json: {n: 1}", HOME.format("'{\"n\": 1}'"), False),
    ("- request: /\n  headers: {x-shop: Ayu}", HOME.format("'', {'X-Shop': 'Ayu'}"), True),
    ("- request: /\n  headers: {X-Shop: Ayu}", HOME.format("''"), False),
    (
        "- request: [POST /login, /]\n  body: Ayu",
        'app.secret_key = "k"\n\n\n@app.post("/login")\ndef login():\n'
        '    session["name"] = "Ayu"\n    return ""\n\n\n' + HOME.format("session['name']"),
        True,
    ),
    (
        "- request: {path: /, method: POST, form: {a: b c}}\n  body: b c",
        '@app.post("/")\ndef home():\n    return request.form["a"]\n',
        True,
    ),
    (
        "- request: {path: /, method: PUT, json: [1, null]}\n  body: '[1, None]'",
        '@app.put("/")\ndef home():\n    return str(request.json)\n',
        True,
    ),
    (
        "- request: {path: '/?q=é', headers: {X-A: é}}\n  body: é é",
        HOME.format("request.args['q'] + ' ' + request.headers['X-A']"),
        True,
    ),
    ("- request: /\n  app: make()\n  body: Hi", HOME.format("'Hi'") + MAKE, True),
    ("- request: /\n  app: make()\n  body: Hi", HOME.format("'Hi'"), False),
    ("- prints: |\n    a\n    b", "print('a')\nprint('more')\nprint('b  ')", True),
    ("- prints: |\n    a\n    b", "print('b')\nprint('a')", False),
    ("- prints: a", "print('A')", False),
    ("- prints: a", "print(' a')", False),
    ("- value: x\n  equals: 1", "x = 1", True),
    ("- value: x\n  equals: 1", "x = 1.0", True),
    ("- value: x\n  equals: 1", "x = True", False),
    ("- value: x\n  equals: '1'", "x = 1", False),
    ("- value: x\n  equals: [1, {a: null}]", "x = (1, {'a': None})", True),
    ("- value: x\n  equals: 1", "x = object()", False),
    ("- value: x\n  equals: 1", "y = 1", False),
    ("- value: current_app.name\n  context: app\n  equals: shop", "pass", True),
    ("- value: request.args['a']\n  context: '/?a=b'\n  equals: b", "pass", True),
    ("- value: request.path\n  equals: /", "pass", False),
    # What a run prints comes with unsafe characters written out.
    ('- prints: "a\\eb\\u200bc"', "print('a\\x1bb\\u200bc')", True),
    ('- prints: "abc"', "print('a\\x1bb\\u200bc')", False),
    ('- value: x\n  equals: "\\u200b"', "x = '\\u200b'", True),
    ('- request: /\n  body: "a\\u200b"', HOME.format("'a\\u200b'"), True),
    ('- request: /\n  contains: ["\\u200b"]', HOME.format("'a\\u200b'"), True),
    ("- raises: ZeroDivisionError", "1 / 0", True),
    ("- raises: ZeroDivisionError", "int('x')", False),
    ("- raises: ZeroDivisionError", "1 / 1", False),
    ("- raises: KeyError\n- prints: a", "print('a')\n{}['x']", True),
    ("- uses: current_app", "print(current_app)", False),
    ("- uses: app.app_context()", "with app.app_context():\n    pass", True),
    ("- uses: app.app_context()", "# app.app_context()", False),
    ("- uses: app.app_context()", "print('app.app_context()')", False),
    ("- avoids: print()", "x = print", True),
    ("- avoids: print()", "print()", False),
    ("- uses: 'g[_]'", "with app.app_context():\n    x = g.x = {}\n    x['a'] = 1", False),
    ("- uses: '_ is None'", "x = 1 is None", True),
]  # fmt: skip
"""A check, code, and whether the code meets it."""


@pytest.mark.parametrize(("check", "code", "right"), EACH)
def test_each_kind(runner: Runner, check: str, code: str, right: bool) -> None:
    verdict = judged(runner, check, code)
    assert verdict.right is right, verdict
    assert not verdict.fault
    for mark in verdict.marks:
        assert mark.criterion
        assert mark.passed or mark.seen or mark.fail or check.startswith(("- uses", "- avoids"))


def test_of_each_kind_one_is_met_and_one_is_not() -> None:
    tried = {
        (name, right) for check, _code, right in EACH for name in CHECKS if f"- {name}:" in check
    }
    missing = set(product(CHECKS, (True, False))) - tried
    assert not missing, "add code to `EACH`, above, that meets it (True) or does not (False)"


def test_all_marks_are_shown_what_came_beside_what_was_expected(runner: Runner) -> None:
    checks = "- request: /\n  body: Hi\n  fail: Greet them.\n- uses: home\n- avoids: g"
    verdict = judged(runner, checks, HOME.format("'Hello'") + "home")
    request, uses, avoids = verdict.marks
    assert (request.state, request.expected, request.seen) == ("failed", "Hi", "200; Hello")
    assert request.fail == verdict.message == "Greet them."
    assert uses.passed
    assert avoids.passed


def test_a_run_that_breaks_off_reaches_no_check(runner: Runner) -> None:
    verdict = judged(runner, "- prints: a\n- avoids: g", "print('a')\n1 / 0")
    assert [mark.state for mark in verdict.marks] == ["failed", "not-reached", "not-reached"]
    assert verdict.marks[0].seen == "ZeroDivisionError: division by zero"


def test_a_time_limit_is_no_exception_that_was_asked_for(runner: Runner) -> None:
    step = step_of(STEP + "  - raises: ValueError\n")
    assert isinstance(step, CodeStep)
    source = "while True:\n    pass"
    result = runner.run(RunRequest(source=source, setup=SETUP, limits=Limits(wall=0.5)))
    verdict = step.grade(source, result)
    assert not verdict.right
    assert verdict.marks[0].seen == "out of time"


def test_a_snippet_that_leaves_early_is_not_observed_and_not_right(runner: Runner) -> None:
    verdict = judged(runner, "- request: /\n  status: 404", "raise SystemExit(0)")
    assert not verdict.right
    assert not verdict.fault
    assert "did not come to its end" in verdict.marks[0].seen


def test_many_checks_of_both_sorts_keep_their_own_observations(runner: Runner) -> None:
    checks = "- uses: x\n- value: x\n  equals: 1\n- avoids: y\n- value: x + 1\n  equals: 2"
    verdict = judged(runner, checks, "x = 1")
    assert verdict.right
    assert [mark.passed for mark in verdict.marks] == [True] * 4


def test_a_check_without_its_observation_is_the_authors_fault(runner: Runner) -> None:
    """A worker that sends nothing is never held against the learner."""
    step = step_of(STEP + "  - value: x\n    equals: 1\n")
    assert isinstance(step, CodeStep)
    verdict = step.grade("x = 1", runner.run(RunRequest(source="x = 1")))
    assert not verdict.right
    assert verdict.fault == "the value was never looked at"


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ("request: books", "1:10 a path starts with `/`"),
        ("request: FETCH /", "1:10 one of these is expected here: GET, POST,"),
        ("request: /\napp: make(", "2:6 this is no Python expression"),
        ("request: /\nstatus: ok", "2:9 a whole number is expected here"),
        ("request: /\nstatus: 99999999999999999999", "2:9 a whole number is expected here"),
        ("value: x", "1:1 `equals` is missing here"),
        ("value: x = 1\nequals: 1", "1:8 this is no Python expression"),
        ("value: 'x) + (y'\nequals: 1", "1:8 this is no Python expression"),
        ("uses: x = 1", "1:7 write a Python expression, such as"),
        ("uses: _", "1:7 write a Python expression, such as"),
        ("avoids: " + "a" * 201, "1:9 write a Python expression, such as"),
        ("prints: a\nuses: b", "2:1 `prints` and `uses` are two checks"),
        ("fail: no", "1:1 a check holds one of these: request, prints,"),
    ],
)
def test_flaws_of_checks(check: str, said: str) -> None:
    from flasktutor.checks import Check

    _read, issues = spec_of(Check, check)
    assert len(issues) == 1
    assert issues[0].startswith(said)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(JSON, JSON)
def test_same_json_is_an_equality(one: object, other: object) -> None:
    assert same_json(one, one)
    assert same_json(one, other) == same_json(other, one)


@given(st.text())
def test_same_output_does_not_see_blanks_at_line_ends(text: str) -> None:
    assert same_output(text, text)
    assert same_output(text + "  \n\n", escape(text).rstrip())


def test_a_check_says_under_what_it_holds(runner: Runner) -> None:
    checks = '- value: 1 + 1\n  equals: 2\n  given: In another app, with `A` set to `"B"`'
    (mark,) = judged(runner, checks, "pass").marks
    assert mark.criterion == 'In another app, with `A` set to `"B"`: `1 + 1` must be `2`'

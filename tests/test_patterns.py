"""Patterns find expressions by the syntax tree, whatever the spelling."""

from __future__ import annotations

import ast
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasktutor import patterns


@pytest.mark.parametrize(
    ("pattern", "source", "found"),
    [
        ("current_app", "print(current_app.name)", True),
        ("current_app", "from flask import current_app", True),
        ("current_app", "from flask import current_app as c", True),
        ("current_app", "'current_app'", False),
        ("app.name", "app . name", True),
        ("app.name", "x.app.name", False),
        (".name", "x.app.name", True),
        ("._get_current_object()", "current_app._get_current_object ()", True),
        ("._get_current_object()", "current_app._get_current_object", False),
        ("app.app_context", "app.app_context()", True),
        ("app.app_context()", "with (app.app_context()) as c: pass", True),
        ("print()", "print(1, end='')", True),
        ("print(1)", "print(1, 2)", True),
        ("print(1)", "print(2)", False),
        ("print(_)", "print()", False),
        ("app.run(debug=True)", "app.run(port=1, debug=True)", True),
        ("app.run(debug=True)", "app.run(debug=False)", False),
        ("app.run(debug=True)", "app.run(debug=1)", False),
        ("app.run(debug=_)", "app.run(debug=x)", True),
        ("g['stock']", 'g["stock"]', True),
        ("g['stock']", "g['stock'] = 1", True),
        ("g['stock']", "del g['stock']", True),
        ("g['stock']", "g['books']", False),
        ("g[_]", "g[x + 1]", True),
        ("g[_]", "g[1:2]", True),
        ("g[_]", "h[1]", False),
        ("_[0]", "f()[0]", True),
        ("x is None", "if x is None: pass", True),
        ("x is None", "if x is not None: pass", False),
        ("x is None", "if None is x: pass", False),
        ("_ is None", "if f(x).y is None: pass", True),
        ("not _", "x = not y", True),
        ("lambda: _", "f(lambda: 3)", True),
        ("[_, _]", "[1, 2]", True),
        ("[_, _]", "[1, 2, 3]", False),
        ("'Saman'", 'x = "Saman"', True),
        ("1", "x = True", False),
        ("1", "x = 1.0", False),
        ("request.args.get('q', _)", "request.args.get('q', '')", True),
        ("await _", "async def f():\n    await g()", True),
        ("x", "def f(x): pass", False),
        ("x", "x =", False),
        (" x ", "x", True),
    ],
)
def test_found(pattern: str, source: str, found: bool) -> None:
    assert patterns.is_pattern(pattern)
    assert patterns.found(pattern, source) is found


@pytest.mark.parametrize(
    "text",
    ["", " ", "_", " _ ", "x = 1", "import x", "x) + (y", "print(", "a\nb", "..a", "\0", "(" * 300],
)
def test_no_patterns(text: str) -> None:
    assert not patterns.is_pattern(text)
    assert not patterns.found(text, "_ = x = 1")


@given(st.text() | st.text(alphabet="ab_.()[]{}'\" =:,+-*\n\\#@", max_size=60))
def test_any_text_can_be_asked_and_looked_through(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert isinstance(patterns.is_expression(text), bool)
        assert isinstance(patterns.found("a.b", text), bool)
        assert isinstance(patterns.found(text, "a.b()"), bool)
        assert isinstance(patterns.names(text), set)


EXPRESSIONS = st.recursive(
    st.sampled_from(["a", "g", "app", "1", "'x'", "None"]),
    lambda inner: st.one_of(
        inner.map("({}).name".format),
        inner.map("f({})".format),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]})[{pair[1]}]"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} is {pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"f({pair[0]}, key={pair[1]})"),
    ),
    max_leaves=6,
)


@given(EXPRESSIONS)
def test_every_expression_finds_itself_in_any_spelling(expression: str) -> None:
    if len(expression) > patterns.LONGEST:
        return
    spelled = ast.unparse(ast.parse(expression))
    assert patterns.found(expression, f"def f():\n    return [{spelled}]")
    assert not patterns.found(expression, "pass")


def test_names() -> None:
    source = "import os.path as p, sys\nfrom a import b as c, d\ndef f(x, *y): z = x\nclass K: pass"
    assert patterns.names(source) == {"p", "sys", "c", "d", "f", "x", "y", "z", "K"}
